"""Imported by the process that workers are forked from: it does once what each of them would do first."""

import gc
import sys

gc.disable()  # while so much is loaded, the collector takes as long as the loading; workers enable it again
_GRAMMAR = "rfc3987_syntax"  # jsonschema builds it to check URIs, which takes a second; a notebook has none
sys.modules[_GRAMMAR] = None  # type: ignore[assignment] # not to be found

import nbformat.v4  # noqa: E402

from partyresearch.reports import batch, notebook, page  # noqa: E402, F401
from partyresearch.show.language import LANGUAGES  # noqa: E402

del sys.modules[_GRAMMAR]
for language in LANGUAGES:  # each reads its catalogue
    page.render(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# A title")]), language)  # type: ignore[no-untyped-call]
