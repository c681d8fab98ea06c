"""SQL that takes a load apart into cells, and measures them: one set of measures for all columns of all loads at once.

What goes here: the temporary tables and the queries. What does not: which columns (`profile_columns.py`), the plain values that are kept
(`profile.py`). Cells are long (a row per cell) so that a contract with twenty columns costs no longer a plan than one with five.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ingestion.conforming.values import TIME_ZONE
from ingestion.sql import identifier, literal
from quality.profile_columns import Roles

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SHAPE: Final = "~shape"
_CELL: Final = "{{'c': {name}, 'x': {x}::double, 'd': {d}::double, 'h': {h}::double, 't': {t}::varchar, 'f': {f}::varchar}}"
_SHAPED: Final = r"regexp_replace(regexp_replace({0}, '[0-9]', '9', 'g'), '\p{{L}}+', 'a', 'g')"
_TRAILING: Final = r"try_cast(regexp_extract({0}, '([0-9]{{1,15}})[^0-9]*$', 1) as double)"


def cells_table(connection: DuckDBPyConnection, roles: Roles, files: Sequence[Path], sample: int) -> None:
    """Makes `load_rows` (a row each) and `load_cells` (a cell each) of the given files.

    Of more rows than can be taken apart one in `sample` is taken, told by its content, so that rows that repeat stay together.
    `lined_up` must hold each load's period.
    """
    content = ", ".join(identifier(name) for name in roles.content)
    key = ", ".join(identifier(name) for name in roles.key)
    names = ", ".join(identifier(name) for name in roles.of)
    listed = ", ".join(literal(file) for file in files)
    sampled = f"where row_content % {sample} = 0" if sample > 1 else ""
    connection.execute(
        f"""create or replace temp table load_rows as
        select *, row_number() over (partition by load_id order by sheet nulls first, row_number) as place
        from (
            select load_id, sheet, row_number, hash({key}) as row_key, hash({content}) as row_content, due_from, is_own, {names}
            from read_parquet([{listed}], union_by_name = true) inner join lined_up using (load_id)
        ) {sampled}"""
    )
    cells = ", ".join(_cells(roles))
    connection.execute(
        f"""create or replace temp table load_cells as
        select load_id, place, row_number, row_key, cell.c as c, cell.x as x, cell.d as d, cell.h as h, cell.t as t, cell.f as f
        from (select load_id, place, row_number, row_key, unnest([{cells}]) as cell from load_rows where is_own)"""
    )


def _cells(roles: Roles) -> list[str]:
    cells = []
    for name, role in roles.of.items():
        column = identifier(name)
        text = f"cast({column} as varchar)"
        x = d = h = f = "null"
        if role == "number":
            x = f"try_cast({column} as double)"
        elif role == "moment":
            d = f"date_diff('day', due_from, cast({column} as date))"
        elif role == "instant":
            local = f"timezone('{TIME_ZONE}', cast({column} as timestamptz))"
            d = f"date_diff('day', due_from, cast({local} as date))"
            h = f"hour({local}) + minute({local}) / 60.0"
        elif role == "hour":
            h = f"hour({column}) + minute({column}) / 60.0"
        elif role == "reference":
            x = _TRAILING.format(text)
            f = _SHAPED.format(text)
        cells.append(_CELL.format(name=literal(name), x=x, d=d, h=h, t=text, f=f))
    for pair in roles.pairs:
        lesser, greater = identifier(pair.lesser), identifier(pair.greater)
        if pair.is_moment:
            x = f"date_diff('minute', cast({lesser} as timestamp), cast({greater} as timestamp)) / 1440.0"
        else:
            x = f"case when {greater} > 0 then {lesser}::double / {greater} end"
        cells.append(_CELL.format(name=literal(pair.name), x=x, d="null", h="null", t="null", f="null"))
    return cells


# UTF-8 that was read as Windows-1252 or ISO-8859-1, or letters that became question marks.
_GARBLED: Final = r"[ÃÂØÙ][\x{80}-\x{bf}\x{152}-\x{2122}]|\p{L}\?\p{L}|\?\?|\x{fffd}"

MEASURES: Final = """
with neighbours as (
    select cells.*, lag(x) over before as previous_x, lag(t) over before as previous_t
    from load_cells as cells inner join lined_up using (load_id)
    where is_new
    window before as (partition by load_id, c order by place)
)
select load_id, c, count(*) as rows, count(coalesce(t, x::varchar)) as given,
    count(x) as numbers,
    count(*) filter (x = 0) as zeros,
    count(*) filter (x > 0) as positive,
    avg(log10(nullif(greatest(x, 0), 0))) as log_mean,
    stddev_samp(log10(nullif(greatest(x, 0), 0))) as log_sd,
    max(log10(nullif(greatest(x, 0), 0))) as log_max,
    avg(x) as mean, stddev_samp(x) as sd, sum(x) as total,
    count(*) filter (x <> 0 and x % 10 = 0) as tens,
    count(*) filter (x <> 0 and x % 1000 = 0) as thousands,
    count(*) filter (x <> floor(x)) as fractions,
    count(*) filter (x > previous_x) as rising,
    count(*) filter (x = previous_x + 1) as steps,
    count(*) filter (x is not null and previous_x is not null) as followed,
    count(*) filter (t = previous_t) as repeated,
    count(*) filter (t is not null and previous_t is not null) as text_followed,
    count(d) as days,
    avg(d) as day_mean, stddev_samp(d) as day_sd, median(d) as day_median, min(d) as day_min, max(d) as day_max,
    count(*) filter (d >= 0 and d < due_days) as in_period,
    histogram(floor(h)::integer) filter (h is not null) as by_hour,
    count(h) as hours, avg(h) as hour_mean, stddev_samp(h) as hour_sd,
    count(*) filter (regexp_matches(t, '{garbled}')) as garbled,
    avg(length(t)) as length_mean, stddev_samp(length(t)) as length_sd, max(length(t)) as length_max
from neighbours inner join lined_up using (load_id)
group by load_id, c
""".replace("{garbled}", _GARBLED)

VALUES: Final = """
with counted as (
    select load_id, c, t, count(*) as n from load_cells inner join lined_up using (load_id)
    where is_new and t is not null
    group by load_id, c, t
)
select load_id, c, count(*) as different, max(n) as most,
    case when count(*) <= 40 then list({'t': t, 'n': n} order by n desc, t) end as listed
from counted group by load_id, c
"""

SHAPES: Final = """
with counted as (
    select load_id, c, f, count(*) as n from load_cells inner join lined_up using (load_id)
    where is_new and f is not null
    group by load_id, c, f
)
select load_id, c, list({'t': f, 'n': n} order by n desc, f)[:12] as listed from counted group by load_id, c
"""

DUPLICATES: Final = """
select load_id, count(*) as rows, count(*) - count(distinct row_content) as repeated
from load_rows inner join lined_up using (load_id) where is_new group by load_id
"""


def together_sql(roles: Roles) -> str | None:
    """How closely numbers go together within a load: correlations of their logarithms, by load."""
    if not roles.numbers:
        return None
    columns = []
    for one, other in roles.numbers:
        a, b = (f"ln(nullif(greatest({identifier(name)}, 0), 0))" for name in (one, other))
        columns.append(f"corr({a}, {b})")
        columns.append(f"count(case when {identifier(one)} > 0 and {identifier(other)} > 0 then 1 end)")
    listed = ", ".join(f"{each}::double" for each in columns)
    return f"select load_id, [{listed}] from load_rows inner join lined_up using (load_id) where is_new group by load_id"


def totals_sql(roles: Roles) -> str:
    """Rows that hold the sum of all other rows, or of all other rows of the same group: totals taken for data."""
    numbers = ", ".join(literal(name) for name in (*roles.having("number"), ""))
    group = next(iter(roles.having("category")), None)
    grouped = f"coalesce(cast({identifier(group)} as varchar), '')" if group else "''"
    return f"""
    with numbers as (
        select load_cells.load_id, c, place, load_cells.row_number, x, grouping
        from load_cells inner join (select load_id, place, {grouped} as grouping from load_rows) using (load_id, place)
        inner join lined_up using (load_id)
        where is_new and x > 0 and c in ({numbers})
    ),
    summed as (
        select *, sum(x) over whole as of_all, count(*) over whole as rows, count(*) over part as part_rows, sum(x) over part as of_part,
            median(x) over whole as middle
        from numbers window whole as (partition by load_id, c), part as (partition by load_id, c, grouping)
    )
    select load_id, c, max(rows) as rows,
        list(row_number order by row_number) filter (abs(2 * x - of_all) < 0.02 + 1e-9 * of_all) as totals,
        max(x / middle) filter (abs(2 * x - of_all) < 0.02 + 1e-9 * of_all) as height,
        count(distinct grouping) filter (part_rows >= 4) as parts,
        count(distinct grouping) filter (part_rows >= 4 and abs(2 * x - of_part) < 0.02 + 1e-9 * of_part) as summed_parts,
        list(row_number order by row_number) filter (part_rows >= 4 and abs(2 * x - of_part) < 0.02 + 1e-9 * of_part) as subtotals
    from summed group by load_id, c"""


DENSITY: Final = """
with numbered as (
    select load_id, c, regexp_extract(t, '^(.*?)[0-9]{1,15}[^0-9]*$', 1) as stem, x from load_cells inner join lined_up using (load_id)
    where is_new and f is not null and x is not null
),
stems as (select load_id, c, stem, count(distinct x) as used, max(x) - min(x) + 1 as span from numbered group by load_id, c, stem)
select load_id, c, sum(used)::double as used, sum(least(span, 1e6)) as span from stems group by load_id, c
"""
