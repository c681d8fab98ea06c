-- For each organisation and period: whether it was active at the hub then, and whether in the period before. One that left is a
-- row of the period after its last one too: retention needs it there.
with active as (
    select distinct
        period_type,
        {{ period_start('period_type', 'active_on') }} as period_start,
        organisation_id,
        province,
        sector
    from {{ ref('int_hub_activity') }}
    cross join {{ period_types() }}
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
        province,
        sector,
        max(is_active) as is_active,
        max(was_active) as was_active
    from now_or_before
    group by period_type, period_start, organisation_id, province, sector
)

select * from final
