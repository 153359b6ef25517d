"""The one door: open a collection, choose rows, run the analyses."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from partyresearch.analysis import attainment, growth, mean_attainment, overview, pace, partition, students, trends
from partyresearch.analysis.findings import Findings
from partyresearch.analysis.multiverse import current
from partyresearch.analysis.selection import Collected, Selection, check_group, collect, select
from partyresearch.analysis.target_ratios import target_ratios
from partyresearch.analysis.units import reported_attainment
from partyresearch.collection.files import write_all
from partyresearch.collection.place import QUOTE_VARIABLE, Collection
from partyresearch.collection.problems import UserError
from partyresearch.collection.values import fits, refuse
from partyresearch.show.cards import cards
from partyresearch.show.caveats import Sensitivity
from partyresearch.show.export import EXPORTED, estimates_csv, export_files, names_csv
from partyresearch.show.figure import cite_text, figure_text, find_figures
from partyresearch.show.labels import Labels
from partyresearch.show.language import LANGUAGES, Language
from partyresearch.show.methods import methods
from partyresearch.show.result import Result
from partyresearch.show.shown import Html
from partyresearch.show.sources import sources
from partyresearch.tables.package import about, package_name


def study(
    data_dir: str | os.PathLike[str] = "",
    *,
    organisations: Sequence[str] = (),
    years: tuple[int, int] = (0, 0),
    level: str = "",
    group: str = "",
    include_preliminary: bool = True,
    confidence: float = 0.95,
    language: str = "en",
) -> Study:
    """Open a collection and choose the rows to study.

    Parameters
    ----------
    data_dir : path, optional
        Folder of a collection; empty: the package's own.
    organisations : sequence of str
        Ids or names, with or without diacritics; each includes its parts; empty: all.
    years : tuple of int
        First and last year, inclusive; 0: no limit.
    level : str
        Level of the organisations: province, district, grassroots, cell, …; empty: all.
    group : str
        A group of ``groups.csv``, such as ``school_pupil``; empty: pupils, and pupils and students, each by itself.
    include_preliminary : bool
        Whether to keep results that were published before their period was over.
    confidence : float
        Of the model intervals, between 0 and 1.
    language : str
        What results show: ``en`` or ``vi``. Estimates are the same in every language.

    Returns
    -------
    Study

    Raises
    ------
    UserError
        If a table is wrong or stale, or a choice is unknown; an unknown organisation is answered with the closest.

    Examples
    --------
    >>> import partyresearch as pr
    >>> pr.study(organisations=["Đầm Dơi"], years=(2022, 2023)).admissions["admitted_low"].tolist()
    [116, 3, 67, 3]
    """
    _check_types(data_dir, organisations, years)
    problems = refuse("include_preliminary", "bool", include_preliminary), refuse("confidence", "float", confidence)
    if problem := next(filter(None, problems), ""):
        raise UserError(problem)
    chosen = select(
        collect(data_dir),
        organisations=organisations,
        year_from=years[0],
        year_to=years[1],
        level=level,
        group=group,
        include_preliminary=include_preliminary,
    )
    return Study(chosen, confidence, language)


def _check_types(data_dir: object, organisations: object, years: object) -> None:
    """Refuse what plain papermill would hand on: a year that is a date, ``"no"`` for false, null."""
    if not isinstance(data_dir, str | os.PathLike):
        raise UserError(f"data_dir: expected text, got {data_dir!r}")
    if not isinstance(organisations, Iterable):
        raise UserError(f"organisations: expected a list of texts, got {organisations!r}")
    if not (isinstance(years, list | tuple) and len(years) == 2 and all(fits(year, "int") for year in years)):
        raise UserError(f"years: expected the first and the last year, 0 for no limit, got {years!r}")
    if 0 < years[1] < years[0]:
        raise UserError(f"years: expected the earlier year first, got {years!r}")


def _named(output_dir: object) -> bool:
    """Whether there is a folder to write to."""
    if not isinstance(output_dir, str | os.PathLike):
        raise UserError(f"output_dir: expected text, got {output_dir!r}")
    return bool(output_dir)


class Study:
    """A collection with chosen rows; its methods are the analyses. Made by :func:`study`.

    ``figures``, ``admissions``, ``shares``, ``targets``, ``target_readings`` and ``checks`` are DataFrames of the
    chosen rows, and ``study.all`` has the whole tables.

    Examples
    --------
    >>> import partyresearch as pr
    >>> study = pr.study(organisations=["dam-doi"])
    >>> len(study.figures), len(study.all.figures)
    (26, 110)
    """

    def __init__(self, selection: Selection, confidence: float = 0.95, language: str = "en") -> None:
        self.selection = selection
        self.confidence = confidence
        self.language = Language(language).code  # told at once if unknown
        self._labels_in = cache(lambda code: Labels(Language(code), selection.all))

    @property
    def all(self) -> Collected:
        """The whole tables of the collection."""
        return self.selection.all

    @property
    def figures(self) -> pd.DataFrame:
        """The chosen printed figures."""
        return self.selection.reported

    @property
    def admissions(self) -> pd.DataFrame:
        """The chosen admissions, one row per organisation, period and group."""
        return self.selection.admissions

    @property
    def shares(self) -> pd.DataFrame:
        """The chosen groups among the admissions."""
        return self.selection.shares

    @property
    def targets(self) -> pd.DataFrame:
        """The chosen binding targets, one row per organisation, period and group."""
        return self.selection.targets

    @property
    def target_readings(self) -> pd.DataFrame:
        """The chosen targets, one row per target and reading."""
        return self.selection.target_readings

    @property
    def checks(self) -> pd.DataFrame:
        """The checks that concern a chosen figure."""
        return self.selection.checks

    def recruitment(self) -> Result:
        """List the printed admissions of everyone, each with its period.

        Examples
        --------
        >>> import partyresearch as pr
        >>> print(pr.study(organisations=["nam-dong"]).recruitment().summary().splitlines()[1])
        Nam Đông district · 2023: 62
        """
        return self._result(trends.recruitment)

    def part_year(self) -> Result:
        """Say what a year of which part is counted needs to meet its target.

        The share of the year's admissions that must fall in the counted part, and persons per month: needed for the
        rest, so far, and in the last full year printed.

        Examples
        --------
        >>> import partyresearch as pr
        >>> pr.study().part_year().summary().splitlines()[1].rpartition(" · ")[2]
        'share of the year that meets the target exactly: 36%'
        """
        return self._result(pace.part_year)

    def year_end(self, **minimums: int) -> Result:
        """Predict the admissions of a year that is not over, and the probability that it meets its target.

        Beta-binomial share of the part, learned from finished years that print both the part and the whole; chain
        ladder (England & Verrall 2002) where few of them print the same months. ``minimum_years`` (10) can be given.

        Examples
        --------
        >>> import partyresearch as pr
        >>> pr.study().year_end().headline.partition(": ")[2]
        '0 found, 10 needed; together with other parts 0 found, 20 needed.'
        """
        return self._result(pace.year_end, confidence=self.confidence, **minimums)

    def projections(self, **minimums: int) -> Result:
        """Project the admissions of a year under two opposite assumptions about its rest.

        Gamma-Poisson predictive intervals (Jeffreys' prior): the pace so far goes on, or the rate of the last full year
        comes back. Years that :meth:`year_end` predicts are left out; ``minimum_years`` (10) can be given as there.

        Examples
        --------
        >>> import partyresearch as pr
        >>> pr.study().projections().estimates["estimate"].tolist()
        [268.0, 154.0]
        """
        return self._result(pace.projections, confidence=self.confidence, **minimums)

    def rate_ratio(self) -> Result:
        """Compare the annualised rate of a counted part of a year with the last full year.

        Score (Gu et al. 2008) and exact conditional intervals of the ratio of two Poisson rates.

        Examples
        --------
        >>> import partyresearch as pr
        >>> pr.study().rate_ratio().estimates[["estimate", "low", "high"]].round(2).iloc[0].tolist()
        [2.31, 1.71, 3.12]
        """
        return self._result(pace.rate_ratio, confidence=self.confidence)

    def target_ratios(self) -> Result:
        """Divide each target by the one before it, beside what was attained of that one.

        Examples
        --------
        >>> import partyresearch as pr
        >>> pr.study().target_ratios().estimates["estimate"].round(3).tolist()
        [1.609]
        """
        return self._result(target_ratios)

    def share_of_members(self) -> Result:
        """Estimate the people admitted as a share of the members at the end of the period (Clopper-Pearson).

        Examples
        --------
        >>> import partyresearch as pr
        >>> print(pr.study().share_of_members().summary().splitlines()[1])
        Nam Đông district · 2023: 2.9% (model 2.2 to 3.7%)
        """
        return self._result(trends.share_of_members, confidence=self.confidence)

    def net_growth(self) -> Result:
        """Compare the stocks of members that are printed for two dates, and list printed exits.

        Examples
        --------
        >>> import partyresearch as pr
        >>> print(pr.study().net_growth().summary().splitlines()[0])
        Cell of the Phương Thành dental clinic · 31 Dec 2022–3 Feb 2024 · net growth: 3
        """
        return self._result(trends.net_growth)

    def growth(self, **minimums: int) -> Result:
        """Estimate the yearly growth that committees have in common.

        A Poisson regression for each committee, pooled by random effects, beside a regression of year effects; the
        wider interval counts. ``minimum_organisations`` (10) and ``minimum_years`` (5) can be given.

        Examples
        --------
        >>> import partyresearch as pr
        >>> pr.study().growth().refusals[0].split(":")[0]
        'Growth from year to year'
        """
        return self._result(growth.growth, confidence=self.confidence, **minimums)

    def student_share(self) -> Result:
        """Estimate the share of pupils or students among the people admitted, row by row.

        Clopper-Pearson where both numbers are counted; elsewhere a bound.

        Examples
        --------
        >>> import partyresearch as pr
        >>> print(pr.study(years=(2022, 2022)).student_share().summary().splitlines()[1])
        Đầm Dơi district · 2022 · school pupils: 2.6% (model 0.5 to 7.4%)
        """
        return self._result(students.student_share, confidence=self.confidence)

    def share(self, group: str) -> Result:
        """Estimate the share of any group among the people admitted, as that of pupils and students is.

        Parameters
        ----------
        group : str
            A group of ``groups.csv``, such as ``woman``.

        Raises
        ------
        UserError
            If there is no such group.

        Examples
        --------
        >>> import partyresearch as pr
        >>> print(pr.study(years=(2022, 2022)).share("school_pupil").summary().splitlines()[1])
        Đầm Dơi district · 2022 · school pupils: 2.6% (model 0.5 to 7.4%)
        """
        check_group(group, self.all.groups)
        return self._result(students.group_share, group=group, confidence=self.confidence)

    def pooled_student_share(self, **minimums: int) -> Result:
        """Add up the counted, disjoint full years of each group, and estimate the mean share of the committees.

        ``minimum_units`` (10 committees) and ``minimum_events`` (20) can be given.

        Examples
        --------
        >>> import partyresearch as pr
        >>> pr.study().pooled_student_share().refusals[0].split(",")[0]
        'School pupils'
        """
        return self._result(students.pooled_student_share, confidence=self.confidence, **minimums)

    def remaining_students(self) -> Result:
        """Subtract from a long period what is printed for periods within it.

        Examples
        --------
        >>> import partyresearch as pr
        >>> pr.study().remaining_students().estimates["estimate"].tolist()
        [5.0, 2.0]
        """
        return self._result(students.remaining_students)

    def class_to_admission(self) -> Result:
        """Divide the pupils and students admitted by those sent to awareness classes.

        Examples
        --------
        >>> import partyresearch as pr
        >>> pr.study().class_to_admission().estimates["estimate_low"].round(3).tolist()
        [0.471, 0.556]
        """
        return self._result(students.class_to_admission)

    def attainment(self) -> Result:
        """Estimate the attainment of each target that has a printed result: admitted ÷ target.

        Exact Poisson interval (Garwood 1936) over the possible targets.

        Examples
        --------
        >>> import partyresearch as pr
        >>> print(pr.study().attainment().summary().splitlines()[1])
        Đầm Dơi district · 2022: 101% (model at most 121%)
        """
        return self._result(attainment.attainment, confidence=self.confidence)

    def reported_attainment(self) -> Result:
        """Describe the finished targets that lie within no other: range, mean of ratios, ratio of totals.

        Examples
        --------
        >>> import partyresearch as pr
        >>> pr.study().reported_attainment().estimates["estimand"].unique().tolist()[:2]
        ['smallest_attainment', 'largest_attainment']
        """
        return self._result(reported_attainment)

    def partition(self) -> Result:
        """Split each finished total into its named parts and a remainder.

        Examples
        --------
        >>> import partyresearch as pr
        >>> print(pr.study().partition().summary().splitlines()[-1].split(":")[0])
        Cần Thơ city · 2011 · remainder (“more than” without an upper end)
        """
        return self._result(partition.partition, confidence=self.confidence)

    def mean_attainment(self, **minimums: int) -> Result:
        """Estimate the mean attainment of all committees, for each share of missed targets that might be reported.

        Where every count is known also the spread between committees, what a further one would print, and each one's
        own. ``minimum_units`` (5) and ``minimum_many`` (10) can be given; :meth:`Result.plot` draws the curve, with
        ``picture="funnel"`` a funnel.

        Examples
        --------
        >>> import partyresearch as pr
        >>> pr.study().mean_attainment().headline
        'Organisations with a finished target and a result: 6.'
        """
        return self._result(mean_attainment.mean_attainment, confidence=self.confidence, **minimums)

    def overview(self) -> Result:
        """Count what articles print and what was checked; its table has a row for each article.

        Examples
        --------
        >>> import partyresearch as pr
        >>> pr.study().overview().headline.split(";")[0]
        'Five articles report on recruitment'
        """
        return self._result(overview.overview)

    def checked(self) -> Result:
        """Show which printed figures are consistent with the others.

        Examples
        --------
        >>> import partyresearch as pr
        >>> checks = pr.study().checked().findings.facts["checks"]
        >>> bool(checks["verdict"].eq("contradiction").any())
        False
        """
        return self._result(overview.checked)

    def reported_success(self, frame_size: int = 0) -> Result:
        """Bound the share of all committees that met their target, given how many there are (``frame_size``).

        Examples
        --------
        >>> import partyresearch as pr
        >>> pr.study().reported_success(frame_size=100).estimates["estimand"].tolist()
        ['reported_below_target', 'met_target_of_all', 'missed_reported']
        """
        if problem := refuse("frame_size", "int", frame_size):
            raise UserError(problem)
        return self._result(overview.reported_success, frame_size=frame_size)

    def coding_agreement(self) -> Result:
        """Compare two independent coding passes: F1 of spans, Krippendorff's α of columns.

        Examples
        --------
        >>> import partyresearch as pr
        >>> pr.study().coding_agreement().estimates.loc[0, "method"]
        'f1'
        """
        return self._result(overview.coding_agreement)

    def sensitivity(self, *results: Result) -> Sensitivity:
        """Say what was left out, which estimates rest on how figures are coded, and which figures contradict others.

        Each estimate was worked out under every other coding that a careful reader could have chosen, by
        ``partyresearch multiverse``; ``plot()`` draws those that move.

        Examples
        --------
        >>> import partyresearch as pr
        >>> study = pr.study(organisations=["dong-thap"])
        >>> study.sensitivity(study.attainment())
        Filtered out: 15 rows of other organisations.
        <BLANKLINE>
        No other coding that is on record changes an estimate on this page.
        <BLANKLINE>
        No selected figure contradicts another printed figure.
        """
        findings = [result.findings for result in results]
        return Sensitivity(self._labels_in, self.language, findings, self.selection)

    def sources(self, *results: Result) -> Html:
        """List the printed figures that results rest on, each with its anchor, and their articles.

        Examples
        --------
        >>> import partyresearch as pr
        >>> study = pr.study(organisations=["dong-thap"])
        >>> 'id="dong-thap-2024:1357"' in study.sources(study.attainment())._repr_mimebundle_()[0]["text/html"]
        True
        """
        texts = os.environ.get(QUOTE_VARIABLE, "")
        return sources(self._labels_in, self.language, self.all, results, texts)

    def methods(self, *results: Result) -> Html:
        """Say of each result what is estimated, under which assumptions, and what it does not show.

        Examples
        --------
        >>> import partyresearch as pr
        >>> study = pr.study()
        >>> print(str(study.methods(study.target_ratios())).splitlines()[2])
        This does not show that a target was raised because the one before it was met.
        """
        return methods(self._labels_in, self.language, results)

    def cards(self, *results: Result) -> Html:
        """Show one big number of each of several results, as the overview does.

        Examples
        --------
        >>> import partyresearch as pr
        >>> study = pr.study()
        >>> study.cards(study.attainment())
        Quota attainment: 5 of 5 Party organisations with a finished, reported target met it
        """
        return cards(self._labels_in, self.language, results)

    def figure(self, figure_id: str, texts: str | os.PathLike[str] | None = None) -> str:
        """Return everything known of one printed figure, a line each.

        Parameters
        ----------
        figure_id : str
            Article and start, joined by a colon.
        texts : path, optional
            Folder of the articles' texts; adds the words around the figure.

        Raises
        ------
        UserError
            If there is no such figure; the closest are named.

        Examples
        --------
        >>> import partyresearch as pr
        >>> print(pr.study().figure("dam-doi-2023:1582").splitlines()[0])
        figure_id         dam-doi-2023:1582
        """
        return figure_text(self.all, figure_id, Path(texts) if texts else None)

    def find(self, text: str) -> pd.DataFrame:
        """Search all printed figures: printed characters, id, metric or organisation contain the text.

        Case, diacritics and the separators of digits do not matter; what is chosen does not, either.

        Examples
        --------
        >>> import partyresearch as pr
        >>> pr.study().find("2.669")["figure_id"].tolist()
        ['can-tho-2012:590']
        """
        return find_figures(self.all, text)

    def cite(self) -> str:
        """Say how to cite the data and the software.

        Examples
        --------
        >>> import partyresearch as pr
        >>> print(pr.study().cite().partition(".")[0])
        Recruitment of party members as reported by five Vietnamese news articles [data set]
        """
        return cite_text(self.all.root, self.all.articles)

    def write(self, output_dir: str | os.PathLike[str], *results: Result) -> None:
        """Write the estimates of results to ``estimates.csv``, with full double precision.

        Beside it, ``estimate-names.csv`` says in each language what each of them is.

        Parameters
        ----------
        output_dir : path
            Made if it does not exist; empty: nothing is written.
        *results : Result

        Examples
        --------
        >>> import tempfile
        >>> import partyresearch as pr
        >>> study, folder = pr.study(), tempfile.mkdtemp()
        >>> study.write(folder, study.attainment())
        >>> sorted(path.name for path in Path(folder).iterdir())
        ['estimate-names.csv', 'estimates.csv']
        """
        if not _named(output_dir):
            return
        names = names_csv([result.findings for result in results], {code: self._labels_in(code) for code in LANGUAGES})
        made = {"estimates.csv": estimates_csv(result.estimates for result in results), "estimate-names.csv": names}
        write_all({Path(output_dir) / name: content for name, content in made.items()})

    def export(self, output_dir: str | os.PathLike[str], formats: Sequence[str] = ("xlsx",)) -> list[Path]:
        """Write the chosen rows of every table, and the vocabularies, for other programs.

        Parameters
        ----------
        output_dir : path
            Made if it does not exist; empty: nothing is written.
        formats : sequence of str
            Of ``xlsx`` (one workbook with a codebook), ``dta`` (Stata 14 or later), ``parquet``, and ``tex`` (targets,
            admissions and shares as a paper prints them, in the study's language).

        Returns
        -------
        list of Path
            The files that changed.

        Raises
        ------
        UserError
            If a format is unknown, its library is missing (``pip install "partyresearch[export]"``), or the folder
            cannot be written.

        Examples
        --------
        >>> import tempfile
        >>> import partyresearch as pr
        >>> written = pr.study(organisations=["dam-doi"]).export(tempfile.mkdtemp(), formats=["tex"])
        >>> [path.name for path in written]
        ['targets.tex', 'admissions.tex', 'shares.tex']
        """
        if not _named(output_dir):
            return []
        root = self.all.root
        name = package_name(about(Collection(root)).get("name") or root.resolve().name)
        tables = {table: getattr(self if hasattr(self, table) else self.all, table) for table in EXPORTED}
        made = export_files(tables, name, formats, self._labels_in(self.language))
        try:
            return write_all({Path(output_dir) / file: content for file, content in made.items()})
        except OSError as error:
            raise UserError(f"{output_dir}: cannot be written ({error.strerror}); nothing has changed") from error

    def _result(self, analysis: Callable[..., Findings], **options: Any) -> Result:
        return Result(analysis(self.selection, **options), self._labels_in, self.language, self._multiverse)

    @cached_property
    def _multiverse(self) -> pd.DataFrame:
        return current(self.all)

    def __repr__(self) -> str:
        counts = f"{len(self.figures)} of {len(self.all.figures)} figures, {len(self.admissions)} admissions"
        return f"<Study of {self.all.root.name}: {counts}, {len(self.targets)} targets>"
