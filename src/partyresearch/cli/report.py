"""The command ``partyresearch report``: check, run, publish, and say what became of each report."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from partyresearch.cli.speaker import Speaker
from partyresearch.collection.place import DATA_VARIABLE, find_collection, require_fresh, shipped
from partyresearch.collection.problems import UsageProblem, UserError

if TYPE_CHECKING:
    from collections.abc import Generator

    from partyresearch.collection.place import Collection
    from partyresearch.reports.worker import Done, Job

data_option = click.option(
    "--data", metavar="DIR", help=f"The collection's folder (else {DATA_VARIABLE}, else our own)."
)


def examples(*lines: str) -> str:
    """What --help shows last."""
    return "\n".join(["\b", "Examples:", *(f"  partyresearch {line}" for line in lines)])


def _complete_reports(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    from partyresearch.reports.run import find_notebooks

    return [name for name in find_notebooks() if name.startswith(incomplete)]


@click.command(
    epilog=examples(
        "report",
        "report quota-attainment -p organisations nam-dong -p year_from 2022",
        "report --plan plan.toml --jobs 4 --keep 12 --log report.log",
        "report --resume --output /srv/reports",
    )
)
@click.argument("names", nargs=-1, shell_complete=_complete_reports)
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
@click.option(
    "--output",
    metavar="DIR",
    help="Where to publish (else reports/ in the folder you are in, or in another collection).",
)
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
@data_option
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
    from partyresearch.reports.run import find_notebooks, no_such_report

    notebooks = find_notebooks()
    with Speaker(log) as say, stoppable():
        joined = [name for name, _ in given if "=" in name]
        if joined:
            raise UsageProblem(f"-p {joined[0]}: expected -p {joined[0].replace('=', ' ')}")
        unknown = [name for name in names if name not in notebooks]
        if unknown:
            raise no_such_report(*unknown)
        if plan and (names or given):
            raise UsageProblem("--plan takes the place of NAMES and -p; expected one or the other")
        if dask and jobs:
            raise UsageProblem("--jobs is of this machine, not of --dask; expected one or the other")
        collection = find_collection(data)
        require_fresh(collection)
        asked = names or tuple(notebooks)
        todo = read_plan(plan, notebooks, collection) if plan else _named_jobs(asked, given, collection)
        own = collection.root.resolve() == shipped("collection_data", "data").resolve()
        destination = Path(output) if output else Path("reports") if own else collection.root / "reports"
        current = [job for job in todo if resume and _is_current(job, collection, destination)]
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


def _is_current(job: Job, collection: Collection, destination: Path) -> bool:
    from partyresearch.reports.publish import is_current
    from partyresearch.reports.run import prepared

    try:
        return is_current(prepared(job.name, job.parameters, collection), destination)
    except UserError:
        return False  # its notebook cannot be read


def _named_jobs(names: tuple[str, ...], given: tuple[tuple[str, str], ...], collection: Collection) -> list[Job]:
    from partyresearch.reports.parameters import checked, declared, from_text
    from partyresearch.reports.run import find_notebooks
    from partyresearch.reports.worker import Job

    jobs = []
    for name in dict.fromkeys(names):
        try:
            parameters = declared(find_notebooks()[name])
        except UserError:
            jobs.append(Job(name))  # it fails by itself, and stops no other
            continue
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
