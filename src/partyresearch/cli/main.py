"""The command ``partyresearch``: a thin layer over the same functions.

Exit 0: done; 1: something is wrong; 2: wrong usage.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from partyresearch.cli.report import data_option, examples, report
from partyresearch.collection.place import TEXTS_VARIABLE, find_collection
from partyresearch.collection.problems import UsageProblem, UserError

if TYPE_CHECKING:
    import pandas as pd

_COMPLETE = "_PARTYRESEARCH_COMPLETE"
_texts = click.option("--texts", metavar="DIR", help=f"Folder of the articles' texts (else {TEXTS_VARIABLE}).")


def _complete_figures(context: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    from partyresearch.tables.load import load_figures

    return [one for one in load_figures(context.params.get("data"))["figure_id"] if one.startswith(incomplete)]


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=examples("info", "build", "report --output reports", "find article.txt", "report --help"),
)
@click.version_option(package_name="partyresearch")
@click.option("--debug", is_flag=True, help="Show where in the program an error arose.")
def cli(debug: bool) -> None:
    """Figures of news articles on party recruitment: build, check, follow and report them."""


cli.add_command(report)


@cli.command(epilog=examples("info", "info --data mydata"))
@data_option
@_texts
def info(data: str | None, texts: str | None) -> None:
    """Print versions, where the data are, their hash, and how much there is."""
    from partyresearch.collection.place import data_hash
    from partyresearch.collection.texts import find_texts
    from partyresearch.reports.versions import made_with
    from partyresearch.tables.load import load_articles, load_figures, load_organisations, load_quotas

    collection, folder = find_collection(data), find_texts(texts)
    made = made_with()
    click.echo(", ".join(f"{name} {number}" for name, number in made["versions"].items()))
    click.echo(f"sha256 of the code {made['code_sha256']}")
    click.echo(f"data {collection.root.resolve()}")
    click.echo(f"texts {folder.resolve() if folder else f'not at hand (--texts DIR or {TEXTS_VARIABLE})'}")
    click.echo(f"sha256 of the raw tables {data_hash(collection)}")
    counts = {
        "articles": load_articles, "organisations": load_organisations, "figures": load_figures, "quotas": load_quotas,
    }  # fmt: skip
    click.echo(", ".join(f"{len(load(collection.root))} {name}" for name, load in counts.items()))


@cli.command(epilog=examples("completion bash >> ~/.bashrc", "completion fish > ~/.config/fish/completions/p.fish"))
@click.argument("shell", type=click.Choice(["bash", "fish", "zsh"]))
def completion(shell: str) -> None:
    """Print what makes a shell complete commands, options, reports and figures."""
    from click.shell_completion import get_completion_class

    made = get_completion_class(shell)
    assert made is not None, "click knows these shells"
    click.echo(made(cli, {}, "partyresearch", _COMPLETE).source())


@cli.command(epilog=examples("build", "build --data mydata --texts texts"))
@data_option
@_texts
def build(data: str | None, texts: str | None) -> None:
    """Make data/processed and data/datapackage.json from data/raw."""
    from partyresearch.collection.texts import find_texts
    from partyresearch.tables.load import load_checks
    from partyresearch.tables.package import build as build_tables
    from partyresearch.tables.package import is_0_1

    collection = find_collection(data)
    folder = find_texts(texts)
    changed = build_tables(collection, folder)
    for path in changed:
        click.echo(f"wrote {path.relative_to(collection.root)}")
    click.echo(_summary(load_checks(collection.root)))
    click.echo(_reread(folder) if changed else f"nothing to do: the tables are up to date; {_reread(folder)}")
    if is_0_1(collection):
        label = collection.label("raw-metrics")
        click.echo(f"{label}: no columns label and label_vi, as in version 0.1; CHANGES.md says what is new", err=True)


@cli.command(epilog=examples("verify --texts texts"))
@data_option
@_texts
def verify(data: str | None, texts: str | None) -> None:
    """Re-read every figure in the articles' texts; says so where they are not at hand."""
    from partyresearch.collection.texts import find_texts
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


@cli.command(epilog=examples("check", "check --data mydata"))
@data_option
def check(data: str | None) -> None:
    """Print every consistency check; exit 1 on a contradiction."""
    from partyresearch.tables.checks import contradictions
    from partyresearch.tables.load import load_checks

    checks = load_checks(data)
    columns = ["check_id", "reading", "relation", "quantity", "low", "high", "printed", "verdict", "chance_pass"]
    numbers = {name: checks[name].map(lambda value: f"{value:.10g}", "ignore") for name in ("low", "high")}
    chances = checks["chance_pass"].map(lambda share: f"{share:.3f}", "ignore")
    click.echo(checks[columns].assign(**numbers, chance_pass=chances).astype("str").fillna("").to_string(index=False))
    click.echo(
        "low, high: what the other figures allow for the quantity (both empty: no whole number fits); "
        "excluded: impossible under this reading, possible under another; uninformative: nearly any percentage "
        "would pass; chance_pass: the share of the percentages within 5 points that would"
    )
    click.echo(_summary(checks))
    wrong = contradictions(checks)["check_id"].unique()
    if len(wrong):
        raise UserError(f"figures contradict one another: {', '.join(wrong)}")


@cli.command(epilog=examples("show dam-doi-2023:1582", "show dam-doi-2023:1582 --texts texts"))
@click.argument("figure_id", shell_complete=_complete_figures)
@data_option
@_texts
def show(figure_id: str, data: str | None, texts: str | None) -> None:
    """Print one figure with everything known of it, and its words in context where the texts are at hand."""
    from partyresearch.analysis.selection import collect
    from partyresearch.collection.texts import find_texts
    from partyresearch.show.figure import figure_text

    click.echo(figure_text(collect(data or ""), figure_id, find_texts(texts)))


@cli.command(epilog=examples("agreement data/raw/coding/first data/raw/coding/second"))
@click.argument("first", type=click.Path(path_type=Path))
@click.argument("second", type=click.Path(path_type=Path))
def agreement(first: Path, second: Path) -> None:
    """Compare two coding passes: span F1, and Krippendorff's alpha per column."""
    from partyresearch.analysis.agreement import agreement as compare

    click.echo(compare(first, second).to_string(index=False))


@cli.command(epilog=examples("find article.txt", "find texts/*.txt --output candidates --data mydata"))
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
@data_option
def find(texts: tuple[Path, ...], article_id: str, output: Path, cues: Path | None, data: str | None) -> None:
    """Read article texts and propose a row for every number; exit 1 if one cannot be read.

    For each TEXT: ID.candidates.csv to review, ID.article.csv and, where it names new organisations,
    ID.organisations.csv. What is there already is never written over.
    """
    from partyresearch.collection.columns import ID
    from partyresearch.collection.problems import Problem
    from partyresearch.intake.find import Finder, find_all

    if article_id and len(texts) > 1:
        raise UsageProblem("--article-id is for one TEXT; expected one TEXT, or no --article-id")
    if article_id and not re.fullmatch(ID[0], article_id):
        raise UsageProblem(f"--article-id: expected {ID[1]}, got {article_id!r}")
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


@cli.command(epilog=examples("accept candidates/my-loc-2024.candidates.csv --texts texts --data mydata"))
@click.argument("file", type=click.Path(path_type=Path))
@data_option
@_texts
def accept(file: Path, data: str | None, texts: str | None) -> None:
    """Take a reviewed candidate file into the raw tables, and build; all of it or nothing."""
    from partyresearch.collection.texts import find_texts
    from partyresearch.intake.accept import accept as accept_file
    from partyresearch.tables.load import load_checks

    collection = find_collection(data)
    accepted = accept_file(file, collection, find_texts(texts))
    rows = ", ".join(f"{count} {name.removeprefix('raw-')}" for name, count in accepted.rows.items() if count)
    click.echo(f"accepted {accepted.articles[0]}: {rows}")
    for path in accepted.changed:
        click.echo(f"wrote {path.relative_to(collection.root)}")
    click.echo(_summary(load_checks(collection.root)))


def _summary(checks: pd.DataFrame) -> str:
    counts = ", ".join(f"{count} {verdict}" for verdict, count in checks["verdict"].value_counts().items())
    return f"checks: {counts}"


def _reread(folder: Path | None) -> str:
    return "every figure re-read in the texts" if folder else "the texts are not at hand, so no figure was re-read"


def main() -> None:
    """Run the command; an error becomes one line and an exit code, unless --debug asks for more."""
    try:
        sys.exit(cli(complete_var=_COMPLETE, standalone_mode=False))
    except click.Abort:
        sys.exit(130)
    except click.ClickException as error:
        click.echo(_usage(error), err=True)
        sys.exit(error.exit_code)
    except Exception as error:
        if "--debug" in sys.argv[1:2]:
            raise
        if isinstance(error, UserError):
            click.echo(str(error), err=True)
            sys.exit(error.exit_code)
        said = " ".join(str(error).split())
        text = f"a mistake of the program: {type(error).__name__}: {said}; partyresearch --debug … shows where"
        click.echo(text, err=True)
        sys.exit(1)


def _usage(error: click.ClickException) -> str:
    """What a command line asks for that there is not, and where it is said what there is."""
    context = getattr(error, "ctx", None)
    option = str(getattr(error, "option_name", ""))
    text = " ".join(error.format_message().split()).rstrip(".")
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.format_message()
    if option == "-p":
        return f"{text}; expected -p NAME VALUE, such as -p organisations nam-dong"
    if context is not None and context.command is report and isinstance(error, click.NoSuchOption):
        text = f"No such option {option}; a parameter of a notebook is given as -p {option.strip('-')} VALUE"
    return f"{text}; see {context.command_path if context else 'partyresearch'} --help"
