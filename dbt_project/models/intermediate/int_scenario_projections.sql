-- Revenue and cost of the 12 months after a period under each scenario: each of these months is the same month a year before,
-- times one plus the rate that the scenario gives for its own calendar year. No rate for one of their years: no projection.
with scenario_years as (
    select
        scenario,
        year,
        revenue_growth,
        cost_growth
    from {{ ref('int_scenarios') }}
    where is_current and revenue_growth is not null and cost_growth is not null
),

months as (
    select
        {{ first_day('month', 'booked_on') }} as month_start,
        sum(case when account_group = 'own_revenue' then amount_mad else 0 end) as own_revenue_mad,
        sum(case when account_group = 'operating_cost' then amount_mad else 0 end) as operating_cost_mad
    from {{ ref('int_hub_accounts') }}
    group by {{ first_day('month', 'booked_on') }}
),

periods as (
    select
        period_type,
        period_start,
        {{ next_period_start('period_type', 'period_start') }} as next_start
    from {{ ref('int_periods') }}
),

-- One row, or two where the 12 months lie in two calendar years.
years_ahead as (
    select
        period_type,
        period_start,
        next_start,
        {{ year_of('next_start') }} as year,
        {{ year_of(add_months('next_start', 11)) }} - {{ year_of('next_start') }} + 1 as years_ahead
    from periods
    union
    select
        period_type,
        period_start,
        next_start,
        {{ year_of(add_months('next_start', 11)) }} as year,
        {{ year_of(add_months('next_start', 11)) }} - {{ year_of('next_start') }} + 1 as years_ahead
    from periods
),

assumed as (
    select
        years_ahead.*,
        scenario_years.scenario,
        scenario_years.revenue_growth,
        scenario_years.cost_growth,
        count(*) over (
            partition by years_ahead.period_type, years_ahead.period_start, scenario_years.scenario
        ) as years_assumed
    from years_ahead
    inner join scenario_years on years_ahead.year = scenario_years.year
),

final as (
    select
        assumed.period_type,
        assumed.period_start,
        assumed.scenario,
        {{ stable_sum('months.own_revenue_mad * (1 + assumed.revenue_growth)') }} as projected_revenue_mad,
        {{ stable_sum('months.operating_cost_mad * (1 + assumed.cost_growth)') }} as projected_cost_mad
    from assumed
    inner join months
        on
            months.month_start >= {{ add_months('assumed.next_start', -12) }}
            and months.month_start < assumed.next_start
            and {{ year_of(add_months('months.month_start', 12)) }} = assumed.year
    where assumed.years_assumed = assumed.years_ahead
    group by assumed.period_type, assumed.period_start, assumed.scenario
)

select * from final
