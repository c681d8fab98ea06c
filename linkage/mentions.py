"""Register entries and references of facts as linkage receives them: typed rows, lives of an entry, keys.

Belongs here: what a mention is, which versions of a register entry are one organisation's, and under which key it is known. What its
names mean is `names.py`'s, how two compare `comparisons.py`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from linkage.names import read_name

if TYPE_CHECKING:
    import pyarrow as pa

REGISTER: Final = "register"
REFERENCE: Final = "reference"
_ENTITY_DIGITS: Final = 9
_ICE_DIGITS: Final = 15
_SAME_NAME: Final = 0.6  # likeness from which a changed name is still the same organisation's


@dataclass(frozen=True, slots=True)
class Mention:
    """One version of a register entry, or one way in which facts name an organisation.

    Attributes:
        node: key of what is linked: the life of a register entry, or the wording of a reference.
        kind: `register` or `reference`.
        partner: who keeps the register; None for a reference, whose wording is anybody's.
        known_from: since when this version was known; None for a reference.
        first_load, last_load: numbers of the partner's snapshots that held it, in the order of their reception.
        is_standing: whether the register holds it now.
        values: what it says: `ice`, `cooperative_number`, `court`, `name_fr`, `name_ar`, `legal_form`, `province`, `commune`, `phone`,
            `sector`; only what it does say.
    """

    node: str
    kind: str
    partner: str | None
    known_from: datetime | None
    first_load: int
    last_load: int
    is_standing: bool
    values: dict[str, str]

    @property
    def entity(self) -> str | None:
        """The entity part of its ICE when the ICE is a valid one."""
        return valid_entity(self.values.get("ice"))


CONTENT: Final = (
    "ice", "cooperative_number", "court", "name_fr", "name_ar", "legal_form", "province", "commune", "phone", "sector",
)  # fmt: skip


def valid_entity(ice: str | None) -> str | None:
    """The nine digits of the entity in an ICE whose check digits hold; None for others and for placeholders such as all zeros."""
    if ice is None or len(ice) != _ICE_DIGITS or not ice.isdigit() or int(ice) % 97:
        return None
    entity = ice[:_ENTITY_DIGITS]
    return None if len(set(entity)) == 1 else entity


def read_mentions(table: pa.Table) -> list[Mention]:
    """The mentions of the table `int_linkage_mentions`, the versions of each register entry parted into lives.

    Returns:
        Mentions in one order, whatever the order of the rows: register entries by key and time, then references.
    """
    rows = table.to_pylist()
    entries = sorted(
        (row for row in rows if row["mention_kind"] == REGISTER),
        key=lambda row: (row["partner"], row["local_ref"], row["first_load"], row["known_from"]),
    )
    mentions: list[Mention] = []
    for (partner, local_ref), versions in groupby(entries, key=lambda row: (row["partner"], row["local_ref"])):
        mentions += _lives(f"{partner}:{local_ref}", list(versions))
    references = {reference_key(row["name_fr"], row["province"], row["ice"]): row for row in rows if row["mention_kind"] == REFERENCE}
    for node, row in sorted(references.items()):
        mentions.append(Mention(node, REFERENCE, None, None, 0, 0, False, _values(row)))
    return mentions


def reference_key(name: str, province: str | None, ice: str | None) -> str:
    """The key of a wording by which facts name an organisation."""
    return " | ".join(("nom", name, *([province] if province else []), *([f"ICE {ice}"] if ice else [])))


def _lives(key: str, versions: Sequence[dict[str, Any]]) -> Iterator[Mention]:
    """The versions of one register entry; where its number was given to another organisation, a new life begins (`key#2`)."""
    life, known = 1, dict[str, str]()
    last = len(versions) - 1
    began = 0
    built: list[Mention] = []
    for index, row in enumerate(versions):
        values = _values(row)
        if known and not _is_same_organisation(known, values):
            life += 1
            began = index
            known = {}
        known = known | values
        node = key if life == 1 else f"{key}#{life}"
        built.append(
            Mention(node, REGISTER, row["partner"], row["known_from"], row["first_load"], row["last_load"], row["is_standing"], dict(known))
        )
    yield from (replace(each, is_standing=each.is_standing and began <= index <= last) for index, each in enumerate(built))


def _values(row: dict[str, Any]) -> dict[str, str]:
    return {name: str(row[name]) for name in CONTENT if row.get(name) is not None}


def _is_same_organisation(before: dict[str, str], after: dict[str, str]) -> bool:
    """Whether a changed entry is still the same organisation: its entity or its number says so, else its names are alike."""
    entities = valid_entity(before.get("ice")), valid_entity(after.get("ice"))
    if entities[0] is not None and entities[0] == entities[1]:
        return True
    compared = [(before[name], after[name]) for name in ("name_fr", "name_ar") if name in before and name in after]
    if not compared:
        return True
    if any(_likeness(*names) >= _SAME_NAME for names in compared):
        return True
    number = before.get("cooperative_number")
    return number is not None and number == after.get("cooperative_number") and None in entities


def _likeness(one: str, other: str) -> float:
    from rapidfuzz.distance import JaroWinkler

    left, right = read_name(one), read_name(other)
    if left.key == right.key or set(left.words) & set(right.words):
        return 1.0
    return float(JaroWinkler.normalized_similarity(left.key, right.key)) if left.key and right.key else 0.0


def by_node(mentions: Iterable[Mention]) -> dict[str, list[Mention]]:
    """The versions of each node, oldest first."""
    nodes: dict[str, list[Mention]] = {}
    for mention in mentions:
        nodes.setdefault(mention.node, []).append(mention)
    return nodes
