"""What every analysis returns."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pandas as pd

from partyresearch.collection.files import write_all
from partyresearch.show.labels import estimate_text, interval_text
from partyresearch.show.tables import links_html, table_html
from partyresearch.show.wording import say

ESTIMATE_COLUMNS = (
    "estimate_id", "estimand", "unit", "organisation_ids", "comparator_ids", "period_start", "period_end",
    "comparator_start", "comparator_end", "group", "estimate", "estimate_low", "estimate_high", "low", "high",
    "interval_kind", "confidence", "method", "assumption", "figure_ids",
)  # fmt: skip
"""The columns of every ``estimates.csv``, in order."""

REFUSED = "refused"
"""The method of an estimate that could not be made; its reason stands in ``assumption``."""

PRINTED = "as printed"
"""The method of what follows from printed figures by arithmetic alone."""


@dataclass(frozen=True)
class Result:
    """Estimates with what they rest on and what they do not show."""

    headline: str
    estimand: str
    assumption: str
    not_shown: str
    estimates: pd.DataFrame
    rows: pd.DataFrame

    @property
    def about(self) -> str:
        """What is estimated, under which assumption, and what it does not show, as Markdown."""
        lines = {"estimand": self.estimand, "assumption": self.assumption, "not_shown": self.not_shown}
        return "\n\n".join(say(f"about.{name}", text=text) for name, text in lines.items() if text)

    @property
    def refusals(self) -> list[str]:
        """What could not be estimated, and why."""
        return list(self.estimates.loc[self.estimates["method"].eq(REFUSED), "assumption"])

    def summary(self) -> str:
        """Return the result as plain text: the headline, then one line an estimate, then the refusals."""
        lines = [
            f"{self.rows.loc[row.estimate_id, 'label']}: {estimate_text(row)}" for row in self.chosen().itertuples()
        ]
        return "\n".join(filter(None, [self.headline, *lines, *self.refusals]))

    def chosen(self, *estimands: str) -> pd.DataFrame:
        """Return the estimates that were made, without refusals."""
        return self._of(estimands, refused=False)

    def html(self, *estimands: str) -> str:
        """Render the estimates as a table, each linked to its figures, and what was refused as sentences."""
        chosen = self.chosen(*estimands)
        reasons = list(self._of(estimands, refused=True)["assumption"].drop_duplicates())
        if chosen.empty and not reasons:
            reasons = [say("none")]
        sentences = "".join(f"<p>{escape(reason)}</p>" for reason in reasons)
        return sentences if chosen.empty else self._table(chosen) + sentences

    def _of(self, estimands: tuple[str, ...], *, refused: bool) -> pd.DataFrame:
        rows = self.estimates[self.estimates["method"].eq(REFUSED) == refused]
        return rows[rows["estimand"].isin(estimands)] if estimands else rows

    def _table(self, chosen: pd.DataFrame) -> str:
        shown = self.rows.loc[chosen["estimate_id"]]
        beside = [name for name in shown.columns[2:] if shown[name].fillna("").ne("").any()]
        modelled = bool(chosen["interval_kind"].eq("model").any())
        assumed = bool(chosen["assumption"].ne("").any())
        names = ["row", *beside, "estimate", *["model"] * modelled, *["reading"] * assumed, "figures"]
        cells = []
        for row, (_, texts) in zip(chosen.itertuples(), shown.iterrows(), strict=True):
            line = [
                f"↳ {texts['label']}" if texts["part"] else texts["label"],
                *(str(texts[name] or "") for name in beside),
            ]
            line.append(interval_text(row.estimate_low, row.estimate_high, row.unit))
            if modelled:
                line.append(interval_text(row.low, row.high, row.unit) if row.interval_kind == "model" else "")
            cells.append([*map(escape, line), *[escape(row.assumption or "")] * assumed, links_html(row.figure_ids)])
        return table_html([say(f"column.{name}") for name in names], cells)

    def _repr_html_(self) -> str:
        return f"<p><strong>{escape(self.headline)}</strong></p>" + self.html()


def write_estimates(folder: str | os.PathLike[str], *results: Result) -> Path:
    """Write the ``estimates.csv`` of a notebook, with full double precision."""
    path = Path(folder) / "estimates.csv"
    tables = [result.estimates.astype(object) for result in results]
    table = pd.concat(tables, ignore_index=True)
    for day in ("period_start", "period_end", "comparator_start", "comparator_end"):
        table[day] = pd.to_datetime(table[day])
    write_all({path: str(table.to_csv(index=False, lineterminator="\n")).encode("utf-8")})
    return path


def used_figures(results: Iterable[Result]) -> list[str]:
    """Return the figures that results rest on, each once, in order."""
    cells = [cell for result in results for cell in result.estimates["figure_ids"]]
    return list(dict.fromkeys(" ".join(cells).split()))
