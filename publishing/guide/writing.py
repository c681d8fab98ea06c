"""Writes the guide into a release: comments with keys, views, and the tables that are read first.

What goes here: SQL that makes them. What does not: what they say and which there are (the other modules of this room).

DuckDB and its clients list schemas, and tables within a schema, by name: `main` comes before `marts`, and a name that begins with `_`
before all views. So what should be read first is `main._lisez_moi`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from ingestion.messages import Language
from ingestion.sql import identifier, literal
from publishing.guide.fact_views import fact_views
from publishing.guide.figure_views import figure_views
from publishing.guide.model import View
from publishing.guide.questions import QUESTIONS
from publishing.guide.read_me import Facts, read_me

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from publishing.release import Release

VIEW_LANGUAGES: Final[tuple[Language, ...]] = ("fr", "ar")
_LINES: Final = {
    "rang": ("integer", "Rang de la ligne."),
    "sujet": ("varchar", "De quoi parle la ligne."),
    "texte": ("varchar", "Ce qu'il faut en savoir."),
}
# Table → its comment, and its columns with their types and comments.
_TABLES: Final[Mapping[str, tuple[str, Mapping[str, tuple[str, str]]]]] = {
    "_lisez_moi": ("À lire d'abord : ce qu'est ce fichier, ce qu'il couvre, comment le lire ; une ligne par sujet.", _LINES),
    "_lisez_moi_ar": ("À lire d'abord, en arabe : une ligne par sujet.", _LINES),
    "_lisez_moi_questions": (
        "Dix questions et les requêtes qui y répondent : une ligne par question (docs/analysts.md).",
        {
            "rang": ("integer", "Rang de la question."),
            "question": ("varchar", "La question, en français."),
            "question_ar": ("varchar", "La question, en arabe."),
            "requete": ("varchar", "La requête, à exécuter sur ce fichier ouvert seul."),
        },
    ),
    "_sommaire": (
        "Tout ce que contient ce fichier : une ligne par table et par vue.",
        {
            "schema": ("varchar", "Schéma : main (vues stables), marts (chiffres et faits), quality (livraisons), reference."),
            "nom": ("varchar", "Nom de la table ou de la vue."),
            "genre": ("varchar", "table ou vue."),
            "lignes": ("bigint", "Nombre de lignes d'une table ; vide pour une vue."),
            "description": ("varchar", "Ce qu'elle contient, et la clé d'une table."),
        },
    ),
    "_sommaire_colonnes": (
        "Toutes les colonnes de ce fichier : une ligne par colonne.",
        {
            "schema": ("varchar", "Schéma."),
            "nom": ("varchar", "Nom de la table ou de la vue."),
            "rang": ("integer", "Rang de la colonne."),
            "colonne": ("varchar", "Nom de la colonne."),
            "type": ("varchar", "Type DuckDB."),
            "description": ("varchar", "Ce qu'elle contient."),
        },
    ),
}


def all_views() -> list[View]:
    """Every view, in both languages."""
    return [view for language in VIEW_LANGUAGES for view in (*figure_views(language), *fact_views(language))]


def write_guide(connection: DuckDBPyConnection, release: Release, rows: Mapping[str, int]) -> None:
    """Adds the guide to a release whose tables and comments are written, inside the transaction of the caller.

    Args:
        connection: its current database is the release.
        release: what it is called and knows.
        rows: rows of each table, by `schema.name`.
    """
    for name, (comment, columns) in _TABLES.items():
        defined = ", ".join(f"{identifier(column)} {sql_type}" for column, (sql_type, _) in columns.items())
        connection.execute(f"create table main.{identifier(name)} ({defined})")
        _comment(connection, "table", name, comment, {column: text for column, (_, text) in columns.items()})
    taken_over = _comments(connection)
    for view in all_views():
        connection.execute(view.sql)
        texts = {column.name: column.comment or taken_over.get((*view.table.split("."), column.name), "") for column in view.columns}
        _comment(connection, "view", view.name, view.comment, texts)
    facts = _facts(connection)
    for language in VIEW_LANGUAGES:
        lines = read_me(release, facts, language)
        _insert(connection, "_lisez_moi" if language == "fr" else f"_lisez_moi_{language}", lines)
    _insert(connection, "_lisez_moi_questions", ((each.fr, each.ar, each.sql) for each in QUESTIONS))
    _write_summary(connection, rows)


def comment_statements(kind: str, target: str, comment: str, columns: Mapping[str, str]) -> list[str]:
    """Statements that comment a table or view and its columns; an empty comment is left out."""
    own = [f"comment on {kind} {target} is {literal(comment)}"] if comment else []
    return own + [f"comment on column {target}.{identifier(column)} is {literal(text)}" for column, text in columns.items() if text]


def _comment(connection: DuckDBPyConnection, kind: str, name: str, comment: str, columns: Mapping[str, str]) -> None:
    connection.execute("; ".join(comment_statements(kind, f"main.{identifier(name)}", comment, columns)))


def _comments(connection: DuckDBPyConnection) -> dict[tuple[str, ...], str]:
    """Schema, table and column → its comment."""
    rows = connection.execute(
        "select schema_name, table_name, column_name, comment from duckdb_columns()"
        " where database_name = current_database() and comment is not null"
    ).fetchall()
    return {tuple(names): comment for *names, comment in rows}


def _facts(connection: DuckDBPyConnection) -> Facts:
    row = connection.execute(
        """
        select
            (select min(period_start) from marts.dim_period where period_type = 'month' and is_reported and is_over),
            (select max(period_start) from marts.dim_period where period_type = 'month' and is_reported and is_over),
            (select count(*) from marts.kpi_catalogue),
            (select count(*) from marts.kpi_values where conf_status <> 'F')
        """
    ).fetchone()
    return Facts(*row) if row else Facts(None, None, 0, 0)


def _insert(connection: DuckDBPyConnection, name: str, rows: Iterable[tuple[Any, ...]]) -> None:
    ranked = [[rank, *row] for rank, row in enumerate(rows, 1)]
    marks = ", ".join(f"({', '.join('?' * len(row))})" for row in ranked)
    connection.execute(f"insert into main.{identifier(name)} values {marks}", [value for row in ranked for value in row])


def _write_summary(connection: DuckDBPyConnection, rows: Mapping[str, int]) -> None:
    found = connection.execute(
        """
        select schema_name, table_name, 'table', comment
        from duckdb_tables() where database_name = current_database()
        union all
        select schema_name, view_name, 'vue', comment
        from duckdb_views() where database_name = current_database() and not internal
        order by all
        """
    ).fetchall()
    own = {f"main.{name}": 0 for name in _TABLES}
    summary = [
        [schema, name, kind, {**own, **rows}.get(f"{schema}.{name}") if kind == "table" else None, comment]
        for schema, name, kind, comment in found
    ]
    marks = ", ".join(["(?, ?, ?, ?, ?)"] * len(summary))
    connection.execute(f"insert into main._sommaire values {marks}", [value for row in summary for value in row])
    connection.execute(
        """
        insert into main._sommaire_colonnes
        select schema_name, table_name, column_index, column_name, data_type, comment
        from duckdb_columns() where database_name = current_database() and not internal
        order by schema_name, table_name, column_index
        """
    )
    for name in _TABLES:
        connection.execute(
            f"update main._sommaire set lignes = (select count(*) from main.{identifier(name)})"
            f" where schema = 'main' and nom = {literal(name)}"
        )
