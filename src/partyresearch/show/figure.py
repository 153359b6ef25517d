"""Print one figure with everything known of it."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

from partyresearch.collection.columns import TABLES
from partyresearch.collection.place import sha256
from partyresearch.collection.problems import UserError, closest
from partyresearch.collection.texts import context, read_text
from partyresearch.tables.load import (
    load_admissions,
    load_articles,
    load_checks,
    load_figures,
    load_quotas,
    load_students,
)


def show_figure(figure_id: str, data: str | os.PathLike[str] | None = None, texts: Path | None = None) -> str:
    """Describe one figure."""
    figures = load_figures(data).set_index("figure_id", drop=False)
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
    for table, key, load in (
        ("admissions", "admission_id", load_admissions),
        ("students", "student_id", load_students),
        ("quotas", "quota_id", load_quotas),
        ("checks", "check_id", load_checks),
    ):
        rows = load(data)
        uses = rows.loc[[figure_id in ids.split() for ids in rows["figure_ids"]], key].unique()
        lines += [f"{'used in':<17} {table} {one}" for one in uses]
    article = load_articles(data).set_index("article_id").loc[figure["article_id"]]
    printed = [str(article[name]) for name in ("title", "publisher") if article[name]]
    printed += [f"{article['published']:%Y-%m-%d}"] if pd.notna(article["published"]) else []
    lines += [f"{'article':<17} {', '.join(printed)}"] if printed else []
    lines.append(_source(article, int(figure["start"]), int(figure["end"]), texts))
    return "\n".join(lines)


def _source(article: pd.Series, start: int, end: int, texts: Path | None) -> str:
    if texts is None:
        return f"{'in context':<17} the texts are not at hand (--texts DIR)"
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
