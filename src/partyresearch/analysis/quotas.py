"""Quota attainment: admitted ÷ target, with everything that print leaves open."""

from __future__ import annotations

import pandas as pd

from partyresearch.analysis.draft import Draft, row_cells
from partyresearch.analysis.result import PRINTED, Result
from partyresearch.figures.numerals import parse_numeral
from partyresearch.models.intervals import EXACT_POISSON, check_confidence, poisson_interval
from partyresearch.show.labels import organisation_names, period_text, quoted_text, row_label, whole_text
from partyresearch.show.wording import number, say
from partyresearch.tables.nesting import lies_within

_TARGET = ["organisation_id", "group", "period_start", "period_end", "target_start", "target_end"]
MOST_TARGETS = 20
_FAMILY = {"half_up": "rounded", "truncated": "rounded", "literal": "literal", "conventional": "conventional"}


def attainment(
    quotas: pd.DataFrame, organisations: pd.DataFrame, figures: pd.DataFrame, confidence: float = 0.95
) -> Result:
    """Estimate the attainment of each target that has a printed result.

    Notes
    -----
    The count is Poisson, never binomial: it can exceed its target.
    """
    check_confidence(confidence)  # a wrong one is told even where no row needs it
    known = quotas[quotas["attainment_low"].notna() | quotas["attainment_high"].notna()]
    known = known.assign(family=known["reading"].astype("str").map(_FAMILY))
    names, printed = organisation_names(organisations), figures.set_index("figure_id")["printed"]
    several = known.groupby("quota_id")["family"].nunique()
    setters = known.groupby(_TARGET, observed=True, dropna=False)["set_by"].transform("nunique")
    draft = Draft()
    for (quota_id, family), group in known.groupby(["quota_id", "family"], sort=False):
        remarks = [
            say(f"set_by.{group['set_by'].iloc[0]}") if setters[group.index[0]] > 1 else "",
            _short(family, group, printed) if several[quota_id] > 1 else "",
        ]
        label, reading = quota_label(group.iloc[0], names, *remarks), _reading(family, group, printed)
        within = names.get(group["part_of"].iloc[0].partition(":")[0], "")
        _add(draft, f"{quota_id}:{family}", group, label, reading, within, confidence)
        _add_targets(draft, f"{quota_id}:{family}", group, label, confidence)
    if not draft.rows:
        draft.refuse("attainment", "ratio", say("attainment.refused"))
    return draft.result(
        headline=_headline(known, figures),
        estimand=say("attainment.estimand"),
        assumption=say("attainment.assumption", confidence=100 * confidence),
        not_shown=" ".join([say("attainment.not_shown"), _unscored(quotas, known, names)]).strip(),
    )


def _add(draft: Draft, key: str, group: pd.DataFrame, label: str, reading: str, within: str, confidence: float) -> None:
    model = _model(group, confidence)
    first = group.iloc[0]
    draft.add(
        f"attainment:{key}",
        label,
        ends=(_envelope(group["attainment_low"], "min"), _envelope(group["attainment_high"], "max")),
        model=model,
        confidence=confidence,
        part=bool(first["part_of"]),
        texts={
            "admitted": whole_text(group["admitted_low"].min(), group["admitted_high"].max()),
            "target": whole_text(group["target_low"].min(skipna=False), group["target_high"].max(skipna=False)),
            "set_by": say(f"set_by.{first['set_by']}"),
            "within": within,
        },
        estimand="interim_attainment" if first["interim"] else "attainment",
        method=PRINTED if model == (None, None) else EXACT_POISSON,
        assumption=reading,
        **row_cells(first, "ratio"),
    )


def _add_targets(draft: Draft, key: str, group: pd.DataFrame, label: str, confidence: float) -> None:
    """One row for each target that is possible, where there are several but not too many to read."""
    ends = group["target_low"].min(skipna=False), group["target_high"].max(skipna=False)
    count = _count(group)
    if group["target_source"].ne("implied").any():
        return  # two printed targets are a conflict, not a range
    if count is None or pd.isna(ends[0]) or pd.isna(ends[1]) or not 1 <= ends[1] - ends[0] < MOST_TARGETS:
        return
    limits = poisson_interval(count, confidence)
    for target in range(int(ends[0]), int(ends[1]) + 1):
        draft.add(
            f"attainment_if:{key}:{target}",
            say("attainment.if", row=label, target=target),
            ends=(count / target, count / target),
            model=(limits[0] / target, limits[1] / target),
            confidence=confidence,
            part=bool(group["part_of"].iloc[0]),
            texts={"admitted": number(count), "target": number(target)},
            estimand="attainment_if",
            method=EXACT_POISSON,
            **row_cells(group.iloc[0], "ratio"),
        )


def _envelope(ends: pd.Series, how: str) -> float | None:
    """Smallest or largest end over the readings; open if any reading leaves it open."""
    return None if ends.isna().any() else float(ends.agg(how))


def _count(group: pd.DataFrame) -> int | None:
    """The printed count; none where no single one is printed."""
    counts = set(group["admitted_low"]) | set(group["admitted_high"])
    return None if len(counts) != 1 or pd.isna(group["admitted_low"]).any() else int(counts.pop())


def _model(group: pd.DataFrame, confidence: float) -> tuple[float | None, float | None]:
    """The exact interval of the printed count over the possible targets."""
    count = _count(group)
    if count is None:
        return None, None
    low, high = poisson_interval(count, confidence)
    largest, smallest = group["target_high"], group["target_low"]
    return (
        None if largest.isna().any() else low / float(largest.max()),
        None if smallest.isna().any() else high / float(smallest.min()),
    )


def _reading(family: str, group: pd.DataFrame, printed: pd.Series) -> str:
    """Say how the printed percentage was read, as far as it was: the readings that no whole target fits are gone."""
    first = group.iloc[0]
    if first["target_source"] == "printed":
        return say("attainment.reading.printed")
    if family == "rounded":
        return say("attainment.reading." + "_".join(sorted(group["reading"].astype("str"))))
    if family == "conventional":
        return _short(family, group, printed)
    whole = pd.notna(first["target_low"]) or pd.notna(first["target_high"])
    score = printed[first["figure_ids"].split()[0]]
    return say("attainment.reading.whole" if whole else "attainment.reading.literal", printed=quoted_text(score))


def _short(family: str, group: pd.DataFrame, printed: pd.Series) -> str:
    """Tell two readings of one percentage apart in a label."""
    if group["target_source"].iloc[0] == "printed":
        return say("attainment.reading.printed")
    numeral = parse_numeral(printed[group["figure_ids"].iloc[0].split()[0]], "decimal")
    low, high = float(numeral.first), float(numeral.first + numeral.unit)
    return say(f"attainment.short.{family}", low=low, high=high)


def quota_label(row: pd.Series, names: pd.Series, *remarks: str) -> str:
    """Name a target: organisation, period and, of an interim one, the period of its target."""
    period = period_text(row["period_start"], row["period_end"])
    if row["interim"]:
        period = say("attainment.of", part=period, whole=period_text(row["target_start"], row["target_end"]))
    return row_label(names[row["organisation_id"]], period, str(row["group"]), *remarks)


def _headline(known: pd.DataFrame, figures: pd.DataFrame) -> str:
    """Wholes and their parts are counted apart: they are not so many separate successes."""
    finished = known[~known["interim"].astype(bool)]
    if finished.empty:
        return say("attainment.headline_none")
    targets = finished.groupby("quota_id", sort=False)
    ends = targets[["organisation_id", "figure_ids"]].first()
    ends["low"] = targets["attainment_low"].min(skipna=False)
    ends["high"] = targets["attainment_high"].max(skipna=False)
    within = lies_within(finished, "quota_id", pd.Series(True, index=finished.index))
    part = within.groupby(finished["quota_id"]).any().reindex(ends.index)
    disputed = set(figures.loc[figures["disputed"].ne(""), "figure_id"])
    resting = sum(not disputed.isdisjoint(ids.split()) for ids in ends["figure_ids"])
    sentences = []
    for key, some in (("attainment.headline", ends[~part]), ("attainment.headline_parts", ends[part])):
        met, missed = some["low"].ge(1), some["high"].lt(1)
        if len(some):
            sentences.append(
                say(key, n=len(some), committees=some["organisation_id"].nunique(), met=int(met.sum()),
                    known=int((some["low"].notna() & some["high"].notna()).sum()),
                    missed=int(missed.sum()), undecided=int((~met & ~missed).sum()))
            )  # fmt: skip
    return " ".join([*sentences, say("attainment.headline_end", disputed=resting, n=len(ends))])


def _unscored(quotas: pd.DataFrame, known: pd.DataFrame, names: pd.Series) -> str:
    rest = quotas[~quotas["quota_id"].isin(known["quota_id"])].drop_duplicates("quota_id")
    if rest.empty:
        return ""
    labels = [quota_label(row, names, say(f"set_by.{row['set_by']}")) for _, row in rest.iterrows()]
    return say("attainment.unscored", what="; ".join(labels))
