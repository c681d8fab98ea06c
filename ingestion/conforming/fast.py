"""The short way: plain forms of values, read by DuckDB inside the scan of the file.

What goes here: SQL that reads a value in its plainest form and gives null for anything else. What is null here and has
text goes to `values.py`, once per distinct text. The two must agree; a property test holds them together.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from ingestion.conforming.values import TIME_ZONE
from ingestion.drift import define_masking

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# What people write where they have nothing to say; compared in lower case after trimming.
BLANK_TOKENS: Final = (
    "-", "--", "---", "–", "—", "_", ".", "..", "...", "/", "//", "?", "ø", "n/a", "#n/a", "na", "n.a", "n.a.", "nd", "n/d", "n.d.", "n.d",
    "nr", "n/r", "null", "none", "nan", "nil", "nat", "(vide)", "vide", "néant", "neant", "s/o", "sans objet", "aucun", "aucune",
    "nc", "n/c", "n.c", "n.c.", "ras", "r.a.s", "r.a.s.", "non disponible", "non communiqué", "non communiquée", "non déterminé",
    "pas de réponse",
    "غير مصرح به", "غير محددة", "لم يحدد", "لا جواب",
    "non renseigné", "non renseignée", "inconnu", "inconnue", "غير متوفر", "غير متوفرة", "لا شيء", "لا يوجد", "بدون", "غير معروف", "غير محدد", "ـ",  # noqa: E501
)  # fmt: skip
_LONGEST_BLANK: Final = max(len(token.encode()) for token in BLANK_TOKENS)
_SPACES: Final = "[\\s\\x{a0}\\x{2007}\\x{2009}\\x{202f}\\x{3000}]+"
_INVISIBLE: Final = "[\\x{200b}-\\x{200f}\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}\\x{feff}\\x{ad}\\x{0}]"
_FAST_ZONE_FROM: Final = datetime(2018, 1, 1)
_FAST_ZONE_TO: Final = datetime(2033, 1, 1)


def define_macros(connection: DuckDBPyConnection) -> None:
    """Creates the macros that `cleaned_sql` and `fast_sql` use. Their argument must be a plain column."""
    connection.execute("set variable qutb_blank = ?::varchar[]", [list(BLANK_TOKENS)])
    connection.execute(
        f"""create or replace temp macro qutb_trimmed(x) as
            trim(regexp_replace(regexp_replace(x, '{_INVISIBLE}', '', 'g'), '{_SPACES}', ' ', 'g'))"""
    )
    connection.execute(
        """create or replace temp macro qutb_unless_blank(x) as
            case when x <> '' and not list_contains(getvariable('qutb_blank'), lower(x)) then x end"""
    )
    tokens = ", ".join(f"'{token}'" for token in BLANK_TOKENS)
    connection.execute(
        f"""create or replace temp macro qutb_unless_blank_of_many(x) as
            case when x = '' or lower(x) in ({tokens}) then null else x end"""
    )
    connection.execute(_utc_macro(connection))
    define_masking(connection)


def trimmed_sql(text: str) -> str:
    """A plain column without outer white space and invisible signs; plain texts are left as they are."""
    return f"""case
        when ascii({text}) > 32 and strlen({text}) = length({text}) and not suffix({text}, ' ')
            and not contains({text}, '  ') and not contains({text}, chr(10)) and not contains({text}, chr(9)) then {text}
        else qutb_trimmed({text}) end"""


def cleaned_sql(text: str, many_rows: bool = False) -> str:
    """A plain column of trimmed text without words for "nothing", which become null.

    Trimming must be a select of its own below this one: DuckDB computes an expression that occurs twice for every row, also
    where a `case` would not have needed it.

    Args:
        text: the column.
        many_rows: chooses the form that runs quickest; the other is the one that DuckDB plans quickest.
    """
    unless_blank = "qutb_unless_blank_of_many" if many_rows else "qutb_unless_blank"
    return f"case when strlen({text}) > {_LONGEST_BLANK} then {text} else {unless_blank}({text}) end"


def fast_sql(kind: str, text: str) -> str | None:
    """The value of a plain column of cleaned text, or null; None for kinds that have no short way.

    A `timestamp` comes as local time; `instant_sql` turns it into an instant.
    """
    if kind == "date":
        return f"case when strlen({text}) = 10 then try_strptime({text}, '%Y-%m-%d')::date end"
    if kind == "timestamp":
        return f"case when strlen({text}) = 19 then try_strptime({text}, '%Y-%m-%d %H:%M:%S') end"
    if kind == "integer":
        return f"case when regexp_full_match({text}, '-?[0-9]{{1,15}}') then try_cast({text} as bigint) end"
    if kind in ("number", "share", "money"):
        is_number = f"regexp_full_match({text}, '-?[0-9]{{1,15}}(\\.[0-9]+)?')"
        says_two_things = f"regexp_full_match({text}, '-?[1-9][0-9]{{0,2}}\\.[0-9]{{3}}')"
        return f"case when {is_number} and not {says_two_things} then try_cast({text} as double) end"
    if kind == "ice":
        # Digits only: a cast would also take `1561191000066.0`, which has 15 signs too.
        is_plain = f"regexp_full_match({text}, '[0-9]{{15}}') and {text} >= '000000100000000'"
        return f"case when {is_plain} and not suffix({text}, '00000000') then {text} end"
    return None


def other_fast_sql(kind: str, text: str) -> str:
    """Other usual forms, tried where `fast_sql` gave null; `null` for kinds that have none."""
    if kind == "date":
        return f"case when strlen({text}) = 10 then try_strptime({text}, '%d/%m/%Y')::date end"
    if kind == "timestamp":
        forms = "['%d/%m/%Y %H:%M', '%d/%m/%Y %H:%M:%S', '%Y-%m-%d %H:%M', '%Y-%m-%dT%H:%M:%S', '%Y-%m-%dT%H:%M']"
        return f"case when strlen({text}) in (16, 19) then try_strptime({text}, {forms}) end"
    return "null"


def plausible_sql(kind: str, value: str) -> str:
    """A date or moment of the years 1850 to 2150, else null; the instant of a local moment."""
    if kind == "date":
        return f"case when {value} between date '1850-01-01' and date '2150-12-31' then {value} end"
    if kind == "timestamp":
        return f"case when {value} between timestamp '1850-01-01' and timestamp '2150-12-31 23:59:59' then qutb_utc({value}) end"
    return value


def _utc_macro(connection: DuckDBPyConnection) -> str:
    """Local time to an instant. The zone database is asked once for the days on which the clock changes.

    Asking it for each of five million rows costs more than reading them. Days of a change, and years outside the span
    prepared here, are still asked row by row.
    """
    changes = connection.execute(
        f"""with days as (
            select
                day,
                date_diff('minute', timezone('{TIME_ZONE}', day) at time zone 'UTC', day) as offset_minutes,
                date_diff('minute', timezone('{TIME_ZONE}', day + interval 1 day) at time zone 'UTC', day + interval 1 day) as offset_after
            from generate_series(?::timestamp, ?::timestamp, interval 1 day) as series (day)
        )
        select day, offset_minutes from days where offset_minutes <> offset_after
        union all select max(day), arg_max(offset_minutes, day) from days order by day""",
        [_FAST_ZONE_FROM, _FAST_ZONE_TO],
    ).fetchall()
    steps = [f"when ts < timestamp '{_FAST_ZONE_FROM}' or ts >= timestamp '{_FAST_ZONE_TO}' then null"]
    for day, offset_minutes in changes:
        steps.append(f"when ts < timestamp '{day}' then {offset_minutes * 60_000_000}")
        steps.append(f"when ts < timestamp '{day}' + interval 1 day then null")
    # The zone database stands once in the expression: DuckDB computes what stands twice for every row.
    return f"""create or replace temp macro qutb_utc(ts) as coalesce(
        make_timestamptz(epoch_us(ts) - case {" ".join(steps)} end), timezone('{TIME_ZONE}', ts))"""
