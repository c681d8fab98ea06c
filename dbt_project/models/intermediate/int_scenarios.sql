-- Assumptions of the management scenarios, by year. When two partners tell of one scenario and year, the row received last holds.
with ranked as (
    select
        *,
        row_number() over (partition by scenario, year order by received_at desc, partner) as scenario_rank
    from {{ ref('stg_management_scenarios') }}
),

final as (
    select
        scenario,
        year,
        partner,
        delivery_id,
        delivery_period_start,
        load_id,
        sheet,
        row_number,
        revenue_growth,
        cost_growth,
        subsidy_mad,
        occupancy_target,
        scenario_rank = 1 as is_current
    from ranked
)

select * from final
