"""One function per picture: each takes findings, labels and an optional ``ax``, and returns the ``Axes``."""
