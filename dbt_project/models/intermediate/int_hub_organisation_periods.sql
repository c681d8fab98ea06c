-- For each organisation and period: whether it was active at the hub then, and whether in the period before. One that left is a
-- row of the period after its last one too: retention needs it there. An organisation that moves or changes its sector within a
-- period counts once, where it stood at its last use; one that is no longer active, where it stood at its last use before.
with uses as (
    select
        period_type,
        {{ period_start('period_type', 'active_on') }} as period_start,
        organisation_id,
        active_on,
        province,
        sector
    from {{ ref('int_hub_activity') }}
    cross join {{ period_types() }}
),

active as (
    select
        period_type,
        period_start,
        organisation_id,
        province,
        sector
    from (
        select
            *,
            row_number() over (partition by period_type, period_start, organisation_id order by active_on desc) as use_rank
        from uses
    ) as ranked_uses
    where use_rank = 1
),

-- What was active in a period is looked for in the next one.
now_or_before as (
    select
        period_type,
        period_start,
        organisation_id,
        province,
        sector,
        1 as is_active,
        0 as was_active
    from active
    union all
    select
        period_type,
        {{ next_period_start('period_type', 'period_start') }} as period_start,
        organisation_id,
        province,
        sector,
        0 as is_active,
        1 as was_active
    from active
),

final as (
    select
        period_type,
        period_start,
        organisation_id,
        case when max(is_active) = 1 then max(case when is_active = 1 then province end) else max(province) end as province,
        case when max(is_active) = 1 then max(case when is_active = 1 then sector end) else max(sector) end as sector,
        max(is_active) as is_active,
        max(was_active) as was_active
    from now_or_before
    group by period_type, period_start, organisation_id
)

select * from final
