"""From the text of a new article to candidate rows that a person reviews."""
