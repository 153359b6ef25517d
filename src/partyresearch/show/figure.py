"""One printed figure with everything known of it, the search for figures, and how to cite them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from partyresearch.analysis.selection import Collected, slug
from partyresearch.collection.columns import TABLES
from partyresearch.collection.place import Collection, sha256
from partyresearch.collection.problems import UserError, closest
from partyresearch.collection.texts import context, read_text
from partyresearch.tables.package import cite


def figure_text(tables: Collected, figure_id: str, texts: Path | None = None) -> str:
    """Describe one figure: a line for each column that says something, then the rows that rest on it."""
    figures = tables.figures.set_index("figure_id", drop=False)
    if figure_id not in figures.index:
        articles = ", ".join(figures["article_id"].unique())
        hint = closest(figure_id, figures.index) if ":" in figure_id else ""
        hint = hint or f"; expected ARTICLE:START, such as {figures.index[0]}; the articles are {articles}"
        raise UserError(f"{figure_id}: no such figure{hint}")
    figure = figures.loc[figure_id]
    lines = []
    for name in TABLES["figures"].names:
        value = figure[name]
        if pd.notna(value) and value != "":
            text = f"{value:%Y-%m-%d}" if hasattr(value, "strftime") else str(value)
            lines.append(f"{name:<17} {text}")
    for table, key in (
        ("admissions", "admission_id"),
        ("shares", "share_id"),
        ("targets", "target_id"),
        ("target_readings", "stated_target_id"),
        ("checks", "check_id"),
    ):
        rows = getattr(tables, table)
        uses = rows.loc[[figure_id in ids.split() for ids in rows["figure_ids"]], key].unique()
        lines += [f"{'used in':<17} {table} {use}" for use in uses]
    own = tables.alternatives
    own = own[own["article_id"].eq(figure["article_id"]) & own["start"].eq(figure["start"])]
    for row in own.itertuples():
        lines.append(f"{'or else':<17} {row.column} {row.value or 'empty'}: {row.reason} ({row.alternative_id})")
    article = tables.articles.set_index("article_id").loc[figure["article_id"]]
    printed = [str(article[name]) for name in ("title", "publisher") if article[name]]
    printed += [f"{article['published']:%Y-%m-%d}"] if pd.notna(article["published"]) else []
    lines += [f"{'article':<17} {', '.join(printed)}"] if printed else []
    lines.append(_source(article, int(figure["start"]), int(figure["end"]), texts))
    return "\n".join(lines)


def find_figures(tables: Collected, text: str) -> pd.DataFrame:
    """Search all figures by printed characters, id, metric or organisation, whatever the case and the diacritics.

    Digits are found with and without their separators.
    """
    wanted, figures = slug(str(text)), tables.figures
    searched = figures[["figure_id", "printed", "metric", "organisation_id", "organisation_name"]].astype("str")
    slugs = searched.agg(" ".join, axis=1).map(slug)
    found = slugs.str.contains(wanted, regex=False)
    if wanted.isdigit():
        found |= figures["printed"].str.replace(r"[.,\s]", "", regex=True).eq(wanted)
    return figures[found & bool(wanted)]


def cite_text(root: Path, articles: pd.DataFrame) -> str:
    """Say how to cite the data and the software."""
    from importlib.metadata import version

    software = f"partyresearch (version {version('partyresearch')}) [software]. Licence: BSD-3-Clause."
    return f"{cite(Collection(root), len(articles))}\n{software}"


def _source(article: pd.Series, start: int, end: int, texts: Path | None) -> str:
    if texts is None:
        return f"{'in context':<17} the texts are not at hand (texts, or --texts DIR)"
    name = article["source_file"]
    try:
        text = read_text(texts, name)
    except OSError:
        raise UserError(f"{texts}: has no {name}, the text of {article.name}") from None
    except UnicodeDecodeError:
        text = ""
    if sha256(texts / name) != article["sha256"]:
        raise UserError(f"{name}: is not the text of {article.name} that was coded: its SHA-256 is another")
    return f"{'in context':<17} {context(text, start, end)}"
