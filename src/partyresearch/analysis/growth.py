"""Growth of admissions from year to year, where a collection has enough committees and years."""

from __future__ import annotations

import pandas as pd

from partyresearch.analysis.draft import Draft, pooled_cells
from partyresearch.analysis.result import Result
from partyresearch.models.clustered import panel_trend
from partyresearch.models.intervals import check_confidence
from partyresearch.show.labels import number_text
from partyresearch.show.wording import retold, say
from partyresearch.tables.nesting import lies_within

_GROWTH_METHODS = {
    "clustered": "Poisson GLM, committee effects, errors clustered by committee, t(G - 1)",
    "year_effects": "regression of year effects on year, t(T - 2)",
}
MINIMUM_ORGANISATIONS, MINIMUM_YEARS_EACH, MINIMUM_YEARS = 10, 3, 5


def common_growth(
    admissions: pd.DataFrame,
    confidence: float = 0.95,
    minimum_organisations: int = MINIMUM_ORGANISATIONS,
    minimum_years: int = MINIMUM_YEARS,
) -> Result:
    """Estimate the growth of admissions from year to year that separate committees have in common."""
    check_confidence(confidence)
    panel = _panel(admissions)
    committees, years = panel["organisation_id"].nunique(), panel["year"].nunique()
    draft = Draft()
    headline = say("growth.refused", found=committees, each=MINIMUM_YEARS_EACH, needed=minimum_organisations,
                   years=years, years_needed=minimum_years)  # fmt: skip
    if committees < minimum_organisations or years < minimum_years:
        draft.refuse("annual_growth", "ratio", headline)
    else:
        counts = panel.assign(figure_ids=panel["count_ids"])
        headline = _add_growth(draft, counts, "admissions", panel["year_fraction"], confidence)
        if panel["members_low"].gt(0).fillna(False).all() and panel["members_low"].eq(panel["members_high"]).all():
            exposure = panel["members_low"].astype(float) * panel["year_fraction"]
            _add_growth(draft, panel, "admissions_per_member", exposure, confidence)
    return draft.result(
        headline=headline, estimand=say("growth.estimand"), assumption=say("growth.assumption"),
        not_shown=say("growth.not_shown"),
    )  # fmt: skip


def _panel(admissions: pd.DataFrame) -> pd.DataFrame:
    """Counted full years of committees that lie within no other, of those with enough of them."""
    rows = admissions[admissions["group"].eq("all")]
    exact = rows["admitted_low"].notna() & rows["admitted_low"].eq(rows["admitted_high"]).fillna(False)
    full = exact & rows["year_fraction"].eq(1)
    own_whole = (
        rows["part_of"].str.split(":").str[0].eq(rows["organisation_id"])
    )  # a longer period of the same committee
    within = lies_within(rows.assign(part_of=rows["part_of"].mask(own_whole, "")), "admission_id", full, absent=False)
    ids = set(rows.loc[full, "admission_id"])
    loose = pd.Series([not ids.isdisjoint(str(one).split()) for one in rows["overlaps"]], index=rows.index, dtype=bool)
    rows = rows[full & ~within & ~loose]
    rows = rows.assign(year=rows["period_end"].dt.year)
    enough = rows.groupby("organisation_id")["year"].transform("nunique").ge(MINIMUM_YEARS_EACH)
    return rows[enough]


def _add_growth(draft: Draft, panel: pd.DataFrame, of: str, exposure: pd.Series, confidence: float) -> str:
    try:
        fit = panel_trend(
            panel["organisation_id"].to_numpy(), panel["year"].to_numpy(),
            panel["admitted_low"].astype(float).to_numpy(), exposure.astype(float).to_numpy(), confidence,
        )  # fmt: skip
    except ValueError as error:  # years that cannot be compared, or without a count
        reason = say("not_estimable", what=say(f"growth.{of}"), why=retold("why", str(error)))
        draft.refuse(f"annual_growth_of_{of}", "ratio", reason)
        return reason
    cells = {"estimand": f"annual_growth_of_{of}", **pooled_cells(panel, "ratio")}
    found = {
        "clustered": (fit.ratio, fit.low, fit.high),
        "year_effects": (fit.effects_ratio, fit.effects_low, fit.effects_high),
    }
    for name, (ratio, low, high) in found.items():
        label = say(
            "growth.row", of=say(f"growth.{of}"), how=say(f"growth.{name}"), n=fit.organisations, years=fit.years
        )
        draft.add(f"annual_growth_of_{of}:{name}", label, ends=(ratio, ratio), model=(low, high),
                  confidence=confidence, method=_GROWTH_METHODS[name], **cells)  # fmt: skip
    ratio, low, high = found[fit.wider]
    return say("growth.headline", ratio=number_text(ratio, "ratio"), low=number_text(low, "ratio"),
               high=number_text(high, "ratio"), n=fit.organisations, years=fit.years,
               confidence=100 * confidence)  # fmt: skip
