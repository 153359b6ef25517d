"""The command ``partyresearch``: a thin layer over the same functions.

Exit 0: done; 1: something is wrong; 2: wrong usage.
"""

from __future__ import annotations

import os
import re
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from partyresearch.collection import DATA_VARIABLE, TEXTS_VARIABLE, find_collection, require_fresh, shipped
from partyresearch.problems import UsageProblem, UserError
from partyresearch.speaker import Speaker

if TYPE_CHECKING:
    from collections.abc import Generator

    import pandas as pd

    from partyresearch.collection import Collection
    from partyresearch.reports.worker import Done, Job

_data = click.option("--data", metavar="DIR", help=f"The collection's folder (else {DATA_VARIABLE}, else our own).")
_texts = click.option("--texts", metavar="DIR", help=f"Folder of the articles' texts (else {TEXTS_VARIABLE}).")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="partyresearch")
def cli() -> None:
    """Figures of news articles on party recruitment: build, check, follow and report them."""


@cli.command()
@_data
@_texts
def build(data: str | None, texts: str | None) -> None:
    """Make data/processed and data/datapackage.json from data/raw."""
    from partyresearch.sources import find_texts
    from partyresearch.tables.load import load_checks
    from partyresearch.tables.package import build as build_tables

    collection = find_collection(data)
    folder = find_texts(texts)
    changed = build_tables(collection, folder)
    for path in changed:
        click.echo(f"wrote {path.relative_to(collection.root)}")
    click.echo(_summary(load_checks(collection.root)))
    click.echo(_reread(folder) if changed else f"nothing to do: the tables are up to date; {_reread(folder)}")


@cli.command()
@_data
@_texts
def verify(data: str | None, texts: str | None) -> None:
    """Re-read every figure in the articles' texts; says so where they are not at hand."""
    from partyresearch.sources import find_texts
    from partyresearch.tables.read import read_raw

    collection, folder = find_collection(data), find_texts(texts)
    raw = read_raw(collection, folder)
    if folder is None:
        click.echo(f"not verified: the texts are not at hand (--texts DIR or {TEXTS_VARIABLE})")
        return
    click.echo(
        f"{len(raw.figures)} figures and {len(raw.exclusions)} exclusions of {len(raw.articles)} articles stand in the "
        "texts as coded, and no run of digits is left over"
    )


@cli.command()
@_data
def check(data: str | None) -> None:
    """Print every consistency check; exit 1 on a contradiction."""
    from partyresearch.tables.checks import contradictions
    from partyresearch.tables.load import load_checks

    checks = load_checks(data)
    columns = ["check_id", "hypothesis", "printed", "expected", "verdict", "chance_pass"]
    shown = checks[columns].assign(chance_pass=checks["chance_pass"].map(lambda share: f"{share:.3f}", "ignore"))
    click.echo(shown.fillna("").to_string(index=False))
    click.echo(
        "excluded: impossible under this hypothesis, possible under another; uninformative: nearly any percentage "
        "would pass; chance_pass: the share of the percentages within 5 points that would"
    )
    click.echo(_summary(checks))
    wrong = contradictions(checks)["check_id"].unique()
    if len(wrong):
        raise UserError(f"figures contradict one another: {', '.join(wrong)}")


@cli.command()
@click.argument("figure_id")
@_data
@_texts
def show(figure_id: str, data: str | None, texts: str | None) -> None:
    """Print one figure with everything known of it, and its words in context where the texts are at hand."""
    from partyresearch.show import show_figure
    from partyresearch.sources import find_texts

    click.echo(show_figure(figure_id, data, find_texts(texts)))


@cli.command()
@click.argument("first", type=click.Path(path_type=Path))
@click.argument("second", type=click.Path(path_type=Path))
def agreement(first: Path, second: Path) -> None:
    """Compare two coding passes: span F1, and Krippendorff's alpha per column."""
    from partyresearch.analysis.agreement import agreement as compare

    click.echo(compare(first, second).to_string(index=False))


@cli.command()
@click.argument("texts", metavar="TEXT...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--article-id", metavar="ID", default="", help="The article's id (else place and year), for one TEXT.")
@click.option(
    "--output",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path("candidates"),
    show_default=True,
    help="Where to write the candidate files.",
)
@click.option(
    "--cues", metavar="FILE", type=click.Path(path_type=Path), help="A table with cues of your own, beside ours."
)
@_data
def find(texts: tuple[Path, ...], article_id: str, output: Path, cues: Path | None, data: str | None) -> None:
    """Read article texts and propose a row for every number; exit 1 if one cannot be read.

    For each TEXT: ID.candidates.csv to review, ID.article.csv and, where it names new organisations,
    ID.organisations.csv. What is there already is never written over.
    """
    from partyresearch.columns import ID
    from partyresearch.intake.find import Finder, find_all
    from partyresearch.problems import Problem

    if article_id and len(texts) > 1:
        raise UsageProblem("--article-id is for one TEXT; right would be: one TEXT, or no --article-id")
    if article_id and not re.fullmatch(ID[0], article_id):
        raise UsageProblem(f"--article-id: found {article_id!r}; right would be: {ID[1]}")
    failed = 0
    for found in find_all(Finder(find_collection(data), cues), texts, output, article_id):
        if isinstance(found, Problem):
            failed += 1
            click.echo(str(found), err=True)
        else:
            counts = ", ".join(f"{count} {kind}" for kind, count in found.counts.items())
            click.echo(f"wrote {output / found.article_id}.candidates.csv: {counts}")
    if failed:
        raise UserError(f"{failed} of {len(texts)} texts could not be read")


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
@_data
@_texts
def accept(file: Path, data: str | None, texts: str | None) -> None:
    """Take a reviewed candidate file into the raw tables, and build; all of it or nothing."""
    from partyresearch.intake.accept import accept as accept_file
    from partyresearch.sources import find_texts
    from partyresearch.tables.load import load_checks

    collection = find_collection(data)
    accepted = accept_file(file, collection, find_texts(texts))
    rows = ", ".join(f"{count} {name.removeprefix('raw-')}" for name, count in accepted.rows.items() if count)
    click.echo(f"accepted {accepted.articles[0]}: {rows}")
    for path in accepted.changed:
        click.echo(f"wrote {path.relative_to(collection.root)}")
    click.echo(_summary(load_checks(collection.root)))


@cli.command()
@click.argument("names", nargs=-1)
@click.option(
    "-p",
    "given",
    metavar="NAME VALUE",
    nargs=2,
    multiple=True,
    help="A parameter of the notebooks, such as -p organisations nam-dong,lam-ha.",
)
@click.option("--jobs", metavar="N", type=click.IntRange(1), help="How many at once (else three for two processors).")
@click.option("--dask", metavar="ADDRESS", help="Run on the workers of a Dask cluster, such as tcp://10.0.0.1:8786.")
@click.option("--output", metavar="DIR", help="Where to publish (else reports/, or reports/ in another collection).")
@click.option(
    "--cell-timeout",
    metavar="S",
    type=click.IntRange(1, 10**6),
    default=600,
    show_default=True,
    help="Seconds that one cell may take.",
)
@click.option(
    "--deadline",
    metavar="S",
    type=click.IntRange(1, 10**6),
    help="Seconds that all may take together (else no limit).",
)
@click.option(
    "--kernels",
    type=click.Choice(["fast", "ordinary"]),
    default="fast",
    show_default=True,
    help="Fork kernels from a process that has the libraries loaded (on Linux), or start each anew.",
)
@click.option("--keep", metavar="N", type=click.IntRange(1), help="How many runs of each report to keep (else all).")
@click.option(
    "--plan",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Take the reports from a plan (TOML) instead of NAMES and -p.",
)
@click.option("--resume", is_flag=True, help="Leave out what is complete and unchanged: run what failed or changed.")
@click.option(
    "--log", metavar="FILE", type=click.Path(path_type=Path), help="Write every line, with its time, to FILE too."
)
@click.option("--dry-run", is_flag=True, help="Check everything, and say what would be run.")
@_data
def report(
    names: tuple[str, ...],
    given: tuple[tuple[str, str], ...],
    jobs: int | None,
    dask: str | None,
    output: str | None,
    cell_timeout: int,
    deadline: int | None,
    kernels: str,
    keep: int | None,
    plan: Path | None,
    resume: bool,
    log: Path | None,
    dry_run: bool,
    data: str | None,
) -> None:
    """Run the notebooks (all, or NAMES) and publish their reports; exit 1 if one fails.

    Nothing that is published is lost: every run has a folder of its own, and the stable address (NAME/latest) moves to
    it when it is complete. A failed run is kept beside it.
    """
    from partyresearch.reports.batch import stoppable
    from partyresearch.reports.plan import read_plan
    from partyresearch.reports.publish import is_current
    from partyresearch.reports.run import find_notebooks, prepared

    notebooks = find_notebooks()
    with Speaker(log) as say, stoppable():
        unknown = [name for name in names if name not in notebooks]
        if unknown:
            raise UsageProblem(f"no such report: {', '.join(unknown)}; there is: {', '.join(notebooks)}")
        if plan and (names or given):
            raise UsageProblem("--plan takes the place of NAMES and -p; right would be: one or the other")
        if dask and jobs:
            raise UsageProblem("--jobs is of this machine, not of --dask; right would be: one or the other")
        collection = find_collection(data)
        require_fresh(collection)
        asked = names or tuple(notebooks)
        todo = read_plan(plan, notebooks, collection) if plan else _named_jobs(asked, given, collection)
        own = collection.root.resolve() == shipped("collection_data", "data").resolve()
        destination = Path(output) if output else Path("reports") if own else collection.root / "reports"
        current = [
            job for job in todo if resume and is_current(prepared(job.name, job.parameters, collection), destination)
        ]
        for job in current:
            say(f"unchanged {destination / job.address}")
        todo = [job for job in todo if job not in current]
        if dry_run:
            for job in todo:
                say(f"would run {job.name} into {destination / job.address}")
            return
        limits: dict[str, Any] = {"cell_timeout": cell_timeout, "deadline": deadline, "fast": kernels == "fast"}
        if dask:
            from partyresearch.reports.cluster import run_on_cluster

            running = run_on_cluster(todo, collection, dask, **limits)
        else:
            from partyresearch.reports.batch import run_all

            running = run_all(todo, collection, processes=jobs or _usual_jobs(), **limits)
        _publish_all(todo, running, destination, keep or 0, say)


def _named_jobs(names: tuple[str, ...], given: tuple[tuple[str, str], ...], collection: Collection) -> list[Job]:
    from partyresearch.reports.parameters import checked, declared, from_text
    from partyresearch.reports.run import find_notebooks
    from partyresearch.reports.worker import Job

    jobs = []
    for name in dict.fromkeys(names):
        parameters = declared(find_notebooks()[name])
        jobs.append(Job(name, checked(name, parameters, from_text(parameters, given), collection)))
    return jobs


def _publish_all(todo: list[Job], running: Generator[Done], destination: Path, keep: int, say: Speaker) -> None:
    from datetime import UTC, datetime

    from partyresearch.reports.lock import locked
    from partyresearch.reports.publish import publish, renew_index, tidy_all

    failed = 0
    with locked(destination, datetime.now(UTC)) as before, closing(running):  # first what runs ends, then the lock
        if before:
            text = f"an earlier run did not come to its end ({before}); what it left unfinished is removed"
            say(text, wrong=True)
        tidy_all(destination)
        if not todo:
            renew_index(destination)  # a kill may have come before it
        for number, done in enumerate(running, start=1):
            wrong = bool(done.report.failure)
            try:
                place = publish(done.report, destination, started=done.started, seconds=done.seconds, keep=keep)
                text = f"failed {done.report.failure} (see {place})" if wrong else f"published {place}"
            except UserError as error:
                wrong, text = True, f"not published {done.report.name}: {error}"
            failed += wrong
            say(text, wrong=wrong)
            say.progress(number, len(todo))
    if failed:
        raise UserError(f"{failed} of {len(todo)} reports failed")


def _usual_jobs() -> int:
    """More than processors: for a third of its time a report waits, for its kernel to start, to answer and to end."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return processors + (processors + 1) // 2


def _summary(checks: pd.DataFrame) -> str:
    counts = ", ".join(f"{count} {verdict}" for verdict, count in checks["verdict"].value_counts().items())
    return f"checks: {counts}"


def _reread(folder: Path | None) -> str:
    return "every figure re-read in the texts" if folder else "the texts are not at hand, so no figure was re-read"


def main() -> None:
    """Run the command; a :class:`UserError` becomes its text and its exit code."""
    try:
        cli()
    except UserError as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_code)
