"""Growth of admissions from year to year, where a collection has enough committees and years."""

from __future__ import annotations

import pandas as pd

from partyresearch.analysis.findings import Draft, Findings, pooled_cells
from partyresearch.analysis.selection import Selection
from partyresearch.analysis.units import finest_cut
from partyresearch.models.growth import panel_trend
from partyresearch.models.intervals import NotEstimable, check_confidence
from partyresearch.tables.nesting import ancestors

_METHODS = {"slopes": "poisson_slopes_random_effects", "year_effects": "year_effects_on_year"}
# fewer organisations or years than these make either interval far too short (docs/coverage.md)
MINIMUM_ORGANISATIONS, MINIMUM_YEARS_EACH, MINIMUM_YEARS = 10, 3, 5


def growth(
    selection: Selection,
    confidence: float = 0.95,
    minimum_organisations: int = MINIMUM_ORGANISATIONS,
    minimum_years: int = MINIMUM_YEARS,
) -> Findings:
    """Estimate the growth of admissions from year to year that separate committees have in common."""
    check_confidence(confidence)
    admissions = selection.admissions
    full = admissions[admissions["group"].eq("all") & admissions["year_fraction"].eq(1)]
    full = full.assign(year=full["period_end"].dt.year)
    panel = _panel(full, selection.organisations)
    committees, years = panel["organisation_id"].nunique(), panel["year"].nunique()
    draft, headline = Draft(), None
    if committees < minimum_organisations or years < minimum_years:
        found = {"found": committees, "each": MINIMUM_YEARS_EACH, "years": years}
        needed = {"needed": minimum_organisations, "years_needed": minimum_years}
        draft.refuse("annual_growth", "ratio", "too_few_years", **found, **needed)
    else:
        counts = panel.assign(figure_ids=panel["count_ids"])
        headline = _add_growth(draft, counts, "admissions", panel["year_fraction"], confidence)
        least, most = panel["members_low"], panel["members_high"]
        if (least.gt(0) & least.eq(most)).fillna(False).all():  # no offset that is only half known
            exposure = panel["members_low"].astype(float) * panel["year_fraction"]
            _add_growth(draft, panel, "admissions_per_member", exposure, confidence)
    bounds = int((~full["admitted_low"].eq(full["admitted_high"]).fillna(False)).sum())
    return draft.findings("growth", wider=headline, bounds=bounds, each=MINIMUM_YEARS_EACH, confidence=confidence)


def _panel(full: pd.DataFrame, organisations: pd.DataFrame) -> pd.DataFrame:
    """Counted full years that share nobody, of the finest committees with enough of them."""
    counted = full["admitted_low"].notna() & full["admitted_low"].eq(full["admitted_high"]).fillna(False)
    # committees with too few years first, or they would take the place of those that contain them
    rows = _with_enough_years(finest_cut(_with_enough_years(full[counted]), organisations))
    # a committee contains its parts in other years, too: they are not independent of each other
    up = ancestors(organisations)
    up = up[up["distance"].gt(0) & up["organisation_id"].isin(rows["organisation_id"])]
    return rows[~rows["organisation_id"].isin(up["ancestor_id"])]


def _with_enough_years(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows.groupby("organisation_id")["year"].transform("nunique").ge(MINIMUM_YEARS_EACH)]


def _add_growth(
    draft: Draft, panel: pd.DataFrame, of: str, exposure: pd.Series, confidence: float
) -> dict[str, float] | None:
    """Add both intervals; return the wider one."""
    estimand = f"annual_growth_of_{of}"
    committees, years = panel["organisation_id"].to_numpy(), panel["year"].to_numpy()
    counts, exposures = panel["admitted_low"].to_numpy(float), exposure.to_numpy(float)
    try:
        fit = panel_trend(committees, years, counts, exposures, confidence)
    except NotEstimable as error:  # years that cannot be compared, or without a count
        draft.refuse(estimand, "ratio", error.reason, what=of, **error.values)
        return None
    cells = pooled_cells(panel, "ratio")
    size = {"organisations": fit.organisations, "years": fit.years}
    for name, (ratio, low, high) in fit.intervals.items():
        draft.add(
            f"{estimand}:{name}",
            ends=(ratio, ratio),
            model=(low, high),
            confidence=confidence,
            beside={"of": of, "how": name, **size},
            method=_METHODS[name],
            **cells,
        )
    ratio, low, high = fit.intervals[fit.wider]
    return {"ratio": ratio, "low": low, "high": high, **size}
