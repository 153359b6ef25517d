"""Imported once by the process that reports are forked from: it does what each of them would do first."""

import nbformat.v4

from partyresearch.reports import page, run  # noqa: F401

page.render(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# A title")]))  # type: ignore[no-untyped-call]
