"""SQL that lines a load up with the feed's earlier loads, row by row: the same references, the same contents, the same organisations.

What goes here: the queries over `load_rows` and `load_cells` (`profile_sql.py`). What does not: which earlier loads, what is odd. `line_up`
holds, for each new load, the earlier ones it is lined up with: age 1 is the last one; loads of other partners have no age.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ingestion.sql import identifier, literal
from quality.profile_columns import Roles

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# In powers of ten: values that are no longer about the same, and values that are ten times as large or as small, near enough.
FAR: Final = 0.15
JUMP: Final = 0.9

OVERLAPS: Final = """
with keys as (select distinct load_id as past_id, row_key from load_rows),
contents as (select distinct load_id as past_id, row_content from load_rows)
select line_up.load_id, line_up.past_id, line_up.age, count(*) as rows,
    count(keys.row_key) as same_key, count(contents.row_content) as same_content
from line_up
inner join load_rows as new_rows on new_rows.load_id = line_up.load_id
left join keys on keys.past_id = line_up.past_id and keys.row_key = new_rows.row_key
left join contents on contents.past_id = line_up.past_id and contents.row_content = new_rows.row_content
group by line_up.load_id, line_up.past_id, line_up.age
order by line_up.load_id, same_content desc, line_up.age, line_up.past_id
"""

KNOWN: Final = """
with known as (
    select distinct line_up.load_id, rows.row_key
    from line_up inner join load_rows as rows on rows.load_id = line_up.past_id where age is not null
)
select new_rows.load_id, count(*) as rows, count(known.row_key) as known
from load_rows as new_rows
inner join (select distinct load_id from line_up where age is not null) as lined on lined.load_id = new_rows.load_id
left join known on known.load_id = new_rows.load_id and known.row_key = new_rows.row_key
group by new_rows.load_id
"""

KEPT: Final = """
select line_up.load_id, count(*) as rows, count(new_rows.row_key) as kept
from line_up
inner join load_rows as past_rows on past_rows.load_id = line_up.past_id
left join (select distinct load_id, row_key from load_rows) as new_rows
    on new_rows.load_id = line_up.load_id and new_rows.row_key = past_rows.row_key
where age = 1
group by line_up.load_id
"""

WHO_KNOWN: Final = """
with seen as (
    select distinct line_up.load_id, kind, id from line_up inner join row_ids on row_ids.load_id = line_up.past_id where age is not null
)
select new_ids.load_id, new_ids.kind, count(*) as rows, count(seen.id) as known
from row_ids as new_ids
inner join (select distinct load_id from line_up where age is not null) as lined on lined.load_id = new_ids.load_id
left join seen on seen.load_id = new_ids.load_id and seen.kind = new_ids.kind and seen.id = new_ids.id
group by new_ids.load_id, new_ids.kind
"""

FITS: Final = """
with seen as (
    select distinct line_up.load_id, past.id, past.c, past.t
    from line_up inner join id_texts as past on past.load_id = line_up.past_id where age is not null
),
matched as (select distinct load_id, id, c from seen)
select new_texts.load_id, new_texts.c, new_texts.kind, sum(new_texts.n)::bigint as rows,
    sum(case when seen.t is not null then new_texts.n else 0 end)::bigint as fits
from id_texts as new_texts
inner join matched on matched.load_id = new_texts.load_id and matched.id = new_texts.id and matched.c = new_texts.c
left join seen on seen.load_id = new_texts.load_id and seen.id = new_texts.id and seen.c = new_texts.c and seen.t = new_texts.t
group by new_texts.load_id, new_texts.c, new_texts.kind
"""

MOVES: Final = f"""
with seen as (
    select line_up.load_id, past.id, past.c, avg(past.log_mean) as log_mean
    from line_up inner join id_numbers as past on past.load_id = line_up.past_id where age is not null
    group by line_up.load_id, past.id, past.c
),
moved as (
    select new_numbers.*, new_numbers.log_mean - seen.log_mean as move
    from id_numbers as new_numbers inner join seen
        on seen.load_id = new_numbers.load_id and seen.id = new_numbers.id and seen.c = new_numbers.c
)
select load_id, c, kind, count(*) as matched, avg(move) as move, stddev_samp(move) as move_sd,
    count(*) filter (abs(move) >= {FAR}) as far,
    count(*) filter (abs(move) >= {JUMP}) as jumps,
    list({{'place': row_number, 'move': move}} order by abs(move) desc, row_number) filter (abs(move) >= {JUMP}) as jumped
from moved group by load_id, c, kind
"""


def identity_tables(connection: DuckDBPyConnection, roles: Roles) -> None:
    """Makes `row_ids` (whose each row is, or its key), `id_texts` and `id_numbers` (what is said of each)."""
    if roles.identities:
        ids = ", ".join(
            f"{{'kind': {literal(name)}, 'id': hash({literal(name)}, cast({identifier(name)} as varchar)), 'given': {identifier(name)} is not null}}"  # noqa: E501
            for name in roles.identities
        )
        inner = f"select load_id, place, unnest([{ids}]) as who from load_rows"
        source = f"select load_id, place, who.kind as kind, who.id as id from ({inner}) where who.given"
    else:
        source = "select load_id, place, '' as kind, row_key as id from load_rows"
    connection.execute(f"create or replace temp table row_ids as {source}")
    of_lists = () if roles.identities else ("moment", "instant", "reference", "name")
    told = roles.having("category", "words", "hour", *of_lists)
    texts = ", ".join(literal(name) for name in (*told, ""))
    plain = ", ".join(literal(name) for name in (*roles.having("moment", "instant", "number"), ""))
    of_same_row = f" or (kind = {literal(roles.key[0])} and c in ({plain}))" if roles.identities else ""
    connection.execute(
        f"""create or replace temp table id_texts as
        select load_id, kind, id, c, t, count(*) as n from row_ids inner join load_cells using (load_id, place)
        where t is not null and c <> kind and (c in ({texts}){of_same_row}) group by load_id, kind, id, c, t"""
    )
    numbers = ", ".join(literal(name) for name in (*roles.having("number"), ""))
    connection.execute(
        f"""create or replace temp table id_numbers as
        select load_id, kind, id, c, avg(log10(nullif(greatest(x, 0), 0))) as log_mean, min(row_number) as row_number
        from row_ids inner join load_cells using (load_id, place)
        where x > 0 and c in ({numbers}) group by load_id, kind, id, c"""
    )
