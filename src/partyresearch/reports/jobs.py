"""Which reports to make: from names and parameters, or from a plan that expands to many."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

from partyresearch.collection.files import read_file
from partyresearch.collection.place import Collection
from partyresearch.collection.problems import UsageProblem, UserError, closest
from partyresearch.collection.values import MOST_SECONDS
from partyresearch.reports.parameters import Ids, Values, known_ids, parse_values, read_parameters
from partyresearch.reports.run import Job, make_job

_KEYS = ("notebook", "parameters", "grid", "timeout")


def jobs_by_name(notebooks: Mapping[str, Path], given: Sequence[tuple[str, str]], collection: Collection) -> list[Job]:
    """Make a job of each notebook, all with the parameters of the command line."""
    organisations = known_ids(collection)
    jobs = []
    for name, path in notebooks.items():
        try:
            parameters = read_parameters(path)
        except UserError as error:
            jobs.append(Job(name, failure=str(error)))  # it fails by itself, and stops no other
        else:
            jobs.append(make_job(name, parameters, parse_values(parameters, given), organisations))
    return jobs


def read_plan(path: Path, notebooks: Mapping[str, Path], collection: Collection) -> list[Job]:
    """Read a plan and expand its grids; all its problems are reported at once."""
    try:
        plan = tomllib.loads(read_file(path).decode("utf-8-sig"))
    except OSError as error:
        raise UsageProblem(f"{path.name}: cannot be read ({error.strerror})") from error
    except (ValueError, RecursionError) as error:
        raise UsageProblem(f"{path.name}: not TOML ({error})") from error
    reports = plan.get("report")
    if set(plan) != {"report"} or not isinstance(reports, list) or not all(isinstance(one, dict) for one in reports):
        raise UsageProblem(f"{path.name}: expected only [[report]] tables, got {', '.join(plan) or 'nothing'}")
    if not reports:
        raise UsageProblem(f"{path.name}: expected at least one [[report]] table, got none")
    organisations = known_ids(collection)
    jobs: dict[str, Job] = {}
    problems: list[str] = []
    for number, report in enumerate(reports, start=1):
        where = f"{path.name}, report {number}"
        try:
            for job in _expand(where, report, notebooks, organisations):
                if job.address in jobs and not job.failure:
                    raise UsageProblem(f"{where}: {job.address} is in the plan already")
                jobs[job.address] = job
        except UsageProblem as problem:
            problems.extend(problem.args)
    if problems:
        raise UsageProblem(*problems)
    return list(jobs.values())


def _expand(where: str, report: Values, notebooks: Mapping[str, Path], organisations: Ids) -> Iterator[Job]:
    for key in report:
        if key not in _KEYS:
            raise UsageProblem(f"{where}: no {key!r}{closest(key, _KEYS)}; there is: {', '.join(_KEYS)}")
    name, fixed, grid = str(report.get("notebook", "")), report.get("parameters", {}), report.get("grid", {})
    if name not in notebooks:
        raise UsageProblem(f"{where}, notebook: expected one of {', '.join(notebooks)}, got {name!r}")
    if not isinstance(fixed, dict) or not isinstance(grid, dict):
        raise UsageProblem(f"{where}: expected parameters and grid to be tables")
    timeout = report.get("timeout", 0)
    if "timeout" in report and (type(timeout) is not int or not 1 <= timeout <= MOST_SECONDS):
        raise UsageProblem(f"{where}, timeout: expected seconds from 1 to {MOST_SECONDS}, got {timeout!r}")
    both = sorted(set(fixed) & set(grid))
    if both:
        raise UsageProblem(f"{where}: {', '.join(both)}: expected in parameters or in grid, got both")
    try:
        parameters = read_parameters(notebooks[name])
    except UserError as error:
        yield Job(name, failure=str(error))  # it fails by itself, and stops no other
        return
    axes = []
    for key, values in grid.items():
        if (key, values) == ("organisations", "*"):  # each of the collection by itself
            values = list(organisations())
        if not isinstance(values, list) or not values:
            raise UsageProblem(f"{where}, grid.{key}: expected a list of values, got {values!r}")
        # where a value is itself a list, one that stands alone is a list of one
        wrap = key in parameters and parameters[key].kind == "list[str]"
        axes.append([[value] if wrap and isinstance(value, str) else value for value in values])
    for point in product(*axes):
        values = {**fixed, **dict(zip(grid, point, strict=True))}
        yield replace(make_job(name, parameters, values, organisations, where), timeout=timeout)
