"""Imported first by the process that reports are forked from: it does what each of them would do first."""

import gc
import sys

gc.disable()  # to look for garbage takes as long as to load; a worker looks again
_GRAMMAR = "rfc3987_syntax"  # jsonschema builds it to check addresses, which takes a second; a notebook has none
sys.modules[_GRAMMAR] = None  # type: ignore[assignment] # not to be found

import nbformat.v4  # noqa: E402

from partyresearch.reports import page, run  # noqa: E402, F401

del sys.modules[_GRAMMAR]
page.render(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# A title")]))  # type: ignore[no-untyped-call]
