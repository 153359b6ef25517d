"""A page in a real browser, and all that it did."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

WINDOWS = [(1280, "light"), (390, "light"), (360, "light"), (360, "dark")]


@dataclass
class Watched:
    """A window whose console and requests are written down."""

    page: Any
    console: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def violations(self) -> list[str]:
        """What axe finds, with the first place of each."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page, options={"resultTypes": ["violations"]}).response["violations"]
        return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))

    def asked(self) -> list[str]:
        """What was requested from a host."""
        return [url for url in self.requests if not url.startswith(("file:", "data:"))]


@contextmanager
def watch(browser: Any, width: int = 1280, scheme: str = "light", **options: Any) -> Iterator[Watched]:
    """Open a window of a width, in light or dark mode."""
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, **options)
    watched = Watched(context.new_page())
    watched.page.on("console", lambda message: watched.console.append(message.text))
    watched.page.on("pageerror", lambda error: watched.console.append(str(error)))
    watched.page.on("request", lambda request: watched.requests.append(request.url))
    yield watched
    context.close()
