"""Words, labels, tables and plots: a result and a language in, something to look at out."""
