"""Pupils and students, told: how many of the people admitted they are, where anybody counts them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from partyresearch.analysis.findings import Findings
from partyresearch.show.labels import Labels
from partyresearch.show.language import N_
from partyresearch.show.linked import link
from partyresearch.show.story import (
    MOST_IN_A_SENTENCE,
    NOT_PRINTED,
    Column,
    Row,
    Story,
    Table,
    extreme,
    period_of,
    place_cell,
    place_year,
    quoted,
)

_HOW = {
    "counted": N_("A printed number that is no exact count"),
    "share": N_("Read literally; not counted"),
    "target_met": N_("If the target said to be kept was kept in this year"),
    "open_period": N_("If it covers the whole period of the admissions that the article reports"),
}


def _rows(findings: Findings) -> list[Row]:
    """The shares, counted ones first, those of full years before those of parts."""
    rows = findings.named()
    return sorted(rows, key=lambda row: (row.estimand.endswith("_bound"), bool(row.part)))


def _counted(findings: Findings) -> list[Row]:
    return [row for row in findings.named() if not row.estimand.endswith("_bound")]


def _title(findings: Findings, labels: Labels) -> str:
    t, totals, counted = labels.t, findings.facts["totals"], _counted(findings)
    if len(totals) == 1:
        total = totals[0]
        values = {
            "events": t.number(total["events"]),
            "total": t.number(total["total"]),
            "group": labels.group(total["group"]),
            "share": labels.number(total["events"] / total["total"], "share"),
        }
        if total["committees"] > 1:
            message = N_("{events} of {total} new members of {n} organisations in {years} were {group} ({share})")
            return t(message, n=t.count(total["committees"]), years=_years(total, labels), **values)
        if len(total["rows"]) == 1:
            row = total["rows"][0]
            place, period = labels.place(row["organisation_id"]), labels.period(row["period_start"], row["period_end"])
            (own,) = [one for one in counted if _is_of(one, row)]
            values |= {"events": _group(own, labels), "total": _admitted(own, labels)}
            message = N_("{events} of {total} new members of {place} in {period} were {group} ({share})")
            return t(message, place=place, period=period, **values)
        message = N_("{events} of {total} new members of {place} in {n} years were {group} ({share})")
        place = labels.place(total["rows"][0]["organisation_id"])
        return t(message, place=place, n=t.count(len(total["rows"])), **values)
    if counted:
        least, most = min(row.estimate for row in counted), max(row.estimate for row in counted)
        share = labels.interval(least, most, "share")
        return t("Where pupils or students are counted, they are {share} of the new members", share=share)
    if findings.named():
        return t("No article counts pupils or students among all new members; some allow a bound")
    return t("No count of pupils or students stands beside one of all new members")


def _years(total: dict[str, Any], labels: Labels) -> str:
    starts, ends = ([row[side] for row in total["rows"]] for side in ("period_start", "period_end"))
    return labels.years(min(starts), max(ends))


def _is_of(row: Row, unit: dict[str, Any]) -> bool:
    return (row.organisation_ids, row.period_start, row.period_end) == tuple(unit.values())


def _points(findings: Findings, labels: Labels) -> list[str]:
    told = {
        (row["organisation_id"], row["period_start"]) for total in findings.facts["totals"] for row in total["rows"]
    }
    others = [row for row in _counted(findings) if (row.organisation_ids, row.period_start) not in told]
    bounds = [row for row in findings.named() if row.estimand.endswith("_bound")]
    points = []
    if 0 < len(others) <= MOST_IN_A_SENTENCE:
        points.append(labels.t("{rows}.", rows=labels.t.listed([_count(row, labels) for row in others])))
    elif len(told) > MOST_IN_A_SENTENCE and len({row.estimate for row in _counted(findings)}) > 1:
        points.append(_range(_counted(findings), labels))
    points += [_claim(row, labels) for row in bounds if row.goals]
    rest = [row for row in bounds if not row.goals]
    if 0 < len(rest) <= MOST_IN_A_SENTENCE:
        points.append(labels.t("{rows}.", rows=labels.t.listed([_bound(row, labels) for row in rest])))
    elif rest:
        points.append(labels.t("Rows with a bound or a word only: {n}.", n=len(rest)))
    return points


def _count(row: Row, labels: Labels) -> str:
    return labels.t(
        "{row}: {group} of {admitted} ({share})",
        row=place_year(row, labels),
        group=_group(row, labels),
        admitted=_admitted(row, labels),
        share=_share(row, labels),
    )


def _range(rows: list[Row], labels: Labels) -> str:
    (least, here), (most, there) = (extreme(rows, how, labels) for how in (min, max))
    return labels.t(
        "From {least} in {here} to {most} in {there}.",
        least=_share(least, labels),
        here=here,
        most=_share(most, labels),
        there=there,
    )


def _claim(row: Row, labels: Labels) -> str:
    """A word that claims more than a later goal of the same article asks for."""
    goal = row.goals[0]
    asked = labels.t("{value}%", value=labels.t.number(float(goal["low"])))
    return labels.t(
        "{row}: the article says {word} were {group}, which is doubtful: its later goal is only {goal}.",
        row=place_year(row, labels),
        word=", ".join(quoted(row, word, labels) for word in row.words),
        group=labels.group(row.group),
        goal=link(labels.bound(goal["bound"], asked), goal["figure_id"]),
    )


def _bound(row: Row, labels: Labels) -> str:
    if row.words:
        word = ", ".join(quoted(row, word, labels) for word in row.words)
        return labels.t("{row}: {word}", row=place_year(row, labels), word=word)
    if _nobody(row):
        none = link(labels.t("none yet"), row.figure_ids.split()[0])
        return labels.t("{row}: {none}", row=place_year(row, labels), none=none)
    return labels.t("{row}: {share}", row=place_year(row, labels), share=_share(row, labels))


def _nobody(row: Row) -> bool:
    return bool(pd.notna(row.group_high) and row.group_high == 0)


def _group(row: Row, labels: Labels) -> str:
    if _nobody(row):
        return link("0", row.figure_ids.split()[0])
    text = labels.whole(row.group_low, row.group_high) if not row.words else ""
    return link(text, row.figure_ids.split()[0]) if text else ""


def _admitted(row: Row, labels: Labels) -> str:
    ids = row.figure_ids.split()
    text = labels.whole(row.admitted_low, row.admitted_high)
    return link(text, ids[1] if len(ids) > 1 else ids[0]) if text else ""


def _share(row: Row, labels: Labels) -> str:
    return link(labels.value(row), row.figure_ids.split()[0])


def _how(row: Row, labels: Labels) -> str:
    t, words = labels.t, ", ".join(quoted(row, word, labels) for word in row.words)
    how = t(_HOW[row.reading]) if row.reading else t("Both counts printed")
    texts = [t("The article says {word}", word=words)] if words else []
    texts += [how] if not words or row.reading != "share" else [t("read literally; not counted")]
    if row.goals:
        texts.append(t("doubtful, as the later goal is lower"))
    return "; ".join(texts)


def _card(findings: Findings, labels: Labels) -> tuple[str, str]:
    totals = findings.facts["totals"]
    if len(totals) != 1:
        return NOT_PRINTED, labels.t("new members counted together with pupils or students")
    total = totals[0]
    big = labels.t("{events} of {total}", events=total["events"], total=total["total"])
    return big, labels.t(
        "new members were {group}, where both are counted for full years", group=labels.group(total["group"])
    )


def _parts(findings: Findings, labels: Labels) -> list[tuple[str, list[str]]]:
    rows = [row for row in findings.named() if row.words or labels.meaning(labels.print_of(row.figure_ids.split()[0]))]
    told = [_said(row, labels) for row in rows[: 2 * MOST_IN_A_SENTENCE]]
    return [(labels.t("Only said in words"), told)]


def _said(row: Row, labels: Labels) -> str:
    said = labels.t("{row}.", row=_bound(row, labels))
    ends = row.admitted_low, row.admitted_high, row.estimate_low
    if not row.words or any(map(pd.isna, ends)) or row.admitted_low != row.admitted_high:
        return said
    low, high = (round(row.admitted_low * end) for end in (row.estimate_low, row.estimate_high))
    people = labels.interval(low, high, "persons")
    return f"{said} " + labels.t("Taken literally: {people} of {all}.", people=people, all=_admitted(row, labels))


STORY = Story(
    name=N_("Student share"),
    title=_title,
    points=_points,
    caution=lambda _, labels: labels.t(
        "Pupils alone, and pupils with college students, are different groups: never add them or rank these places."
    ),
    table=Table(
        _rows,
        (
            Column(N_("Place"), place_cell),
            Column(N_("Period"), period_of),
            Column(N_("Group"), lambda row, labels: labels.group(row.group)),
            Column(N_("Of the group"), _group, number=True),
            Column(N_("All admitted"), _admitted, number=True),
            Column(N_("Share"), _share, number=True),
            Column(N_("How we know"), _how),
        ),
    ),
    card=_card,
    parts=_parts,
)
