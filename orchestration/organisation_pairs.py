"""Pairs of organisations that wait for a person's decision, as the build found them.

What goes here: reading them from the build, with the names that a person knows. What does not: the file (`linkage.review`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

_PAIRS: Final = """
with named as (
    select
        outcomes.node,
        concat_ws(' / ', entries.name_fr, entries.name_ar) as name,
        provinces.name_fr as province,
        outcomes.partner as register
    from intermediate.int_linkage_outcomes as outcomes
    inner join intermediate.int_organisation_mentions as entries
        on entries.mention_kind = 'register'
        and outcomes.partner = entries.partner and outcomes.local_ref = entries.organisation_ref
    left join reference.provinces as provinces on entries.province = provinces.code
    where outcomes.row_kind = 'entry' and outcomes.is_current
    union all
    select outcomes.node, outcomes.name, provinces.name_fr, null
    from intermediate.int_linkage_outcomes as outcomes
    left join reference.provinces as provinces on outcomes.province = provinces.code
    where outcomes.row_kind = 'wording'
)

select
    doubts.node as key_1,
    doubts.other_node as key_2,
    coalesce(one.name, '') as name_1,
    coalesce(other.name, '') as name_2,
    coalesce(one.province, '') as province_1,
    coalesce(other.province, '') as province_2,
    concat_ws(' / ', one.register, other.register) as registers,
    replace(format('{:.3f}', doubts.score), '.', ',') as score,
    doubts.evidence
from intermediate.int_linkage_outcomes as doubts
left join named as one on doubts.node = one.node
left join named as other on doubts.other_node = other.node
where doubts.row_kind = 'doubt'
order by doubts.score desc, key_1, key_2
"""


def doubtful_pairs(build: Path) -> list[dict[str, str]]:
    """The doubtful pairs of a built warehouse, likeliest first, by the columns of the review file."""
    import duckdb

    with duckdb.connect(str(build), read_only=True) as connection:
        result = connection.execute(_PAIRS)
        names = [column[0] for column in result.description or ()]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
