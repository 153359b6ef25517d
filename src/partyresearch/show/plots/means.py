"""The mean of all organisations: over how many of the missed targets are reported, and as a funnel."""

from __future__ import annotations

from math import isnan
from typing import Any

import pandas as pd

from partyresearch.analysis.findings import Findings
from partyresearch.models.gamma_poisson import funnel_limits
from partyresearch.show.labels import Labels
from partyresearch.show.plots.canvas import BLUE, INK, LABEL, MUTED, ORANGE, PALE, PAPER, SMALL, Canvas, wrapped
from partyresearch.show.plots.drawing import Drawing

_MOST = 3.0  # attainments above this are cut off: an upper limit can lie anywhere
_LIMITS = {0.95: (BLUE, "-"), 0.998: (ORANGE, "--")}


def mean(findings: Findings, picture: str = "curve") -> Drawing:
    """Return the reporting curve, or the funnel."""
    return {"curve": Curve, "funnel": Funnel}[picture](findings)


class Curve(Drawing):
    """The mean, its limits, and 100%, from all missed targets reported to none."""

    name = "mean-attainment"

    def __init__(self, findings: Findings) -> None:
        super().__init__(findings, "mean_attainment")

    @property
    def empty(self) -> bool:
        """A single point is no curve."""
        return len(self.rows) < 2

    def title(self, labels: Labels) -> str:
        """What the curve asks."""
        return labels.t("How the mean attainment depends on what is reported")

    def units(self, labels: Labels) -> str:
        """The two axes."""
        return labels.t(
            "Mean attainment of all organisations, by how many missed targets are reported; band: model interval"
        )

    def nothing(self, labels: Labels) -> str:
        """No curve."""
        return labels.t("An empty plot of the mean attainment: there is no curve.")

    def said(self, labels: Labels) -> list[str]:
        """Both ends of the curve."""
        return [
            labels.t(
                "If {share} of them are reported: {mean}.",
                share=labels.number(row.reported, "share"),
                mean=labels.estimate(row),
            )
            for row in (self.rows[0], self.rows[-1])
        ]

    def draw(self, labels: Labels, canvas: Canvas) -> float:
        """Draw on ordinary axes."""
        ax = canvas.plain(340)
        shares = [point.reported for point in self.rows]
        least = [point.low for point in self.rows]
        most = [_MOST if isnan(point.high) else min(point.high, _MOST) for point in self.rows]
        ax.fill_between(shares, least, most, color=PALE, linewidth=0)
        for end in ("estimate_low", "estimate_high"):  # one line, as a rule; where there is no mean the line ends
            ax.plot(shares, [getattr(point, end) for point in self.rows], color=BLUE, linewidth=2)
        ax.axhline(1, color=INK, linewidth=1.4)
        ax.set_xlim(1, min(shares, default=0))
        # not from 0: these are points on a line, no lengths; 100% is always in sight
        ax.set_ylim(0.97 * min([0.9, *least]), 1.03 * max([1.1, *most]))
        _dress(ax, labels, "share", labels.t("Missed targets that are reported"), labels.t("Mean attainment"))
        return canvas.height


class Funnel(Drawing):
    """Each organisation's attainment over its target, within 95% and 99.8% limits around 100%.

    The limits hold what chance and the estimated spread between organisations would leave; chance alone is far too
    narrow where targets are large.
    """

    name = "funnel"

    def __init__(self, findings: Findings) -> None:
        super().__init__(findings)
        self.units_, self.alpha = findings.facts["funnel"], findings.facts["alpha"]

    @property
    def empty(self) -> bool:
        """Whether no organisation is in it."""
        return bool(self.units_.empty)

    @property
    def figure_ids(self) -> str:
        """Those of the mean, where the organisations have none of their own."""
        return " ".join(self.units_["figure_ids"]) if "figure_ids" in self.units_ else super().figure_ids

    def title(self, labels: Labels) -> str:
        """Say how many are beyond the limits."""
        inside, above, below = self._counts()
        return labels.t(
            "{inside} of {n} organisations lie within the {confidence}% limits; {above} above, {below} below",
            inside=inside,
            n=inside + above + below,
            confidence=95,
            above=above,
            below=below,
        )

    def units(self, labels: Labels) -> str:
        """What the limits are."""
        return labels.t(
            "Attainment by size of target; limits of {narrow}% (solid) and {wide}% (dashed), widened by the spread "
            "between organisations",
            narrow=95,
            wide=99.8,
        )

    def nothing(self, labels: Labels) -> str:
        """No funnel."""
        return labels.t("An empty funnel plot: no organisation is in it.")

    def said(self, labels: Labels) -> list[str]:
        """No names: it is no league table."""
        return [self.units(labels) + "."]

    def table(self, labels: Labels) -> pd.DataFrame:
        """The organisations."""
        places = [labels.place(one) for one in self.units_["organisation_id"]]
        return self.units_.assign(place=places).drop(columns="organisation_id")

    def draw(self, labels: Labels, canvas: Canvas) -> float:
        """Draw on ordinary axes."""
        import numpy as np

        ax = canvas.plain(400)
        ax.set_xscale("log")
        if not self.empty:
            sizes = np.geomspace(self.units_["target_low"].min() * 0.8, self.units_["target_high"].max() * 1.25, 200)
            for confidence, (shade, line) in _LIMITS.items():
                for limit in funnel_limits(sizes, confidence, self.alpha):
                    ax.plot(sizes, limit, color=shade, linestyle=line, linewidth=1.4)
            ax.axhline(1, color=INK, linewidth=1.4)
        style: Any = {"color": BLUE, "marker": "o", "markersize": 6, "markeredgecolor": PAPER, "markeredgewidth": 0.6}
        exact = self.units_["target_low"].eq(self.units_["target_high"])
        points = self.units_[exact]
        ax.plot(points["target_low"], points["attainment_low"], linestyle="", **style)
        for row in self.units_[~exact].itertuples():
            ax.plot([row.target_low, row.target_high], [row.attainment_high, row.attainment_low], **style)
        _dress(
            ax,
            labels,
            "persons",
            labels.t("Target, summed over the years (people, log scale)"),
            labels.t("Admitted as % of the target"),
        )
        ax.minorticks_off()
        return canvas.height

    def _counts(self) -> tuple[int, int, int]:
        low = funnel_limits(self.units_["target_high"].to_numpy(), 0.95, self.alpha)[0]
        high = funnel_limits(self.units_["target_low"].to_numpy(), 0.95, self.alpha)[1]
        above, below = (
            int((self.units_["attainment_low"] > high).sum()),
            int((self.units_["attainment_high"] < low).sum()),
        )
        return len(self.units_) - above - below, above, below


def _dress(ax: Any, labels: Labels, unit: str, across: str, upwards: str) -> None:
    """Write numbers and names of the axes in the language of the labels."""
    from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator

    room = 72 * ax.get_figure(root=True).get_size_inches()[0] - 90
    ax.set_xlabel("\n".join(wrapped(across, room)), fontsize=LABEL, color=MUTED)
    ax.set_title(upwards, fontsize=SMALL, loc="left", color=MUTED)
    low, high = sorted(ax.get_xlim())
    logarithmic = LogLocator(subs=(1, 2, 5) if unit == "persons" and high < 30 * low else (1,))
    ax.xaxis.set_major_locator(logarithmic if unit == "persons" else MaxNLocator(5))
    ax.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: labels.number(value, unit)))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: labels.number(value, "share")))
