"""The commands on what is published: what differs between two runs, and whether all is well."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from partyresearch.cli.report import PATH, examples
from partyresearch.collection.problems import UsageProblem, UserError, printable

if TYPE_CHECKING:
    from partyresearch.reports.changes import Change

_UNITS = {"h": "hours", "d": "days", "w": "weeks"}
output_option = click.option(
    "--output", metavar="DIR", type=PATH, default="reports", show_default=True, help="Where reports are published."
)


@click.command(
    epilog=examples(
        "diff quota-attainment --output /srv/reports",
        "diff reports/overview/0001-20260101T060000Z reports/overview/latest",
    )
)
@click.argument("runs", metavar="RUN [RUN]", nargs=-1)
@output_option
@click.pass_context
def diff(context: click.Context, runs: tuple[str, ...], output: Path) -> None:
    """Compare the estimates of two runs, and name the figures that caused each difference.

    RUN RUN are folders of runs, the earlier first. One RUN is the name of a report below --output: its latest run is
    compared with the good one before it. Exit 0: no estimate differs; 1: some do; 2: the runs cannot be compared.
    """
    from partyresearch.reports.changes import compare_runs, other_inputs, refuse
    from partyresearch.reports.published import good_runs, read_run

    try:
        if len(runs) == 1:
            folders = good_runs(output / runs[0])[-2:]
            if len(folders) < 2:
                raise UserError(f"{output / runs[0]}: expected two good runs, got {len(folders) or 'none'}")
        else:
            folders = [Path(run) for run in runs]
        if len(folders) != 2:
            raise UserError(f"expected one name of a report or two folders of runs, got {len(folders)}")
        (one, before), (other, after) = map(read_run, folders)
        if reason := refuse(one, other):
            raise UserError(reason)
        found = compare_runs(before, after)
    except (OSError, UserError) as error:
        lines = [f"{error.filename}: {error.strerror}"] if isinstance(error, OSError) else error.args
        raise UsageProblem(*lines) from None
    told = set()
    for change in found.changes:
        click.echo(printable(_line(change)))
        for line in map(_line, change.figures):
            click.echo(printable(f"  figure {line if line not in told else line.partition(': ')[0] + ', as above'}"))
            told.add(line)
    others = ", ".join(other_inputs(one, other))
    for note in [*found.notes, *([f"other {others}"] if others else [])]:
        click.echo(printable(note))
    click.echo(f"{len(found.changes)} of {found.total} estimates differ")
    context.exit(1 if found.changes else 0)


@click.command(epilog=examples("health", "health --max-age 8d --output /srv/reports"))
@click.option("--max-age", metavar="AGE", default="35d", show_default=True, help="Such as 35d, 36h or 5w.")
@output_option
def health(max_age: str, output: Path) -> None:
    """Exit 1 with one line per report whose latest good run is older than AGE or damaged, or whose last run failed."""
    from partyresearch.reports.published import examine

    match = re.fullmatch(r"([0-9]{1,4})([hdw])", max_age)
    if match is None:
        raise UsageProblem(f"--max-age: expected days, hours or weeks, such as 35d, 36h or 5w, got {max_age!r}")
    age = timedelta(**{_UNITS[match[2]]: int(match[1])})
    reports = examine(output, age, datetime.now(UTC))
    if not reports:
        raise UserError(f"{output}: no report has been published here")
    if ill := [f"{name}: {'; '.join(causes)}" for name, causes in reports.items() if causes]:
        raise UserError(*ill)
    click.echo(f"all is well: {len(reports)} reports")


def _line(change: Change) -> str:
    from partyresearch.reports.changes import told_cells, value_of

    cells = ", ".join(f"{name} {one or '–'} → {other or '–'}" for name, one, other in told_cells(change))
    name = f" ({change.names['en']})" if change.names.get("en") else ""
    return f"{change.kind} {change.key}{name}: {cells or value_of(change.after or change.before or {})}"
