-- Every register entry ever delivered, one row for each time what it says about its organisation changed: an organisation keeps its
-- identity when a partner renumbers, renames or drops it. Entries are known since the first load that held them.
{%- set content = [
    'ice', 'cooperative_number', 'court', 'name_fr', 'name_ar', 'legal_form', 'province', 'commune', 'phone', 'sector'
] %}
with loads as (
    select
        load_id,
        partner,
        period_start,
        received_at,
        case when {{ trailing_number('load_id') }} = 1 then received_at else loaded_at end as known_at,
        row_number() over (partition by delivery_id order by {{ trailing_number('load_id') }} desc) as replay_rank
    from {{ source('lake', 'loads') }}
    where contract = 'organisations' and verdict <> 'refused'
),

snapshots as (
    select
        load_id,
        partner,
        known_at,
        row_number() over (partition by partner order by received_at, period_start, load_id) as load_rank
    from loads
    where replay_rank = 1
),

first_known as (
    select
        loads.partner,
        entries.local_ref,
        min(loads.known_at) as first_known_at
    from {{ source('lake', 'organisations') }} as entries
    inner join loads on entries.load_id = loads.load_id
    where entries.local_ref is not null
    group by loads.partner, entries.local_ref
),

entries as (
    select
        snapshots.partner,
        entry_rows.local_ref,
        snapshots.known_at,
        snapshots.load_rank,
        {%- for column in content %}
        entry_rows.{{ column }},
        {%- endfor %}
        concat_ws(
            chr(31){% for column in content %}, coalesce(entry_rows.{{ column }}, ''){% endfor %}
        ) as content
    from {{ source('lake', 'organisations') }} as entry_rows
    inner join snapshots on entry_rows.load_id = snapshots.load_id
    where entry_rows.local_ref is not null
),

changes as (
    select
        *,
        case
            when
                content = lag(content) over (partition by partner, local_ref order by load_rank)
                and load_rank = 1 + lag(load_rank) over (partition by partner, local_ref order by load_rank)
                then 0
            else 1
        end as is_change
    from entries
),

versions as (
    select
        *,
        sum(is_change) over (partition by partner, local_ref order by load_rank rows unbounded preceding) as version_number
    from changes
),

final as (
    select
        versions.partner,
        versions.local_ref,
        versions.version_number,
        case
            when versions.version_number = 1 then min(first_known.first_known_at)
            else min(versions.known_at)
        end as known_from,
        min(versions.load_rank) as first_load,
        max(versions.load_rank) as last_load,
        {%- for column in content %}
        versions.{{ column }},
        {%- endfor %}
        versions.content
    from versions
    inner join first_known on versions.partner = first_known.partner and versions.local_ref = first_known.local_ref
    group by versions.partner, versions.local_ref, versions.version_number, versions.content
        {%- for column in content %}, versions.{{ column }}{% endfor %}
)

select
    partner,
    local_ref,
    version_number,
    known_from,
    first_load,
    last_load,
    {%- for column in content %}
    {{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
from final
