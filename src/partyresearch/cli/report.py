"""The command ``partyresearch report``: check, run and publish, with a line for what became of each report."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from partyresearch.cli.hooks import Outcome, hooks, split_command
from partyresearch.cli.speaker import Speaker
from partyresearch.collection.place import DATA_VARIABLE, Collection, find_collection, require_fresh, shipped
from partyresearch.collection.problems import UsageProblem, UserError, closest
from partyresearch.collection.values import MOST_SECONDS

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from partyresearch.reports.run import Job, Report

data_option = click.option(
    "--data", metavar="DIR", help=f"Folder of the collection (default: {DATA_VARIABLE}, else the package's own)."
)
PATH = click.Path(path_type=Path)
_SECONDS = click.IntRange(1, MOST_SECONDS)
_PARAMETER = "A parameter of the notebooks, such as -p organisations nam-dong,lam-ha."
_OUTPUT = "Where to publish (default: reports/ in the current folder, or in the folder of another collection)."
_FORMAT = "docx: make Word files beside the pages (needs the program pandoc)."
_TEXTS = "Quote the sentence around each figure from the articles' texts in this folder; mind their copyright."
_NOTEBOOKS = "Folder of your own notebooks, such as 05_my_report.ipynb, instead of the package's."
_HOOK = "Run a command once at the end if {}, without a shell; PARTYRESEARCH_FAILED and others tell it how it went."
_TIMEOUT = "Time limit per report in seconds (default: none), where a plan has no timeout of its own."
_KERNEL = "Jupyter kernel to run every notebook with, such as python3, whichever it names."
_KERNELS = "Fork kernels from a process with the libraries loaded (Linux only), or start each from scratch."


def examples(*lines: str) -> str:
    """Format the examples at the end of --help."""
    return "\n".join(["\b", "Examples:", *(f"  partyresearch {line}" for line in lines)])


def _complete_reports(context: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    from partyresearch.reports.run import find_notebooks

    return [
        name for name in find_notebooks(folder=context.params.get("notebooks") or "") if name.startswith(incomplete)
    ]


@click.command(
    epilog=examples(
        "report",
        "report quota-attainment -p organisations nam-dong -p year_from 2022",
        "report --plan plan.toml --jobs 4 --keep 12 --log reports.jsonl",
        "report --resume --output /srv/reports",
    )
)
@click.argument("names", nargs=-1, shell_complete=_complete_reports)
@click.option("-p", "given", metavar="NAME VALUE", nargs=2, multiple=True, help=_PARAMETER)
@click.option("--jobs", metavar="N", type=click.IntRange(1), help="Parallel reports (default: 1.5 x CPUs).")
@click.option("--dask", metavar="ADDRESS", help="Run on a Dask cluster, such as tcp://10.0.0.1:8786.")
@click.option("--output", metavar="DIR", help=_OUTPUT)
@click.option(
    "--cell-timeout", metavar="S", type=_SECONDS, default=600, show_default=True, help="Time limit per cell in seconds."
)
@click.option("--report-timeout", metavar="S", type=_SECONDS, help=_TIMEOUT)
@click.option("--deadline", metavar="S", type=_SECONDS, help="Time limit for all reports in seconds (default: none).")
@click.option("--kernels", type=click.Choice(["fast", "ordinary"]), default="fast", show_default=True, help=_KERNELS)
@click.option("--kernel", metavar="NAME", default="", help=_KERNEL)
@click.option("--keep", metavar="N", type=click.IntRange(1), help="Runs to keep of each report (default: all).")
@click.option("--plan", metavar="FILE", type=PATH, help="Read the reports from a TOML file, instead of NAMES and -p.")
@click.option("--resume", is_flag=True, help="Skip reports that are complete and unchanged.")
@click.option("--log", metavar="FILE", type=PATH, help="Append one line of JSON per event to a file.")
@click.option("--notebooks", metavar="DIR", help=_NOTEBOOKS)
@click.option("--on-success", metavar="COMMAND", callback=split_command, help=_HOOK.format("every report is published"))
@click.option("--on-failure", metavar="COMMAND", callback=split_command, help=_HOOK.format("something is wrong"))
@click.option("--format", "format_", type=click.Choice(["html", "docx"]), default="html", help=_FORMAT)
@click.option("--texts", metavar="DIR", help=_TEXTS)
@click.option("--dry-run", is_flag=True, help="Check everything and list what would be run.")
@data_option
def report(
    names: tuple[str, ...],
    given: tuple[tuple[str, str], ...],
    jobs: int | None,
    kernel: str,
    kernels: str,
    dask: str | None,
    report_timeout: int | None,
    output: str | None,
    keep: int | None,
    plan: Path | None,
    resume: bool,
    log: Path | None,
    notebooks: str | None,
    on_success: list[str],
    on_failure: list[str],
    format_: str,
    texts: str | None,
    dry_run: bool,
    data: str | None,
    **limits: Any,
) -> None:
    """Run the notebooks (all, or NAMES) and publish their reports; exit 1 if one fails.

    Published reports are never lost: every run has its own folder, and the stable address (NAME/latest) moves to it
    when it is complete. Failed runs are kept beside it.
    """
    from partyresearch.collection.texts import find_texts
    from partyresearch.reports.batch import fit_jobs, run_all, stoppable
    from partyresearch.reports.jobs import jobs_by_name, read_plan
    from partyresearch.reports.run import find_notebooks
    from partyresearch.reports.word import find_pandoc

    if dry_run:
        on_success = on_failure = []
    with Speaker(log) as say, stoppable(), hooks(on_success, on_failure) as outcome:
        _check_usage(given, plan=bool(plan), names=bool(names or given))
        if dask:
            _check_machine(jobs=jobs, notebooks=notebooks)
        elif kernel:
            _check_kernel(kernel)
        own = str(Path(notebooks).resolve()) if notebooks else ""  # a worker has another working folder
        # first: an unknown name is wrong usage, whatever state the data are in
        found = find_notebooks(*names, folder=own)
        collection = find_collection(data)
        require_fresh(collection)
        destination = outcome.destination = _find_destination(output, collection)
        # only if asked for here, whatever the environment says: articles are under their publishers' copyright
        folder = find_texts(texts) if texts else None
        quoted = str(folder.resolve()) if folder else ""
        pandoc = find_pandoc() if format_ == "docx" else ""
        todo = read_plan(plan, found, collection) if plan else jobs_by_name(found, given, collection)
        settings: Any = {"texts": quoted, "notebooks": own, "kernel": kernel}
        todo = [replace(job, timeout=job.timeout or report_timeout or 0, **settings) for job in todo]
        if resume:
            todo = _leave_out_current(todo, collection, destination, say, word=bool(pandoc))
        if dry_run:
            for job in todo:
                text = f"would run {job.name} into {destination / job.address}"
                say(text, "planned", **_facts(job.address, job.parameters))
            return
        limits["fast"] = kernels == "fast"
        if dask:
            from partyresearch.reports.cluster import run_on_cluster

            reports = run_on_cluster(todo, collection, dask, **limits)
        else:
            processes = fit_jobs(jobs or _default_jobs())
            if jobs and processes < jobs:
                say(f"--jobs {jobs}: the memory suffices for {processes} at once")
            reports = run_all(todo, collection, processes=processes, **limits)
        _publish_all(reports, len(todo), destination, keep or 0, pandoc, say, outcome)


def _leave_out_current(
    jobs: list[Job], collection: Collection, destination: Path, say: Speaker, *, word: bool
) -> list[Job]:
    from partyresearch.reports.publish import is_current
    from partyresearch.reports.run import begin_report
    from partyresearch.reports.word import word_files

    todo = []
    for job in jobs:
        needed = word_files(job.language).values() if word else ()
        if not job.failure and is_current(begin_report(job, collection), destination, needed):
            say(f"unchanged {destination / job.address}", "unchanged", **_facts(job.address, job.parameters))
        else:
            todo.append(job)
    return todo


def _check_usage(given: tuple[tuple[str, str], ...], *, plan: bool, names: bool) -> None:
    try:
        Path.cwd()
    except FileNotFoundError:
        raise UserError("the working folder is gone; change into one that exists") from None
    assigned = [name for name, _ in given if "=" in name]
    if assigned:
        raise UsageProblem(f"-p {assigned[0]}: expected -p {assigned[0].replace('=', ' ')}")
    if plan and names:
        raise UsageProblem("expected either --plan, or NAMES and -p, got both")


def _check_machine(**options: object) -> None:
    """Refuse, beside --dask, what a cluster does not take: its workers have notebooks of their own."""
    for name, value in options.items():
        if value:
            raise UsageProblem(f"expected either --{name} (on this machine) or --dask (on a cluster), got both")


def _check_kernel(name: str) -> None:
    from jupyter_client.kernelspec import KernelSpecManager

    known = KernelSpecManager().find_kernel_specs()
    if name not in known:
        raise UsageProblem(f"--kernel: expected one of {', '.join(sorted(known))}{closest(name, known)}, got {name!r}")


def _find_destination(output: str | None, collection: Collection) -> Path:
    # the package's own folder may be read-only, and is gone with the next version
    package_data = collection.root.resolve() == shipped("collection_data", "data").resolve()
    return Path(output or "reports") if output or package_data else collection.root / "reports"


def _publish_all(
    reports: Generator[Report], count: int, destination: Path, keep: int, pandoc: str, say: Speaker, outcome: Outcome
) -> None:
    from partyresearch.reports.publish import identify, locked, remove_leftovers, require_own_list, write_index
    from partyresearch.reports.published import LATEST

    require_own_list(destination)
    # closed first: the lock is held until nothing runs any more
    with locked(destination) as killed, closing(reports):
        lock = identify(destination)
        if killed:
            say(f"an earlier run did not finish ({killed}); what it left behind is removed", error=True)
        remove_leftovers(destination)
        if not count:
            write_index(destination)  # an earlier run may have been killed before it wrote the list
        for number, made in enumerate(reports, start=1):
            if identify(destination) != lock:  # a new folder of this name would have no lock
                raise UserError(f"{destination}: was moved or removed during the run")
            run = ""
            try:
                path, cause = _publish(made, destination, keep, pandoc)
                run, event = path.name, "failed" if cause else "published"
                shown = destination / made.name / LATEST / "index.html"
                text = f"failed {cause} (see {path})" if cause else f"published {shown}"
            except Exception as error:  # whatever it is, the others are published
                kind = "" if isinstance(error, UserError) else f"{type(error).__name__}: "
                event, cause = "not_published", f"{kind}{error}"
                text = f"not published {made.name}: {cause}"
            if cause:
                outcome.failed.append(made.name)
            else:
                outcome.published += 1
            facts = _facts(made.name, made.parameters, run=run, cause=cause, seconds=round(made.seconds, 1))
            say(text, event, error=bool(cause), **facts)
            say.progress(number, count)
    if outcome.failed:
        raise UserError(f"{len(outcome.failed)} of {count} reports failed")


def _publish(report: Report, destination: Path, keep: int, pandoc: str) -> tuple[Path, str]:
    """Complete a report and publish it; return its run, and why it failed."""
    from partyresearch.reports.publish import add_changes, publish
    from partyresearch.reports.word import add_word

    report = add_changes(report, destination)  # before the Word files, which have them too
    report = add_word(report, pandoc) if pandoc else report
    return publish(report, destination, keep), report.failure


def _facts(address: str, parameters: Mapping[str, Any], **others: object) -> dict[str, Any]:
    """What the log says of a report, as far as it is known."""
    return {"report": address, "parameters": dict(parameters), **{key: value for key, value in others.items() if value}}


def _default_jobs() -> int:
    """1.5 per processor: for a third of its time a report waits for its kernel to start, to answer and to end."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return processors + (processors + 1) // 2
