"""What every analysis returns."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pandas as pd

from partyresearch.analysis.labels import estimate_text, interval_text
from partyresearch.analysis.pages import links_html, table_html
from partyresearch.files import write_all
from partyresearch.wording import say

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
    """Estimates with what they rest on and what they do not show.

    Parameters
    ----------
    headline : str
        One computed sentence that is true by itself.
    estimand, assumption, not_shown : str
        What is estimated, under which assumption, and what it does not show.
    estimates : DataFrame
        The columns :data:`ESTIMATE_COLUMNS`. ``estimate_low`` and ``estimate_high`` are what rounding, bounds and
        readings leave open; ``low`` and ``high`` the model's interval, enveloped over them.
    rows : DataFrame
        How pictures and tables show each estimate, by ``estimate_id``: ``label``; ``part``, whether it lies within
        another row; and texts that stand beside it, each column named as in ``wording``.

    Examples
    --------
    >>> from partyresearch.analysis.draft import Draft
    >>> draft = Draft()
    >>> draft.add("a", "Row", estimand="share", unit="share", ends=(0.25, 0.25))
    >>> print(draft.result(headline="One share.").summary())
    One share.
    Row: 25.00 %
    """

    headline: str
    estimand: str
    assumption: str
    not_shown: str
    estimates: pd.DataFrame
    rows: pd.DataFrame

    @property
    def about(self) -> str:
        """What is estimated, under which assumption, and what it does not show, as Markdown.

        Examples
        --------
        >>> from partyresearch.analysis.draft import Draft
        >>> Draft().result(estimand="A share.", not_shown="This does not show why.").about
        '**Estimand.** A share.\\n\\n**Not shown.** This does not show why.'
        """
        lines = {"estimand": self.estimand, "assumption": self.assumption, "not_shown": self.not_shown}
        return "\n\n".join(say(f"about.{name}", text=text) for name, text in lines.items() if text)

    @property
    def refusals(self) -> list[str]:
        """What could not be estimated, and why.

        Examples
        --------
        >>> from partyresearch.analysis.draft import Draft
        >>> draft = Draft()
        >>> draft.refuse("mean", "ratio", "Units: 3 found, 5 needed.")
        >>> draft.result().refusals
        ['Units: 3 found, 5 needed.']
        """
        return list(self.estimates.loc[self.estimates["method"].eq(REFUSED), "assumption"])

    def summary(self) -> str:
        """Return the result as plain text: the headline, then one line an estimate, then the refusals.

        Examples
        --------
        >>> from partyresearch import load_figures, load_organisations, load_quotas
        >>> from partyresearch.analysis.quotas import attainment
        >>> print(attainment(load_quotas(), load_organisations(), load_figures()).summary().splitlines()[1])
        Đầm Dơi district committee · 2022: 1.009 (model 0.833 to 1.210)
        """
        lines = [
            f"{self.rows.loc[row.estimate_id, 'label']}: {estimate_text(row)}" for row in self.chosen().itertuples()
        ]
        return "\n".join(filter(None, [self.headline, *lines, *self.refusals]))

    def chosen(self, *estimands: str) -> pd.DataFrame:
        """Return the estimates that were made, without refusals.

        Parameters
        ----------
        *estimands : str
            Only these; none: all.

        Returns
        -------
        DataFrame

        Examples
        --------
        >>> from partyresearch import load_figures, load_organisations, load_quotas
        >>> from partyresearch.analysis.quotas import attainment
        >>> len(attainment(load_quotas(), load_organisations(), load_figures()).chosen("interim_attainment"))
        1
        """
        return self._of(estimands, refused=False)

    def html(self, *estimands: str) -> str:
        """Render the estimates as a table, each linked to its figures, and what was refused as sentences.

        Parameters
        ----------
        *estimands : str
            Only these; none: all.

        Returns
        -------
        str
            HTML.

        Examples
        --------
        >>> from partyresearch import load_figures, load_organisations, load_quotas
        >>> from partyresearch.analysis.quotas import attainment
        >>> result = attainment(load_quotas(), load_organisations(), load_figures())
        >>> 'href="#dam-doi-2023:1582"' in result.html()
        True
        """
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
    """Write the ``estimates.csv`` of a notebook, with full double precision.

    Parameters
    ----------
    folder : path
        Made if it does not exist.
    *results : Result

    Returns
    -------
    Path
        The file.

    Examples
    --------
    >>> import tempfile
    >>> from partyresearch.analysis.draft import Draft
    >>> write_estimates(tempfile.mkdtemp(), Draft().result()).name
    'estimates.csv'
    """
    path = Path(folder) / "estimates.csv"
    tables = [result.estimates.astype(object) for result in results]
    table = pd.concat(tables, ignore_index=True)
    for day in ("period_start", "period_end", "comparator_start", "comparator_end"):
        table[day] = pd.to_datetime(table[day])
    write_all({path: str(table.to_csv(index=False, lineterminator="\n")).encode("utf-8")})
    return path


def used_figures(results: Iterable[Result]) -> list[str]:
    """Return the figures that results rest on, each once, in order.

    Examples
    --------
    >>> from partyresearch.analysis.draft import Draft
    >>> draft = Draft()
    >>> draft.add("a", "Row", ends=(1, 1), estimand="n", unit="persons", figure_ids="x:1 x:2")
    >>> used_figures([draft.result()])
    ['x:1', 'x:2']
    """
    cells = [cell for result in results for cell in result.estimates["figure_ids"]]
    return list(dict.fromkeys(" ".join(cells).split()))
