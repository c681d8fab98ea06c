-- What each entry of the accounts becomes a year later under each scenario: its amount times one plus the rate that the scenario
-- gives for the calendar year in which that falls. A scenario without both rates for a year projects nothing into it.
with entries as (
    select
        *,
        {{ add_months('booked_on', 12) }} as projected_on
    from {{ ref('int_hub_accounts') }}
    where account_group in ('own_revenue', 'operating_cost')
),

scenario_years as (
    select
        scenario,
        year,
        revenue_growth,
        cost_growth
    from {{ ref('int_scenarios') }}
    where is_current and revenue_growth is not null and cost_growth is not null
),

final as (
    select
        scenario_years.scenario,
        entries.entry_ref,
        entries.partner,
        entries.account,
        entries.account_group,
        entries.booked_on,
        entries.projected_on,
        entries.amount_mad,
        case entries.account_group
            when 'own_revenue' then scenario_years.revenue_growth
            else scenario_years.cost_growth
        end as growth,
        entries.amount_mad * (1 + case entries.account_group
            when 'own_revenue' then scenario_years.revenue_growth
            else scenario_years.cost_growth
        end) as projected_mad,
        entries.delivery_id,
        entries.delivery_period_start,
        entries.load_id,
        entries.sheet,
        entries.row_number
    from entries
    inner join scenario_years on {{ year_of('entries.projected_on') }} = scenario_years.year
)

select * from final
