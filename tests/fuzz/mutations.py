"""Changing bytes: anywhere, or with a mind to what they are (text, YAML and JSON trees, members of a zip, what a gzip holds).

What goes here: pure functions of bytes and a source of chance. What does not: which target wants which (`targets`).
"""

from __future__ import annotations

import gzip
import io
import json
import random
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Sequence
from typing import Any

import yaml

Mutate = Callable[[bytes, random.Random], bytes]

LONGEST = 1 << 14
_SIGNS = [
    b'"',
    b"\0",
    b";",
    b"\n",
    b"\r",
    b"\r\n",
    b",",
    b"{",
    b"}",
    b"[",
    b"]",
    b"\xff",
    b"\xfe",
    b"'",
    b"\t",
    b":",
    b"- ",
    b"&a ",
    b"*a",
    b"<",
    b">",
    b"/",
]
_NUMBERS = [
    b"0",
    b"-1",
    b"1",
    b"255",
    b"65535",
    b"1048577",
    b"16385",
    b"2147483647",
    b"4294967295",
    b"-9223372036854775809",
    b"1e308",
    b"1e999",
    b"9" * 400,
    b"0.0000001",
    b"nan",
    b"inf",
    b".inf",
    b"0x7fffffff",
    b"1_000",
    b"12:30:45",
]
_WORDS = [
    "été", "ماي ٢٠٢٦", "٣٫٥", "\u202f", "\ufeff", "\u200f", "\ud7ff", "\U0001f600", "٪", "néant", "12/05/2026", "2026-02-30", "1899-12-31 08:00:00", "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00", "12 mai 2026 à 14h30", "25 ذو القعدة 1447 الموافق 12 ماي 2026", "2,5 MDH", "12.500 KDH", "1 234,50", "35 %", "45292.5", "0.999999999", "001561191000066",
    "1.561191000066E+12", "=1+1", "#REF!", "TOTAL", "AB123456", "0612345678", "x@y.ma", "lundi-samedi", "T2 2026", "S23 2026", "null", "true", "~", "!!python/object:x", "<<", "? ", "|", ">-", "%YAML 9.9", "---", "...",
    "\\ud800", "\\u0000", "NaN", "-Infinity", "sep=;\n", "$VAR", "{env: HOME}", "../", "'; drop table x; --",
]  # fmt: skip
_LETTERS = "0123456789٠٣٥0123456789 .,:/-+'eEhmdkT%()²½Ⅻ๓٬٫\u00a0\u202f\u200f\ufeff\u0301\tßİΣœﷺﻼـ"
_WORDS_AS_BYTES = [word.encode("utf-8", "surrogatepass") for word in _WORDS]
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_MOST_UNPACKED = 4 << 20


def any_bytes(data: bytes, chance: random.Random) -> bytes:
    """Bytes changed, put in, taken away, doubled, anywhere."""
    changed = bytearray(data)
    for _ in range(chance.choice([1, 1, 1, 2, 3, 8, 20])):
        place = chance.randrange(len(changed) + 1)
        kind = chance.randrange(8)
        if kind == 0 and changed:
            changed[place % len(changed)] = chance.randrange(256)
        elif kind == 1 and changed:
            changed[place % len(changed)] ^= 1 << chance.randrange(8)
        elif kind == 2:
            changed[place:place] = chance.choice(_SIGNS) * chance.choice([1, 1, 1, 3, 50, 2000])
        elif kind == 3:
            del changed[place : place + chance.choice([1, 2, 8, 30, 500])]
        elif kind == 4:
            size = chance.choice([4, 20, 100, 1000])
            changed[place:place] = changed[place : place + size] * chance.choice([1, 1, 2, 20])
        elif kind == 5:
            other = chance.randrange(len(changed) + 1)
            size = chance.choice([1, 4, 20, 200])
            changed[place : place + size] = changed[other : other + size]
        elif kind == 6:
            width = chance.choice([1, 2, 4, 8])
            changed[place : place + width] = chance.choice([0, 1, 2**7, 2**15, 2**31 - 1, 2**31, 2**32 - 1, 2**63 - 1, 2**64 - 1]).to_bytes(
                8, "little"
            )[:width]
        else:
            changed[place:place] = chance.choice(_WORDS_AS_BYTES)
        if len(changed) > LONGEST:
            del changed[LONGEST:]
    return bytes(changed)


def text(data: bytes, chance: random.Random) -> bytes:
    """Lines doubled, moved and lost, numbers and cells exchanged for worse ones, another encoding; or any bytes."""
    for _ in range(chance.choice([1, 1, 2, 4])):
        kind = chance.randrange(8)
        if kind == 0 and (numbers := list(_NUMBER.finditer(data))):
            found = chance.choice(numbers)
            data = data[: found.start()] + chance.choice(_NUMBERS + _WORDS_AS_BYTES) + data[found.end() :]
        elif kind == 1:
            lines = data.splitlines(keepends=True) or [b""]
            here, there = chance.randrange(len(lines)), chance.randrange(len(lines))
            lines[here : here + chance.choice([0, 1, 3])] = lines[there : there + chance.choice([0, 1, 3])] * chance.choice([1, 1, 2, 40])
            data = b"".join(lines)
        elif kind == 2 and (words := list(re.finditer(rb"[^\s,;:|\t\"'{}\[\]<>=]+", data))):
            found = chance.choice(words)
            other = chance.choice([*_WORDS_AS_BYTES, *_NUMBERS, data[(it := chance.choice(words)).start() : it.end()], b""])
            data = data[: found.start()] + other + data[found.end() :]
        elif kind == 3 and chance.random() < 0.2:
            data = data.decode("utf-8", "replace").encode(
                chance.choice(["utf-16", "utf-16-be", "utf-32-le", "cp1256", "cp1252", "utf-8-sig", "mac_roman"]), "replace"
            )
        elif kind == 4 and chance.random() < 0.3:
            before, after = chance.sample([b",", b";", b"\t", b"|", b" ", b"\n", b"\r\n"], 2)
            data = data.replace(before, after)
        else:
            data = any_bytes(data, chance)
    return data[:LONGEST]


def cells(data: bytes, chance: random.Random) -> bytes:
    """Many lines at once, each with a small change or none: planning a query costs more than reading a value."""
    lines = data.split(b"\n") or [b""]
    while len(lines) < 150:
        lines.append(chance.choice(lines))
    return b"\n".join(_cell(line, chance) if chance.random() < 0.8 else line for line in lines[:300])[:LONGEST]


def _cell(cell: bytes, chance: random.Random) -> bytes:
    letters = list(cell.decode("utf-8", "replace"))[:60]
    for _ in range(chance.choice([1, 1, 2, 3])):
        place, kind = chance.randrange(len(letters) + 1), chance.randrange(7)
        if kind == 0 and letters:
            letters[place % len(letters)] = chance.choice(_LETTERS)
        elif kind == 1:
            letters.insert(place, chance.choice(_LETTERS))
        elif kind == 2:
            del letters[place : place + chance.choice([1, 1, 3])]
        elif kind == 3:
            letters[place:place] = letters[place : place + 4] * chance.choice([1, 1, 80])
        elif kind == 4 and letters:
            other = chance.randrange(len(letters))
            letters[place % len(letters)], letters[other] = letters[other], letters[place % len(letters)]
        elif kind == 5 and letters:
            letters[place % len(letters)] = chr(
                chance.choice(
                    [
                        chance.randrange(32, 127),
                        chance.randrange(0x600, 0x700),
                        chance.randrange(0x110000 - 2) if chance.random() < 0.5 else 0x2007,
                    ]
                )
            ).replace("\n", " ")
        else:
            letters = list(chance.choice(_WORDS).replace("\n", " "))
    return "".join(letters).encode("utf-8", "replace")


def _value(chance: random.Random, depth: int = 0) -> Any:
    """A value where another kind was expected."""
    kind = chance.randrange(14)
    if kind == 0:
        return None
    if kind == 1:
        return chance.choice([True, False])
    if kind == 2:
        return chance.choice([0, -1, 1, 7, 10**6, 2**63, 10**30, -(10**18), 1447])
    if kind == 3:
        return chance.choice([0.5, float("inf"), float("nan"), 1e308, -0.0])
    if kind == 4:
        return []
    if kind == 5:
        return {}
    if kind == 6 and depth < 3:
        return [_value(chance, depth + 1) for _ in range(chance.choice([1, 2, 5]))]
    if kind == 7 and depth < 3:
        return {chance.choice(_WORDS): _value(chance, depth + 1)}
    if kind == 8 and depth < 3:
        return {_scalar(chance): _value(chance, depth + 1)}
    if kind == 9:
        nested: Any = "x"
        for _ in range(chance.choice([5, 100])):
            nested = [nested] if chance.random() < 0.5 else {"a": nested}
        return nested
    if kind == 10:
        return chance.choice(_WORDS) * chance.choice([1, 3, 300])
    return chance.choice(_WORDS)


def _scalar(chance: random.Random) -> Any:
    return chance.choice([None, True, 0, 3, 1.5, float("inf"), "", "x", *_WORDS])


def _places(tree: Any) -> list[tuple[Any, Any]]:
    """Every place in a tree: what holds it, and its key or index."""
    found: list[tuple[Any, Any]] = []
    waiting = [tree]
    while waiting and len(found) < 20_000:
        node = waiting.pop()
        children = list(node.items()) if isinstance(node, dict) else list(enumerate(node)) if isinstance(node, list) else []
        for key, child in children:
            found.append((node, key))
            waiting.append(child)
    return found


def _changed_tree(tree: Any, chance: random.Random) -> Any:
    for _ in range(chance.choice([1, 1, 1, 2, 4])):
        places = _places(tree)
        if not places or chance.random() < 0.02:
            return _value(chance)
        holder, key = chance.choice(places)
        kind = chance.randrange(6)
        if kind == 0:
            del holder[key]
        elif kind == 1 and isinstance(holder, dict):
            holder[_scalar(chance)] = holder.pop(key)
        elif kind == 2:
            other, other_key = chance.choice(places)
            if other_key in other if isinstance(other, dict) else other_key < len(other):
                holder[key] = json.loads(json.dumps(other[other_key], default=str, skipkeys=True))
        elif kind == 3 and isinstance(holder, list):
            holder.extend(holder[key : key + 1] * chance.choice([1, 2, 30]))
        else:
            holder[key] = _value(chance)
    return tree


def yaml_tree(data: bytes, chance: random.Random) -> bytes:
    """The same document with a value of another kind somewhere; or its text changed. A first line that names a reader stays."""
    head, rest = _head(data)
    if chance.random() < 0.3:
        return head + text(rest, chance)
    try:
        tree = yaml.load(rest, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
        return (
            head
            + yaml.dump(_changed_tree(tree, chance), Dumper=dumper, allow_unicode=True, sort_keys=False).encode("utf-8", "surrogatepass")[
                :LONGEST
            ]
        )
    except (yaml.YAMLError, ValueError, RecursionError, TypeError, AttributeError):
        return head + text(rest, chance)


def json_tree(data: bytes, chance: random.Random) -> bytes:
    """The same for JSON."""
    head, rest = _head(data)
    if chance.random() < 0.4:
        return head + text(rest, chance)
    try:
        return (
            head
            + json.dumps(_changed_tree(json.loads(rest), chance), default=str, skipkeys=True, ensure_ascii=chance.random() < 0.5).encode(
                "utf-8", "surrogatepass"
            )[:LONGEST]
        )
    except (ValueError, RecursionError, TypeError):
        return head + text(rest, chance)


def after_head(mutate: Mutate) -> Mutate:
    """Leaves the first line, which names a reader or a contract, as it is."""

    def changed(data: bytes, chance: random.Random) -> bytes:
        head, rest = _head(data)
        return head + mutate(rest, chance)

    return changed


def _head(data: bytes) -> tuple[bytes, bytes]:
    first, end, rest = data.partition(b"\n")
    return (first + end, rest) if first.startswith(b"#!") else (b"", data)


def packed(data: bytes, chance: random.Random) -> bytes:
    """What a gzip or a member of a zip holds is changed and packed again; or members are lost, renamed and doubled; or any bytes."""
    if chance.random() < 0.15:
        return any_bytes(data, chance)
    if data.startswith(b"\x1f\x8b"):
        return _regzipped(data, chance)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > _MOST_UNPACKED:
                return any_bytes(data, chance)
            members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    except Exception:
        return any_bytes(data, chance)
    for _ in range(chance.choice([1, 1, 2, 3])):
        _change_members(members, chance)
    out = io.BytesIO()
    method = chance.choice([zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2])
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", method) as archive:
        warnings.simplefilter("ignore")
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, method)
    return out.getvalue()


def _change_members(members: list[tuple[str, bytes]], chance: random.Random) -> None:
    if not members:
        return
    place = chance.randrange(len(members))
    name, content = members[place]
    kind = chance.randrange(12)
    if kind == 0:
        del members[place]
    elif kind == 1:
        members[place] = (
            chance.choice(
                [f"../{name}", name.upper(), f"/{name}", f"a/{name}", "é" + name, chance.choice(members)[0], name + "\n", "ab123456.csv"]
            ),
            content,
        )
    elif kind == 2:
        members.append((chance.choice([name, f"copy of {name}"]), content))
    elif kind == 3:
        members[place] = (name, chance.choice(members)[1])
    else:
        is_text = content[:1] in (b"<", b"{", b"[") or b"\0" not in content[:200]
        members[place] = (name, (text if is_text else any_bytes)(content, chance))


def _regzipped(data: bytes, chance: random.Random) -> bytes:
    try:
        content = zlib.decompressobj(31).decompress(data, _MOST_UNPACKED)
    except zlib.error:
        return any_bytes(data, chance)
    return gzip.compress(text(content, chance), 1, mtime=0) * chance.choice([1, 1, 1, 2])


def crossed(one: bytes, other: bytes, chance: random.Random) -> bytes:
    """The beginning of one input with the end of another."""
    return (one[: chance.randrange(len(one) + 1)] + other[chance.randrange(len(other) + 1) :])[:LONGEST]


def chosen(mutates: Sequence[Mutate]) -> Mutate:
    """One of several, by chance."""
    return lambda data, chance: chance.choice(mutates)(data, chance)
