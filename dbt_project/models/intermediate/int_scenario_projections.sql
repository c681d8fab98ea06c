-- Revenue and cost of the 12 months after a period under each scenario that has a rate for each of the years they lie in.
with periods as (
    select
        period_type,
        period_start,
        {{ next_period_start('period_type', 'period_start') }} as ahead_from
    from {{ ref('int_periods') }}
),

-- One calendar year, or two.
years_ahead as (
    select
        period_type,
        period_start,
        ahead_from,
        {{ year_of('ahead_from') }} as year
    from periods
    union
    select
        period_type,
        period_start,
        ahead_from,
        {{ year_of(add_months('ahead_from', 11)) }} as year
    from periods
),

projected_periods as (
    select
        years_ahead.period_type,
        years_ahead.period_start,
        years_ahead.ahead_from,
        scenarios.scenario
    from years_ahead
    inner join {{ ref('int_scenarios') }} as scenarios on years_ahead.year = scenarios.year
    where scenarios.is_current and scenarios.revenue_growth is not null and scenarios.cost_growth is not null
    group by years_ahead.period_type, years_ahead.period_start, years_ahead.ahead_from, scenarios.scenario
    having
        min(years_ahead.year) = {{ year_of('years_ahead.ahead_from') }}
        and max(years_ahead.year) = {{ year_of(add_months('years_ahead.ahead_from', 11)) }}
),

final as (
    select
        projected_periods.period_type,
        projected_periods.period_start,
        projected_periods.scenario,
        {{ stable_sum("case when entries.account_group = 'own_revenue' then entries.projected_mad else 0 end") }} as projected_revenue_mad,
        {{ stable_sum("case when entries.account_group = 'operating_cost' then entries.projected_mad else 0 end") }} as projected_cost_mad
    from projected_periods
    inner join {{ ref('int_projected_entries') }} as entries
        on
            projected_periods.scenario = entries.scenario
            and entries.projected_on >= projected_periods.ahead_from
            and entries.projected_on < {{ add_months('projected_periods.ahead_from', 12) }}
    group by projected_periods.period_type, projected_periods.period_start, projected_periods.scenario
)

select * from final
