"""A plan: many reports, written down once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any

from partyresearch.collection.place import Collection
from partyresearch.collection.problems import UsageProblem, closest
from partyresearch.reports.parameters import Parameter, checked, declared
from partyresearch.reports.worker import Job

EVERY = "*"
"""Instead of a list of values of ``organisations``: each organisation of the collection."""
_KEYS = ("notebook", "parameters", "grid")


def read_plan(path: Path, notebooks: Mapping[str, Path], collection: Collection) -> list[Job]:
    """Read a plan and expand its grids."""
    try:
        plan = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageProblem(f"{path.name}: cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise UsageProblem(f"{path.name}: not TOML ({error})") from error
    reports = plan.get("report")
    if set(plan) != {"report"} or not isinstance(reports, list) or not all(isinstance(one, dict) for one in reports):
        raise UsageProblem(f"{path.name}: expected tables [[report]] alone, got {', '.join(plan) or 'nothing'}")
    jobs: dict[str, Job] = {}
    problems = []
    for number, report in enumerate(reports, start=1):
        where = f"{path.name}, report {number}"
        try:
            for job in _expanded(where, report, notebooks, collection):
                if job.address in jobs:
                    raise UsageProblem(f"{where}: {job.address} is there already")
                jobs[job.address] = job
        except UsageProblem as problem:
            problems.append(str(problem))
    if problems:
        raise UsageProblem("\n".join(problems))
    return list(jobs.values())


def _expanded(
    where: str, report: Mapping[str, Any], notebooks: Mapping[str, Path], collection: Collection
) -> Iterator[Job]:
    for key in report:
        if key not in _KEYS:
            raise UsageProblem(f"{where}: no {key!r}{closest(key, _KEYS)}; there is: {', '.join(_KEYS)}")
    name, fixed, grid = str(report.get("notebook", "")), report.get("parameters", {}), report.get("grid", {})
    if name not in notebooks:
        raise UsageProblem(f"{where}, notebook: expected one of {', '.join(notebooks)}, got {name!r}")
    if not isinstance(fixed, dict) or not isinstance(grid, dict):
        raise UsageProblem(f"{where}: expected parameters and grid as tables")
    twice = sorted(set(fixed) & set(grid))
    if twice:
        raise UsageProblem(f"{where}: {', '.join(twice)} stands in parameters and in grid; expected in one of them")
    parameters = declared(notebooks[name])
    axes = [_values(where, key, grid[key], parameters, collection) for key in grid]
    for values in product(*axes):
        yield Job(name, checked(where, parameters, {**fixed, **dict(zip(grid, values, strict=True))}, collection))


def _values(
    where: str, key: str, values: Any, parameters: Mapping[str, Parameter], collection: Collection
) -> list[Any]:
    """The values of one axis; a list of lists is meant where the parameter is a list, but one value may stand alone."""
    if values == EVERY and key == "organisations":
        from partyresearch.tables.load import load_organisations

        values = list(load_organisations(collection.root)["organisation_id"])
    if not isinstance(values, list) or not values:
        raise UsageProblem(f"{where}, grid.{key}: expected a list of values, got {values!r}")
    several = key in parameters and parameters[key].kind == "list[str]"
    return [[one] if several and isinstance(one, str) else one for one in values]
