"""From the raw tables to all tidy ones."""

from __future__ import annotations

import pandas as pd

from partyresearch.columns import TABLES
from partyresearch.tables.admissions import build_admissions
from partyresearch.tables.checks import build_checks
from partyresearch.tables.figures import read_figures
from partyresearch.tables.quotas import build_quotas
from partyresearch.tables.read import RawTables
from partyresearch.tables.students import build_students


def derive(raw: RawTables) -> dict[str, pd.DataFrame]:
    """Make every processed table.

    Parameters
    ----------
    raw : RawTables

    Returns
    -------
    dict of str to DataFrame
        ``figures``, ``admissions``, ``students``, ``quotas``, ``checks`` with the columns of
        :data:`partyresearch.columns.TABLES`; numbers are exact (int or Fraction).

    Examples
    --------
    >>> from partyresearch.collection import find_collection
    >>> from partyresearch.tables.read import read_raw
    >>> list(derive(read_raw(find_collection())))
    ['figures', 'admissions', 'students', 'quotas', 'checks']
    """
    figures = read_figures(raw)
    admissions = build_admissions(figures, raw.organisations)
    quotas = build_quotas(figures, admissions, raw.organisations)
    tables = {
        "figures": figures,
        "admissions": admissions,
        "students": build_students(figures, admissions, quotas, raw.organisations),
        "quotas": quotas,
        "checks": build_checks(figures, admissions, raw.organisations),
    }
    return {name: frame[TABLES[name].names] for name, frame in tables.items()}
