"""From the candidate rows of a new article, decided by a person, to rows of the raw tables."""
