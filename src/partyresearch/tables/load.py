"""The tables as typed DataFrames, one function a table."""

from __future__ import annotations

import os

import pandas as pd

from partyresearch.collection.columns import TABLES
from partyresearch.collection.place import find_collection, require_fresh
from partyresearch.tables.schema import typed

Data = str | os.PathLike[str] | None


def load_table(name: str, data: Data = None) -> pd.DataFrame:
    """Load any table by its resource name.

    Parameters
    ----------
    name : str
        A key of :data:`partyresearch.collection.columns.TABLES`.
    data : path, optional
        The collection's folder; else ``PARTYRESEARCH_DATA``, else the package's own.

    Returns
    -------
    DataFrame

    Raises
    ------
    UserError
        If there is no such collection, or its tables are older than its raw files.

    Examples
    --------
    >>> load_table("raw-exclusions")["reason"].cat.categories[0]
    'date'
    """
    collection = find_collection(data)
    require_fresh(collection)
    path = collection.path(name)
    frame = pd.read_csv(path, dtype="str", na_filter=False, encoding="utf-8", low_memory=False)  # not in pieces
    return typed(frame, TABLES[name])


def load_articles(data: Data = None) -> pd.DataFrame:
    """Load the table ``raw-articles``.

    One row is an article.

    Parameters
    ----------
    data : path, optional
        The collection's folder; else ``PARTYRESEARCH_DATA``, else the package's own.

    Returns
    -------
    DataFrame
        The package's own has 5 rows and 9 columns.

        Columns: article_id, title, publisher, author, published, language, source_file, sha256, n_characters
        (code points).

    Raises
    ------
    UserError
        If there is no such collection, or its tables are older than its raw files.

    Notes
    -----
    Source: coded from the articles.

    What each column means: ``data/README.md``.

    Examples
    --------
    >>> load_articles().set_index("article_id").loc["dam-doi-2023", "n_characters"]
    np.int64(5093)
    """
    return load_table("raw-articles", data)


def load_organisations(data: Data = None) -> pd.DataFrame:
    """Load the table ``raw-organisations``.

    One row is an organisation, or several unnamed ones together.

    Parameters
    ----------
    data : path, optional
        The collection's folder; else ``PARTYRESEARCH_DATA``, else the package's own.

    Returns
    -------
    DataFrame
        The package's own has 31 rows and 10 columns.

        Columns: organisation_id, name, name_en, level, parent_id, province, n_units (units), valid_from,
        valid_to, successor_id.

    Raises
    ------
    UserError
        If there is no such collection, or its tables are older than its raw files.

    Notes
    -----
    Source: coded from the articles.

    What each column means: ``data/README.md``.

    Examples
    --------
    >>> load_organisations().set_index("organisation_id").loc["dam-doi", "name"]
    'Đảng bộ huyện Đầm Dơi'
    """
    return load_table("raw-organisations", data)


def load_metrics(data: Data = None) -> pd.DataFrame:
    """Load the table ``raw-metrics``.

    One row is a metric.

    Parameters
    ----------
    data : path, optional
        The collection's folder; else ``PARTYRESEARCH_DATA``, else the package's own.

    Returns
    -------
    DataFrame
        The package's own has 56 rows and 4 columns.

        Columns: metric, unit, measure, description.

    Raises
    ------
    UserError
        If there is no such collection, or its tables are older than its raw files.

    Notes
    -----
    Source: the codebook's vocabulary.

    What each column means: ``data/README.md``.

    Examples
    --------
    >>> load_metrics().set_index("metric").loc["members_total", "measure"]
    'stock'
    """
    return load_table("raw-metrics", data)


def load_figures(data: Data = None) -> pd.DataFrame:
    """Load the table ``figures``.

    One row is a printed figure, read.

    Parameters
    ----------
    data : path, optional
        The collection's folder; else ``PARTYRESEARCH_DATA``, else the package's own.

    Returns
    -------
    DataFrame
        The package's own has 110 rows and 29 columns.

        Columns: figure_id, article_id, start (code points from 0), end (code points from 0), printed,
        organisation_id, organisation_name, metric, measure, unit, group, period_start, period_end, status,
        bound, numerator (code points from 0), denominator (code points from 0), part_of (code points from 0),
        against_start, against_end, recurs, set_by, disputed, note, value (see unit), low (see unit), high (see
        unit), closed, repeat_of.

    Raises
    ------
    UserError
        If there is no such collection, or its tables are older than its raw files.

    Notes
    -----
    Source: ``data/raw/figures.csv``, every numeral read.

    What each column means: ``data/README.md``.

    Examples
    --------
    >>> load_figures().set_index("figure_id").loc["dam-doi-2023:1582", ["printed", "unit"]].tolist()
    ['100,87%', 'percent']
    """
    return load_table("figures", data)


def load_admissions(data: Data = None) -> pd.DataFrame:
    """Load the table ``admissions``.

    One row is the admissions of an organisation in a period, for a group.

    Parameters
    ----------
    data : path, optional
        The collection's folder; else ``PARTYRESEARCH_DATA``, else the package's own.

    Returns
    -------
    DataFrame
        The package's own has 16 rows and 14 columns.

        Columns: admission_id, organisation_id, period_start, period_end, group, admitted_low (persons),
        admitted_high (persons), members_low (persons), members_high (persons), year_fraction (years), part_of,
        overlaps, count_ids, figure_ids.

    Raises
    ------
    UserError
        If there is no such collection, or its tables are older than its raw files.

    Notes
    -----
    Source: the figures with metric ``members_admitted`` and status ``reported``.

    What each column means: ``data/README.md``.

    Examples
    --------
    >>> load_admissions().set_index("admission_id").loc["dam-doi:2023Q1:all", "year_fraction"]
    np.float64(0.25)
    """
    return load_table("admissions", data)


def load_students(data: Data = None) -> pd.DataFrame:
    """Load the table ``students``.

    One row is the pupils or students among the admissions of an organisation in a period.

    Parameters
    ----------
    data : path, optional
        The collection's folder; else ``PARTYRESEARCH_DATA``, else the package's own.

    Returns
    -------
    DataFrame
        The package's own has 6 rows and 13 columns.

        Columns: student_id, organisation_id, period_start, period_end, group, students_low (persons),
        students_high (persons), admitted_low (persons), admitted_high (persons), assumption, part_of, overlaps,
        figure_ids.

    Raises
    ------
    UserError
        If there is no such collection, or its tables are older than its raw files.

    Notes
    -----
    Source: admissions of pupils and students; figures with metric ``student_share_of_admissions``.

    What each column means: ``data/README.md``.

    Examples
    --------
    >>> load_students().set_index("student_id").loc["dam-doi:2022:school_pupil", "students_low"]
    np.int64(3)
    """
    return load_table("students", data)


def load_quotas(data: Data = None) -> pd.DataFrame:
    """Load the table ``quotas``.

    One row is a target of an organisation and what is known of its attainment, under one reading.

    Parameters
    ----------
    data : path, optional
        The collection's folder; else ``PARTYRESEARCH_DATA``, else the package's own.

    Returns
    -------
    DataFrame
        The package's own has 22 rows and 19 columns.

        Columns: quota_id, reading, organisation_id, group, period_start, period_end, target_start, target_end,
        set_by, admitted_low (persons), admitted_high (persons), target_low (persons), target_high (persons),
        target_source, attainment_low (ratio), attainment_high (ratio), interim, part_of, figure_ids.

    Raises
    ------
    UserError
        If there is no such collection, or its tables are older than its raw files.

    Notes
    -----
    Source: figures with the metrics ``admission_target`` and ``target_attainment``.

    What each column means: ``data/README.md``.

    Examples
    --------
    >>> load_quotas().set_index("quota_id").loc["dam-doi:2023Q1:2023:all:superior", "target_low"]
    np.int64(185)
    """
    return load_table("quotas", data)


def load_checks(data: Data = None) -> pd.DataFrame:
    """Load the table ``checks``.

    One row is a consistency check under one hypothesis.

    Parameters
    ----------
    data : path, optional
        The collection's folder; else ``PARTYRESEARCH_DATA``, else the package's own.

    Returns
    -------
    DataFrame
        The package's own has 57 rows and 9 columns.

        Columns: check_id, article_id, check, hypothesis, figure_ids, expected, printed, verdict, chance_pass
        (share).

    Raises
    ------
    UserError
        If there is no such collection, or its tables are older than its raw files.

    Notes
    -----
    Source: figures that imply one another.

    What each column means: ``data/README.md``.

    Examples
    --------
    >>> load_checks()["verdict"].eq("contradiction").any()
    np.False_
    """
    return load_table("checks", data)
