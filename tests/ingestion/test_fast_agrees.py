"""The short way (SQL, `fast.py`) and the careful way (Python, `values.py`) say the same of every text that the short one reads."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.conforming.fast import BLANK_TOKENS, cleaned_sql, define_macros, fast_sql, other_fast_sql, plausible_sql, trimmed_sql
from ingestion.conforming.values import READERS, Value

LOCAL = ZoneInfo("Africa/Casablanca")
FAST_KINDS = ("date", "timestamp", "integer", "number", "share", "money", "ice")


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute("set TimeZone = 'UTC'")
        define_macros(opened)
        yield opened


def read_fast(connection: duckdb.DuckDBPyConnection, kind: str, texts: list[str]) -> list[Value | None]:
    """What a scan makes of cleaned texts, composed as the first pass composes it."""
    plain, other = fast_sql(kind, "x"), other_fast_sql(kind, "x")
    value = plausible_sql(kind, "p" if other == "null" else f"coalesce(p, {other})")
    rows = connection.execute(f"select {value} from (select x, {plain} as p from (select unnest(?::varchar[]) as x))", [texts]).fetchall()
    return [row[0] for row in rows]


def of_digits(*shapes: str) -> st.SearchStrategy[str]:
    """Texts of a shape in which 9 stands for any digit."""
    digit = st.sampled_from("0123456789")
    return st.one_of(*(st.tuples(*(digit if sign == "9" else st.just(sign) for sign in shape)).map("".join) for shape in shapes))


days = st.dates(date(1840, 1, 1), date(2160, 1, 1))
moments = st.datetimes(datetime(1840, 1, 1), datetime(2160, 1, 1))
odd_signs = st.text("0123456789-/.,: +T٠٣eE'hDM", max_size=20)
TEXTS = {
    "date": st.one_of(
        days.map(str), days.map(lambda day: f"{day:%d/%m/%Y}"), of_digits("9999-99-99", "99/99/9999", "9999/99/99", "99-99-9999", "9-9-999999", "+999-99-99"), odd_signs
    ),
    "timestamp": st.one_of(
        moments.map(lambda m: f"{m:%Y-%m-%d %H:%M:%S}"),
        moments.map(lambda m: f"{m:%d/%m/%Y %H:%M}"),
        moments.map(lambda m: f"{m:%Y-%m-%dT%H:%M}"),
        of_digits("2026-99-99 99:99:99", "99/99/2026 99:99", "99/99/2026 99:99:99", "2026-09-99T99:99", "2026-09-99T99:99:99", "2026-09-99 99:99"),
        odd_signs,
    ),
    "ice": st.one_of(
        of_digits("9" * 15, "0" * 6 + "9" * 9, "0" * 8 + "9" * 7, "9" * 14, "-" + "9" * 14, "+" + "9" * 14, "9" * 13 + ".0", "9" * 12 + "e02", "9_99999999999_9", "0x" + "9" * 13),
        odd_signs,
    ),
}  # fmt: skip
NUMBERS = st.one_of(
    st.integers(-(10**16), 10**16).map(str),
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**12), max_value=10**12).map(str),
    of_digits(
        "9.999", "99.999", "999.999", "0.999", "-9.999", "9,99", "9 999", "00999", "9e9", "9999.9999", "-0.9", "9" * 15, "9" * 16, "9."
    ),
    odd_signs,
)


@pytest.mark.parametrize("kind", FAST_KINDS)
def test_both_ways_agree(kind: str, connection: duckdb.DuckDBPyConnection) -> None:
    @settings(max_examples=30, deadline=None, database=None)
    @given(st.lists(TEXTS.get(kind, NUMBERS).map(str.strip).filter(bool), min_size=40, max_size=80))
    def agree(texts: list[str]) -> None:
        for text, fast in zip(texts, read_fast(connection, kind, texts), strict=True):
            if fast is None:
                continue
            careful = READERS[kind](text)
            if isinstance(fast, float) and isinstance(careful, int | float):
                assert math.isclose(fast, careful, rel_tol=1e-15, abs_tol=0), (text, fast, careful)
            else:
                assert fast == careful, (text, fast, careful)

    agree()


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("date", ["2026-05-12", "12/05/2026"]),
        ("timestamp", ["2026-05-12 14:30:00", "12/05/2026 14:30", "2026-05-12T14:30"]),
        ("integer", ["0", "12", "-3"]),
        ("number", ["37.5", "0.125"]),
        ("share", ["0.35"]),
        ("money", ["1250", "1250.50", "0.500"]),
        ("ice", ["001561191000066"]),
    ],
)
def test_the_plain_forms_do_take_the_short_way(kind: str, texts: list[str], connection: duckdb.DuckDBPyConnection) -> None:
    assert None not in read_fast(connection, kind, texts)


@settings(max_examples=25, deadline=None, database=None)
@given(
    st.lists(
        st.datetimes(datetime(2015, 1, 1), datetime(2035, 12, 31, 23, 59, 59)).map(lambda m: m.replace(microsecond=0)),
        min_size=50,
        max_size=80,
    )
)
def test_instants_agree_with_the_zone_database_of_python(moments: list[datetime]) -> None:
    assert_instants(moments)


def test_instants_agree_around_every_change_of_the_clock() -> None:
    """Quarter hours of the days on which Morocco puts its clocks forward or back, 2015 to 2035."""
    days = [datetime(2015, 1, 1) + timedelta(days=number) for number in range(21 * 365 + 5)]
    changes = [day for day in days if day.replace(tzinfo=LOCAL).utcoffset() != (day + timedelta(days=1)).replace(tzinfo=LOCAL).utcoffset()]

    assert len(changes) >= 2 * 21
    moments = [day + timedelta(minutes=15 * number) for day in changes for number in range(96)]
    assert_instants(moments)
    careful = [READERS["timestamp"](f"{moment:%d.%m.%Y} à {moment:%Hh%M}") for moment in moments]
    assert careful == read_fast(_ZONED, "timestamp", [f"{moment:%Y-%m-%d %H:%M:%S}" for moment in moments])


_ZONED = duckdb.connect()
_ZONED.execute("set TimeZone = 'UTC'")
define_macros(_ZONED)


def assert_instants(moments: list[datetime]) -> None:
    found = read_fast(_ZONED, "timestamp", [f"{moment:%Y-%m-%d %H:%M:%S}" for moment in moments])
    # An hour passed twice is told as its second passing, an hour leapt over as if the clock had not yet moved.
    expected = [max(moment.replace(tzinfo=LOCAL, fold=fold).astimezone(UTC) for fold in (0, 1)) for moment in moments]

    assert [(moment, each, other) for moment, each, other in zip(moments, found, expected, strict=True) if each != other] == []


def clean(connection: duckdb.DuckDBPyConnection, texts: list[str | None]) -> list[str | None]:
    return [
        row[0]
        for row in connection.execute(
            f"select {cleaned_sql('x')} from (select {trimmed_sql('x')} as x from (select unnest(?::varchar[]) as x))", [texts]
        ).fetchall()
    ]


@pytest.mark.parametrize(
    "token",
    [
        "",
        " ",
        "-",
        "N/A",
        "n/a",
        "néant",
        "NÉANT",
        " néant ",
        "غير متوفر",
        "\u200fغير متوفر\u200e",
        "\u00a0",
        "…".replace("…", "..."),
        "Sans objet",
        "NULL",
        "\ufeff",
    ],
)
def test_words_for_nothing_are_nothing(token: str, connection: duckdb.DuckDBPyConnection) -> None:
    assert clean(connection, [token]) == [None]


@pytest.mark.parametrize("text", ["0", "non", "لا", "Naïma", "Nador", "-5", "Inconnue du nord", "الوحدة", "aucun problème"])
def test_what_only_looks_like_nothing_is_kept(text: str, connection: duckdb.DuckDBPyConnection) -> None:
    assert clean(connection, [text]) == [text]


SIGNS = st.characters(exclude_categories=("Cc", "Cs"))  # control characters inside a word are left to folding


@settings(max_examples=60, deadline=None, database=None)
@given(
    st.lists(
        st.one_of(st.text(" \n\u00a0\u202f\u200fabéس0-.", max_size=12), st.text(SIGNS, max_size=60), st.sampled_from(BLANK_TOKENS)),
        min_size=20,
        max_size=40,
    )
)
def test_cleaning_takes_spaces_away_and_nothing_else(texts: list[str]) -> None:
    """The way for plain texts gives what the long one gives: the words stay, one space between them."""
    spaces = " \n\u00a0\u2007\u2009\u202f\u3000"
    invisible = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u00ad"

    for text, cleaned in zip(texts, clean(_ZONED, list(texts)), strict=True):
        visible = "".join(sign for sign in text if sign not in invisible)
        words = "".join(" " if sign in spaces else sign for sign in visible).split(" ")
        expected = " ".join(word for word in words if word)
        assert (cleaned or "") == ("" if expected.lower() in BLANK_TOKENS else expected), repr(text)
