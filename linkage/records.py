"""Records of linkage: a mention as columns that the model compares, and the keys under which two records meet at all.

Belongs here: columns and blocking keys, both a function of one mention's content alone, never of the night's population. What
agreement is worth: `comparisons.py` and `model.json`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from ingestion.text import fold
from linkage.mentions import CONTENT, REFERENCE, Mention, valid_entity
from linkage.names import NameKeys, read_name

if TYPE_CHECKING:
    import pyarrow as pa

COLUMNS: Final = (
    "record_id", "node", "kind", "fr_key", "fr_sorted", "fr_sound", "ar_key", "ar_sorted", "ar_sound", "is_common", "trades", "trades_fr",
    "trades_ar", "numbers",
    "form", "province", "commune", "sector", "cooperative", "court", "phone", "ice", "entity",
)  # fmt: skip
_ID_LENGTH: Final = 24
_FEWEST_SOUNDS: Final = 3  # of a skeleton whose near misses are looked for


def record_id(mention: Mention) -> str:
    """A hash of what the mention says and of which node it is: the same content gives the same record on every night."""
    parts = [mention.kind, mention.node, *(mention.values.get(name, "") for name in CONTENT)]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:_ID_LENGTH]


def records_table(mentions: Iterable[Mention], common: frozenset[str], known: pa.Table | None = None) -> pa.Table:
    """One row a distinct mention, in the order of ids.

    Args:
        mentions: what is linked.
        common: skeletons of names that many organisations bear (`model.json`).
        known: records made before, by the same model; only those still mentioned are used.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    wanted = {record_id(mention): mention for mention in mentions}
    if known is None:
        return _made(wanted, common)
    made_before = known.filter(pc.is_in(known["record_id"], pa.array(sorted(wanted), pa.string())))
    for key in made_before["record_id"].to_pylist():
        del wanted[key]
    return pa.concat_tables([made_before, _made(wanted, common)]).sort_by("record_id")


def _made(wanted: Mapping[str, Mention], common: frozenset[str]) -> pa.Table:
    import pyarrow as pa

    ordered = [_record(key, wanted[key], common) for key in sorted(wanted)]
    types = {"is_common": pa.bool_()}
    columns = {name: pa.array([row[name] for row in ordered], types.get(name, pa.string())) for name in COLUMNS}
    return pa.table(columns | {"blocks": pa.array([row["blocks"] for row in ordered], pa.list_(pa.string()))})


def _record(key: str, mention: Mention, common: frozenset[str]) -> dict[str, Any]:
    values = mention.values
    names = [read_name(values[name]) for name in ("name_fr", "name_ar") if name in values]
    french = next((name for name in names if name.words and not name.is_arabic), None)
    arabic = next((name for name in names if name.words and name.is_arabic), None)
    both = [name for name in (french, arabic) if name is not None]
    trades = sorted({trade for name in names for trade in name.trades})
    numbers = sorted({number for name in names for number in name.numbers})
    row: dict[str, Any] = {
        "record_id": key,
        "node": mention.node,
        "kind": mention.kind,
        **_script("fr", french),
        **_script("ar", arabic),
        "is_common": any("".join(name.sounds) in common for name in both),
        # Only a name that was read says that it names no trade and no number.
        "trades": " ".join(trades) if both else None,
        "numbers": " ".join(numbers) if both else None,
        "form": values.get("legal_form") or next((name.form for name in names if name.form), None),
        "province": values.get("province"),
        "commune": values.get("commune"),
        "sector": values.get("sector"),
        "cooperative": _compact(values.get("cooperative_number")),
        "court": _compact(values.get("court")),
        "phone": values.get("phone"),
        "ice": values.get("ice"),
        "entity": valid_entity(values.get("ice")),
    }
    return row | {"blocks": sorted(set(_blocks(row, both)))}


def _script(prefix: str, name: NameKeys | None) -> dict[str, str | None]:
    return {
        f"{prefix}_key": name.key if name else None,
        f"{prefix}_sorted": name.sorted_key if name else None,
        f"{prefix}_sound": " ".join(name.sounds) if name else None,
        f"trades_{prefix}": " ".join(name.trades) if name else None,
    }


def _compact(text: str | None) -> str | None:
    """A number or a court's name without spaces and signs; leading zeros of its parts go."""
    parts = [part.lstrip("0") or "0" for part in fold(text).split()] if text else []
    return "/".join(parts) or None


def _blocks(row: Mapping[str, Any], names: Sequence[NameKeys]) -> Iterator[str]:
    """Keys of which two records must share one to be compared. A register's records never meet under keys that begin with `?`."""
    if row["cooperative"]:
        yield f"c {row['cooperative']} {row['court'] or ''}"
    if row["phone"]:
        yield f"t {row['phone']}"
    if row["ice"] and not row["entity"]:
        yield f"i {row['ice'][:9]}"
    for name in names:
        sound = "".join(name.sounds)
        yield f"w {sound} {row['trades']}"
        if row["province"] is None or row["kind"] != REFERENCE:
            yield f"? {sound}"
            yield from (f"? {row['trades']} {near}" for near in _near(sound))
        if row["province"] is not None:
            for word in set(name.sounds):
                yield f"p {row['province']} {word}"
            for near in _near(sound):
                yield f"n {row['province']} {row['trades']} {near}"


def _near(sound: str) -> Iterator[str]:
    """The skeleton and those with one consonant less: two skeletons one consonant apart share one of them."""
    yield sound
    if len(sound) >= _FEWEST_SOUNDS:
        yield from (sound[:index] + sound[index + 1 :] for index in range(len(sound)))
