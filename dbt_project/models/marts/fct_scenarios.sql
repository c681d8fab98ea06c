-- One row a management scenario and year: what the study assumes.
with final as (
    select
        scenario,
        cast(year as bigint) as year,
        partner,
        cast(revenue_growth as double) as revenue_growth,
        cast(cost_growth as double) as cost_growth,
        cast(subsidy_mad as double) as subsidy_mad,
        cast(occupancy_target as double) as occupancy_target,
        is_current,
        delivery_period_start as period_start,
        delivery_id,
        load_id,
        sheet,
        row_number
    from {{ ref('int_scenarios') }}
)

select * from final
