"""Where data live, their columns stated once, problems, whole-or-nothing files, the articles' texts."""
