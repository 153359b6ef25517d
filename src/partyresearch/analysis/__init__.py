"""What the tables allow one to estimate: one module a question."""
