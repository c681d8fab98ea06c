"""Links as a warehouse decided them, so that its figures can be held against the rules apart from its errors of linkage.

What belongs here: reading links out of a warehouse's build file. This is the one place where the demo reads what the house made;
no figure comes from it, only who was taken for whom.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from demo.expected_matching import EntryKey, Links, ReferenceKey
from demo.folding import fold

Query = Callable[[str], Iterable[tuple[Any, ...]]]

_LINKS: Final = """
select mentions.mention_kind, mentions.partner, mentions.organisation_ref, mentions.entity_part, mentions.name_fr_key,
    mentions.province, links.organisation_id
from intermediate.int_organisation_mentions as mentions
inner join intermediate.int_organisation_links as links on mentions.mention_id = links.mention_id
order by all
"""


class TornReferenceError(ValueError):
    """One reference, written in two ways that folding undoes, was linked to two organisations."""


def given_links(query: Query) -> Links:
    """The links of a warehouse.

    Args:
        query: runs a query on the build file and returns its rows.

    Raises:
        TornReferenceError: two ways of writing one reference were linked differently, so that no figure can be computed from links.
    """
    references: dict[ReferenceKey, str] = {}
    entries: dict[EntryKey, str] = {}
    for kind, partner, organisation_ref, entity, name, province, organisation in query(_LINKS):
        if kind == "register":
            entries[partner, organisation_ref] = organisation
            continue
        key = (partner, organisation_ref, entity, fold(name) if name is not None else None, province)
        other = references.setdefault(key, organisation)
        if other != organisation:
            raise TornReferenceError(f"{key} was linked to {other} and to {organisation}")
    return Links(references, entries)


def links_of_file(path: Path) -> Links:
    """The links of a build file (`build/warehouse.duckdb` of a home), opened for reading alone.

    Raises:
        TornReferenceError: see `given_links`.
    """
    import duckdb

    with duckdb.connect(str(path), read_only=True) as connection:
        return given_links(lambda sql: connection.execute(sql).fetchall())
