"""From the text of a new article to candidate rows."""
