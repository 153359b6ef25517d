"""From the raw tables to all tidy ones."""

from __future__ import annotations

import pandas as pd

from partyresearch.collection.columns import TABLES
from partyresearch.tables.admissions import build_admissions
from partyresearch.tables.checks import build_checks
from partyresearch.tables.figures import read_figures
from partyresearch.tables.quotas import build_quotas
from partyresearch.tables.read import RawTables
from partyresearch.tables.students import build_students


def derive(raw: RawTables) -> dict[str, pd.DataFrame]:
    """Make every processed table."""
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
