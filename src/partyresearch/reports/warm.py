"""Imported by the process that workers are forked from: it does once what each of them would do first.

What fails here fails again in a worker, whose report says why; this process has nobody to tell.
"""

import gc
import os
import sys
from contextlib import suppress

# no rc file of a person's, neither in the working folder nor at home
os.chdir("/")
os.environ["MATPLOTLIBRC"] = os.devnull
os.environ.pop("MPLBACKEND", None)

gc.disable()  # while so much is loaded, the collector takes as long as the loading; workers enable it again
_GRAMMAR = "rfc3987_syntax"  # jsonschema builds it to check URIs, which takes a second; a notebook has none
sys.modules[_GRAMMAR] = None  # type: ignore[assignment] # not to be found

with suppress(Exception):
    import nbformat.v4

    from partyresearch.reports import batch, notebook, page  # noqa: F401
    from partyresearch.show.language import LANGUAGES

    for language in LANGUAGES:  # each reads its catalogue
        page.render(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# A title")]), language)  # type: ignore[no-untyped-call]
del sys.modules[_GRAMMAR]
