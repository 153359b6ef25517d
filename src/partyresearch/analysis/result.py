"""What every analysis returns."""

from __future__ import annotations

import os
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from partyresearch.analysis.pages import links_html, table_html
from partyresearch.files import write_all
from partyresearch.wording import say

if TYPE_CHECKING:
    import pandas as pd

ESTIMATE_COLUMNS = (
    "estimate_id", "estimand", "unit", "organisation_ids", "comparator_ids", "period_start", "period_end",
    "comparator_start", "comparator_end", "group", "estimate", "estimate_low", "estimate_high", "low", "high",
    "interval_kind", "confidence", "method", "assumption", "figure_ids",
)  # fmt: skip
"""The columns of every ``estimates.csv``, in order."""


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
        How pictures and tables show each row, by ``estimate_id``: ``label``, ``admitted``, ``target``, ``set_by``,
        and ``part``, whether it lies within another row.

    Examples
    --------
    >>> import pandas as pd
    >>> result = Result("Nothing.", "a", "b", "c", pd.DataFrame(columns=list(ESTIMATE_COLUMNS)), pd.DataFrame())
    >>> print(result.summary())
    Nothing.
    """

    headline: str
    estimand: str
    assumption: str
    not_shown: str
    estimates: pd.DataFrame
    rows: pd.DataFrame

    @property
    def refusals(self) -> list[str]:
        """What could not be estimated, and why.

        Examples
        --------
        >>> from partyresearch import load_figures, load_organisations, load_quotas
        >>> from partyresearch.analysis.quotas import attainment
        >>> attainment(load_quotas(), load_organisations(), load_figures()).refusals
        []
        """
        return list(self.estimates.loc[self.estimates["method"].eq("refused"), "assumption"])

    def summary(self) -> str:
        """Return the result as plain text: the headline, then one line an estimate, then the refusals.

        Examples
        --------
        >>> from partyresearch import load_figures, load_organisations, load_quotas
        >>> from partyresearch.analysis.quotas import attainment
        >>> print(attainment(load_quotas(), load_organisations(), load_figures()).summary().splitlines()[1])
        Đầm Dơi district committee · 2022: 1.009 (model 0.834 to 1.210)
        """
        lines = [self.headline]
        for row in self.estimates[self.estimates["method"].ne("refused")].itertuples():
            lines.append(f"{self.rows.loc[row.estimate_id, 'label']}: {estimate_text(row)}")
        return "\n".join([*lines, *self.refusals])

    def write(self, folder: str | os.PathLike[str]) -> Path:
        """Write ``estimates.csv`` into a folder, with full double precision.

        Parameters
        ----------
        folder : path
            Made if it does not exist.

        Returns
        -------
        Path
            The file.

        Examples
        --------
        >>> import tempfile
        >>> import pandas as pd
        >>> result = Result("Nothing.", "a", "b", "c", pd.DataFrame(columns=list(ESTIMATE_COLUMNS)), pd.DataFrame())
        >>> result.write(tempfile.mkdtemp()).name
        'estimates.csv'
        """
        path = Path(folder) / "estimates.csv"
        write_all({path: str(self.estimates.to_csv(index=False, lineterminator="\n")).encode("utf-8")})
        return path

    def chosen(self, *, interim: bool | None = None) -> pd.DataFrame:
        """Return the estimates that were made, without refusals.

        Parameters
        ----------
        interim : bool, optional
            Only the interim rows, or only the finished ones.

        Returns
        -------
        DataFrame

        Examples
        --------
        >>> from partyresearch import load_figures, load_organisations, load_quotas
        >>> from partyresearch.analysis.quotas import attainment
        >>> len(attainment(load_quotas(), load_organisations(), load_figures()).chosen(interim=True))
        1
        """
        made = self.estimates[self.estimates["method"].ne("refused")]
        return made if interim is None else made[made["estimand"].str.startswith("interim_") == interim]

    def html(self, *, interim: bool | None = None) -> str:
        """Render the estimates as a table, each linked to its figures.

        Parameters
        ----------
        interim : bool, optional
            Only the interim rows, or only the finished ones.

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
        chosen = self.chosen(interim=interim)
        if chosen.empty:
            return "".join(f"<p>{escape(reason)}</p>" for reason in self.refusals or [say("attainment.none")])
        cells = []
        for row in chosen.itertuples():
            shown = self.rows.loc[row.estimate_id]
            texts = [
                shown["label"],
                shown["admitted"],
                shown["target"],
                say(f"set_by.{shown['set_by']}"),
                interval_text(row.estimate_low, row.estimate_high),
                interval_text(row.low, row.high) if row.interval_kind == "model" else "",
                row.assumption,
            ]
            cells.append([*map(escape, texts), links_html(row.figure_ids)])
        names = ("row", "admitted", "target", "set_by", "estimate", "model", "reading", "figures")
        return table_html([say(f"column.{name}") for name in names], cells)

    def _repr_html_(self) -> str:
        return self.html()


def estimate_text(row: Any) -> str:
    """Print one row of estimates, rounded sensibly: the value or its bounds, then the model's interval.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> row = SimpleNamespace(estimate=None, estimate_low=1.016, estimate_high=None, low=0.779, high=None)
    >>> estimate_text(row)
    'at least 1.016 (model at least 0.779)'
    """
    value = interval_text(row.estimate_low, row.estimate_high)
    model = interval_text(row.low, row.high)
    return value + (f" ({say('model')} {model})" if model != say("open") else "")


def interval_text(low: float | None, high: float | None) -> str:
    """Print an interval that may be open on either side.

    Examples
    --------
    >>> interval_text(1.0, 1.0), interval_text(0.5, None), interval_text(None, None)
    ('1.000', 'at least 0.500', 'open')
    """
    known_low, known_high = low is not None and low == low, high is not None and high == high
    if known_low and known_high:
        first, last = f"{low:.3f}", f"{high:.3f}"
        return first if first == last else say("interval", low=first, high=last)
    if known_low:
        return say("at_least", low=f"{low:.3f}")
    return say("at_most", high=f"{high:.3f}") if known_high else say("open")
