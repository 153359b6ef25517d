"""The command ``partyresearch``. Exit code 0: done; 1: something is wrong; 2: wrong usage."""

from __future__ import annotations

import os
import re
import sys
import traceback
import unicodedata
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

import click

from partyresearch.cli.published import diff, health
from partyresearch.cli.report import PATH, data_option, examples, report
from partyresearch.cli.speaker import silence
from partyresearch.collection.columns import ID
from partyresearch.collection.place import TEXTS_VARIABLE, coding_hash, data_hash, find_collection
from partyresearch.collection.problems import Problem, UsageProblem, UserError, closest, one_line, printable

if TYPE_CHECKING:
    import pandas as pd

_COMPLETE = "_PARTYRESEARCH_COMPLETE"  # the variable by which a shell asks for completions
_ARTICLE_ID = "Id of the article, if there is one TEXT (default: place and year)."
_FORMATS = "Of xlsx, dta (Stata), parquet and tex, joined by commas."
_PROVINCE = "Province of the TEXTs: a local newspaper seldom names its own."
_PUBLISHED = "Day on which the article appeared, if there is one TEXT (default: its date line)."
_PROPOSALS = "Readings from elsewhere (start, end, printed, and fields of figures.csv), set beside ours."
_CANDIDATES = "Where to write the candidate files."
_texts = click.option("--texts", metavar="DIR", help=f"Folder of the articles' texts (default: {TEXTS_VARIABLE}).")


def _say(text: str, *, err: bool = False) -> None:
    click.echo(printable(text), err=err)


def _find_texts(texts: str | None) -> Path | None:
    from partyresearch.collection.texts import find_texts  # pandas

    return find_texts(texts)


def _complete_figures(context: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    from partyresearch.tables.load import load_figures

    ids = load_figures(context.params.get("data"))["figure_id"]
    return [figure_id for figure_id in ids if figure_id.startswith(incomplete)]


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=examples("info", "build", "report --output reports", "find article.txt", "report --help"),
)
@click.version_option(package_name="partyresearch")
@click.option("--debug", is_flag=True, help="Show a traceback when something fails.")
def cli(debug: bool) -> None:
    """Build, check, trace and report figures from news articles on Party recruitment."""


cli.add_command(report)
cli.add_command(diff)
cli.add_command(health)


@cli.command(epilog=examples("info", "info --data mydata"))
@data_option
@_texts
def info(data: str | None, texts: str | None) -> None:
    """Print versions, the folders in use, the hash of the data, and row counts."""
    from partyresearch.reports.run import software
    from partyresearch.tables import load

    collection, folder = find_collection(data), _find_texts(texts)
    used = software()
    _say(", ".join(f"{name} {number}" for name, number in used["versions"].items()))
    _say(f"sha256 of the code {used['code_sha256']}")
    _say(f"data {collection.root.resolve()}")
    _say(f"texts {folder.resolve() if folder else f'not found (--texts DIR or {TEXTS_VARIABLE})'}")
    _say(f"sha256 of the raw tables {data_hash(collection)}")
    tables = ("articles", "organisations", "figures", "targets")
    _say(", ".join(f"{len(getattr(load, f'load_{name}')(collection.root))} {name}" for name in tables))


@cli.command(epilog=examples("completion bash >> ~/.bashrc", "completion fish > ~/.config/fish/completions/p.fish"))
@click.argument("shell", type=click.Choice(["bash", "fish", "zsh"]))
def completion(shell: str) -> None:
    """Print a script for tab completion of commands, options, reports and figures."""
    from click.shell_completion import get_completion_class

    completion_class = get_completion_class(shell)
    assert completion_class is not None, "click knows these shells"
    click.echo(completion_class(cli, {}, "partyresearch", _COMPLETE).source())


@cli.command(epilog=examples("build", "build --data mydata --texts texts"))
@data_option
@_texts
def build(data: str | None, texts: str | None) -> None:
    """Build data/processed, data/datapackage.json and data/croissant.json from data/raw."""
    from partyresearch.tables.checks import summarise
    from partyresearch.tables.load import load_articles, load_checks, load_figures, load_multiverse
    from partyresearch.tables.package import build as build_tables
    from partyresearch.tables.package import is_0_1

    collection = find_collection(data)
    folder = _find_texts(texts)
    changed = build_tables(collection, folder)
    articles, figures = load_articles(collection.root), load_figures(collection.root)
    for path in changed:
        _say(f"wrote {path.relative_to(collection.root)}")
    checks = load_checks(collection.root)
    for line in _doubtful(checks):
        _say(line)
    _say(summarise(checks))
    verified = _verified(articles, figures, folder)
    _say(verified if changed else f"nothing to do: the tables are up to date; {verified}")
    if set(load_multiverse(collection.root)["made_for"]) - {coding_hash(collection)}:
        _say(f"{collection.label('multiverse')}: made for other tables; run: partyresearch multiverse")
    if is_0_1(collection):
        label = collection.label("raw-metrics")
        _say(f"{label}: no columns label and label_vi, as in version 0.1; CHANGES.md says what is new", err=True)


@cli.command(epilog=examples("multiverse", "multiverse --data mydata --rebuilds 500"))
@click.option("--if-stale", is_flag=True, help="Do nothing if the table is up to date.")
@click.option("--rebuilds", metavar="N", default=4096, show_default=True, help="How often to work the tables out.")
@data_option
def multiverse(if_stale: bool, rebuilds: int, data: str | None) -> None:
    """Work out every estimate under every other coding: data/processed/multiverse.csv (two minutes for ours)."""
    from partyresearch.analysis.multiverse import Multiverse
    from partyresearch.collection.columns import TABLES
    from partyresearch.tables.load import load_multiverse
    from partyresearch.tables.package import build as build_tables
    from partyresearch.tables.package import to_csv

    collection = find_collection(data)
    made = Multiverse(collection, rebuilds)
    if if_stale and made.is_current(load_multiverse(collection.root)):
        _say("nothing to do: the table is up to date")
        return
    table = made.table()
    for path in build_tables(collection, more={"multiverse": to_csv(table, TABLES["multiverse"])}):
        _say(f"wrote {path.relative_to(collection.root)}")
    moved = int(table["estimate_id"].value_counts().gt(1).sum())
    _say(f"{moved} of {table['estimate_id'].nunique()} estimates rest on a reading; {made.rebuilds} rebuilds")
    if made.impossible:
        _say(f"left out, for they break a rule of the codebook: {', '.join(sorted(made.impossible))}", err=True)
    if made.unfinished:
        _say(f"left out for want of rebuilds: {made.unfinished} readings (--rebuilds)", err=True)


@cli.command(epilog=examples("verify --texts texts"))
@data_option
@_texts
def verify(data: str | None, texts: str | None) -> None:
    """Compare every figure with the articles' texts; say how many have no text at hand."""
    from partyresearch.tables.read import read_raw

    collection, folder = find_collection(data), _find_texts(texts)
    raw = read_raw(collection, folder)
    _say(_verified(raw.frame("articles"), raw.frame("figures"), folder))


@cli.command(epilog=examples("check", "check --data mydata"))
@data_option
def check(data: str | None) -> None:
    """Print every consistency check; exit 1 on a contradiction."""
    from partyresearch.tables.checks import contradictions, summarise
    from partyresearch.tables.load import load_checks

    checks = load_checks(data)
    columns = ["check_id", "reading", "relation", "quantity", "low", "high", "printed", "verdict", "chance_pass"]
    numbers = {name: checks[name].map(lambda value: f"{value:.10g}", "ignore") for name in ("low", "high")}
    chances = checks["chance_pass"].map(lambda share: f"{share:.3f}", "ignore")
    _say(checks[columns].assign(**numbers, chance_pass=chances).astype("str").fillna("").to_string(index=False))
    _say(
        "low, high: what the other figures allow for the quantity (both empty: no whole number fits); "
        "excluded: impossible under this reading, possible under another; uninformative: nearly any percentage "
        "would pass; chance_pass: the share of percentages within 5 points that would pass"
    )
    _say(summarise(checks))
    failed = contradictions(checks)["check_id"].unique()
    if len(failed):
        raise UserError(f"figures contradict each other: {', '.join(failed)}")


@cli.command(epilog=examples("show dam-doi-2023:1582", "show dam-doi-2023:1582 --texts texts", "show 2.669"))
@click.argument("figure", shell_complete=_complete_figures)
@data_option
@_texts
def show(figure: str, data: str | None, texts: str | None) -> None:
    """Print everything known about a figure, or the figures in which a text is found.

    The words around the figure are printed if the articles' texts are there.
    """
    from partyresearch.analysis.selection import collect
    from partyresearch.show.figure import figure_text, find_figures

    tables = collect(data or "")
    found = find_figures(tables, figure)["figure_id"]
    if ":" in figure or found.empty:
        _say(figure_text(tables, figure, _find_texts(texts)))
    else:
        columns = ["figure_id", "printed", "metric", "organisation_id", "period_start", "period_end"]
        rows = tables.figures.loc[found.index, columns].astype("str").replace("NaT", "")
        _say(rows.to_string(index=False, header=False))


@cli.command(epilog=examples("export tables", "export tables --format xlsx,dta,parquet,tex --data mydata"))
@click.argument("folder", metavar="DIR", type=PATH)
@click.option("--format", "formats", metavar="LIST", default="xlsx", show_default=True, help=_FORMATS)
@data_option
def export(folder: Path, formats: str, data: str | None) -> None:
    """Write every table for a spreadsheet, Stata, Parquet or LaTeX into the folder DIR."""
    from partyresearch.door import study

    changed = study(data or "").export(folder, formats.split(","))
    for path in changed:
        _say(f"wrote {path}")
    if not changed:
        _say("nothing to do: the files are up to date")


@cli.command(epilog=examples("agreement data/raw/coding/first data/raw/coding/second"))
@click.argument("first", type=PATH)
@click.argument("second", type=PATH)
def agreement(first: Path, second: Path) -> None:
    """Compare two coding passes: span F1, and Krippendorff's alpha per column."""
    from partyresearch.analysis.agreement import agreement as compare

    _say(compare(first, second).to_string(index=False))


@cli.command(epilog=examples("find article.txt", "find texts/*.txt --output candidates --data mydata"))
@click.argument("texts", metavar="TEXT...", nargs=-1, required=True, type=PATH)
@click.option("--article-id", metavar="ID", default="", help=_ARTICLE_ID)
@click.option("--output", metavar="DIR", type=PATH, default="candidates", show_default=True, help=_CANDIDATES)
@click.option("--published", metavar="DATE", default="", help=_PUBLISHED)
@click.option("--province", metavar="NAME", default="", help=_PROVINCE)
@click.option("--cues", metavar="FILE", type=PATH, help="Table of your own cues, in addition to ours.")
@click.option("--proposals", metavar="FILE", type=PATH, help=_PROPOSALS)
@data_option
def find(
    texts: tuple[Path, ...],
    article_id: str,
    output: Path,
    published: str,
    province: str,
    cues: Path | None,
    proposals: Path | None,
    data: str | None,
) -> None:
    """Read article texts and propose a row for every number; exit 1 if a text cannot be read.

    Writes for each TEXT: ID.candidates.csv to review, ID.article.csv and, if there are new organisations,
    ID.organisations.csv. Existing files are never overwritten.
    """
    from partyresearch.intake.find import Finder, find_all

    for option, value in {"article-id": article_id, "published": published, "proposals": proposals}.items():
        if value and len(texts) > 1:
            raise UsageProblem(f"--{option}: expected one TEXT, got {len(texts)}")
    if article_id and not re.fullmatch(ID[0], article_id):
        raise UsageProblem(f"--article-id: expected {ID[1]}, got {article_id!r}")
    failed, day = 0, _read_day(published)
    finder = Finder(find_collection(data), cues, _read_province(province))
    for result in find_all(finder, texts, output, article_id, day, proposals):
        if isinstance(result, Problem):
            failed += 1
            _say(str(result), err=True)
        else:
            counts = ", ".join(f"{count} {kind}" for kind, count in result.counts.items())
            if result.proposed:
                counts += f"; new organisations: {result.proposed}"
            if result.untold:
                counts += f"; not told by the text: {', '.join(f'--{option}' for option in result.untold)}"
            _say(f"wrote {output / result.article_id}.candidates.csv: {counts}")
    if failed:
        raise UserError(f"{failed} of {len(texts)} texts could not be read")


def _read_day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageProblem(f"--published: expected a day such as 2024-01-15, got {text!r}") from None


def _read_province(text: str) -> str:
    from partyresearch.intake.districts import spelled
    from partyresearch.intake.names import PROVINCES

    name = spelled(" ".join(unicodedata.normalize("NFC", text).split()))
    if name and name not in PROVINCES:
        raise UsageProblem(f"--province: expected a province such as Quảng Nam, got {text!r}{closest(name, PROVINCES)}")
    return name


@cli.command(epilog=examples("accept candidates/my-loc-2024.candidates.csv --texts texts --data mydata"))
@click.argument("file", type=PATH)
@data_option
@_texts
def accept(file: Path, data: str | None, texts: str | None) -> None:
    """Add a reviewed candidate file to the raw tables, all of it or nothing, and build."""
    from partyresearch.reviewing.accept import accepted

    for line in accepted(file, find_collection(data), _find_texts(texts)):
        _say(line)


def _verified(articles: pd.DataFrame, figures: pd.DataFrame, folder: Path | None) -> str:
    """Say how many figures match the texts, and how many cannot be re-read."""
    from partyresearch.collection.texts import at_hand

    known = articles[at_hand(articles, folder)] if folder else articles.head(0)
    read = int(figures["article_id"].isin(known["article_id"]).sum())
    said = [f"{read} figures of {len(known)} articles match the texts, and every run of digits is accounted for"]
    if unread := len(figures) - read:
        missing = f"{unread} figures of {len(articles) - len(known)} articles cannot be re-read"
        said = [*(said if read else ()), f"{missing}: their texts are not at hand (--texts DIR or {TEXTS_VARIABLE})"]
    return "; ".join(said)


def _doubtful(checks: pd.DataFrame, most: int = 20) -> list[str]:
    """Tell contradictions, and targets that do not fit one another."""
    from partyresearch.collection.vocabulary import QUANTITIES

    wrong = checks["verdict"].eq("contradiction")
    wrong |= checks["check"].isin(["targets", "sum", "size"]) & checks["verdict"].eq("excluded")
    rows = checks[wrong].drop_duplicates("check_id")
    lines = []
    for row in rows.head(most).itertuples():
        ends = " to ".join(dict.fromkeys(f"{end:g}" for end in (row.low, row.high) if end == end))
        lines.append(f"{row.verdict} {row.check_id}: printed {row.printed}; {QUANTITIES[str(row.quantity)]}: {ends}")
    return [*lines, *([f"{len(rows) - most} more in processed/checks.csv"] if len(rows) > most else [])]


def main() -> None:
    """Run the command; an error becomes one line and an exit code, or with --debug a traceback."""
    _open_streams()
    try:
        sys.exit(cli(prog_name="partyresearch", complete_var=_COMPLETE, standalone_mode=False))
    except click.Abort:
        sys.exit(130)
    except click.ClickException as error:
        _say(_format_usage_error(error), err=True)
        sys.exit(error.exit_code)
    except Exception as error:
        if isinstance(error, OSError) and error.filename is None:  # perhaps of what click wrote
            silence(sys.stdout)
        _say(_format_error(error), err=True)
        sys.exit(error.exit_code if isinstance(error, UserError) else 1)


def _open_streams() -> None:
    """Open what was closed on the way here: the next files would take the numbers of the standard streams.

    What a stream's encoding has not is written as an escape.
    """
    for number, (name, mode) in enumerate({"stdin": "r", "stdout": "w", "stderr": "w"}.items()):
        if getattr(sys, name) is None:
            os.dup2(os.open(os.devnull, os.O_RDWR), number)
            os.set_inheritable(number, True)
            setattr(sys, name, os.fdopen(number, mode))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _format_error(error: Exception) -> str:
    """What a person can mend, or what stopped reading or writing, in one line; else that we are to blame."""
    if "--debug" in sys.argv[1:2]:  # click may have failed before it parsed it
        return "".join(traceback.format_exception(error)).rstrip()
    if isinstance(error, UserError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return one_line(f"{error.filename or 'reading or writing'}: {error.strerror}")
    return f"bug: {type(error).__name__}: {' '.join(str(error).split())}; for a traceback: partyresearch --debug …"


def _format_usage_error(error: click.ClickException) -> str:
    """Click's message in one line, with what to type or where to read on."""
    context = getattr(error, "ctx", None)
    option = str(getattr(error, "option_name", ""))
    text = " ".join(error.format_message().split()).rstrip(".")
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.format_message()
    if option == "-p":
        return f"{text}; expected -p NAME VALUE, such as -p organisations nam-dong"
    if context is not None and context.command is report and isinstance(error, click.NoSuchOption):
        text = f"No such option {option}; parameters of notebooks are given as -p {option.strip('-')} VALUE"
    return f"{text}; see {context.command_path if context else 'partyresearch'} --help"
