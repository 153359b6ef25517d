"""One function a picture: each takes a result and an optional ``ax`` and returns the ``Axes``."""
