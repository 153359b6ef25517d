"""Bring the catalogues of translations up to date with the messages of the code, the templates and the notebooks."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "partyresearch"
LOCALE = PACKAGE / "locale"
# function -> its arguments that are messages, as Babel writes them; "c": the context
KEYWORDS = {"t": (1,), "N_": (1,), "plural": (1, 2), "context": ((1, "c"), 2)}
SAYING = [
    *sorted((PACKAGE / "show").rglob("*.py")),
    *(PACKAGE / "reviewing" / name for name in ("editor.py", "page.py")),
]
SAYING += [PACKAGE / "reports" / name for name in ("fold.py", "page.py")]
SAYING.remove(PACKAGE / "show" / "language.py")  # it defines these functions


def messages() -> Iterator[tuple[str | tuple[str, ...], str | None, str]]:
    """Every message with its context and the file that says it."""
    for path in SAYING:
        name = path.relative_to(ROOT).as_posix()
        with path.open("rb") as stream:
            for _, message, _, context in extract("python", stream, keywords=KEYWORDS):
                yield message, context, name
    for path in sorted((PACKAGE / "reports" / "templates").rglob("*.j2")):
        for _, _, message, _ in babel_extract(io.BytesIO(path.read_bytes()), {"t": None}, (), {}):
            first = message[0] if isinstance(message, tuple) else message  # the others are values
            yield first, None, path.relative_to(ROOT).as_posix()
    for path in sorted((ROOT / "notebooks").glob("0[1-4]_*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "markdown":
                for paragraph in "".join(cell["source"]).split("\n\n"):
                    yield " ".join(paragraph.split()), None, path.relative_to(ROOT).as_posix()


def template() -> Catalog:
    """A catalogue of all messages, without translations."""
    catalog = Catalog(fuzzy=False)
    for message, context, name in messages():
        if message:
            catalog.add(message, locations=[(name, 1)], context=context)
    return catalog


def updated(path: Path) -> Catalog:
    """A catalogue with the messages of today; translations of messages that nothing says are dropped."""
    with path.open("rb") as stream:
        catalog = read_po(stream, locale=path.stem)
    catalog.update(template(), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    return catalog


def text(catalog: Catalog) -> bytes:
    """A catalogue as a file: no places and no version of Babel, so that only messages change it."""
    stream = io.BytesIO()
    write_po(stream, catalog, width=110, no_location=True, sort_output=True)
    return b"".join(line for line in stream.getvalue().splitlines(keepends=True) if b"Generated-By:" not in line)


def main() -> int:
    """Update every catalogue; tell what is left to translate."""
    missing = 0
    for path in sorted(LOCALE.glob("*.po")):
        catalog = updated(path)
        path.write_bytes(text(catalog))
        for message in catalog:
            if message.id and (not message.string or message.fuzzy):
                missing += 1
                print(f"{path.name}: {message.id!r} is not translated")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
