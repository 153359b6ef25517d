"""From the raw tables to the tidy ones: read, derive, package, load."""
