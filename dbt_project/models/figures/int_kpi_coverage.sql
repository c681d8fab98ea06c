-- For each KPI and period: how much of what it needs has come in, and whether its figures can still move.
-- A slot belongs to the period in which it ends (a quarterly register to the quarter's last month). A week that lies in two
-- periods belongs to both: its file can still move either.
with named_contracts as (
    {{ contracts_of_kpis() }}
),

kpi_contracts as (
    {{ contracts_needed_by_kpis() }}
),

period_feeds as (
    select
        periods.period_type,
        periods.period_start,
        slots.contract,
        slots.partner,
        sum(case when slots.is_received then 1 else 0 end) as slots_received,
        sum(case when slots.is_received or slots.is_past_due then 1 else 0 end) as slots_due,
        sum(case when slots.is_received or slots.is_past_due then 0 else 1 end) as slots_awaited,
        max(slots.first_received_at) as complete_at
    from {{ ref('int_feed_slots') }} as slots
    inner join {{ ref('int_periods') }} as periods on {{ belongs_to_period('slots', 'periods') }}
    group by periods.period_type, periods.period_start, slots.contract, slots.partner
),

covered as (
    select
        kpi_contracts.kpi_id,
        period_feeds.period_type,
        period_feeds.period_start,
        {{ stable_sum('cast(period_feeds.slots_received as double) / nullif(period_feeds.slots_due, 0)') }}
        / nullif(count(nullif(period_feeds.slots_due, 0)), 0) as coverage,
        sum(period_feeds.slots_awaited) as slots_awaited,
        max(period_feeds.complete_at) as complete_at
    from kpi_contracts
    inner join period_feeds on kpi_contracts.contract = period_feeds.contract
    group by kpi_contracts.kpi_id, period_feeds.period_type, period_feeds.period_start
),

-- A quarter's or a year's delivery brings rows of each month in it: while it is awaited, they can all still move. Figures of how
-- partners deliver count it in its last month alone.
awaited_around as (
    select distinct
        named_contracts.kpi_id,
        periods.period_type,
        periods.period_start
    from named_contracts
    inner join {{ ref('int_feed_slots') }} as slots on named_contracts.contract = slots.contract
    inner join {{ ref('int_periods') }} as periods
        on slots.slot_start <= periods.period_start and slots.slot_end >= periods.period_end
    where not slots.is_received and not slots.is_past_due
),

-- A figure is complete when its period is over and its last slot has come in for the first time.
delivered_again as (
    select
        covered.kpi_id,
        covered.period_type,
        covered.period_start,
        count(*) as slots_delivered_again
    from covered
    inner join {{ ref('int_periods') }} as periods
        on covered.period_type = periods.period_type and covered.period_start = periods.period_start
    inner join kpi_contracts on covered.kpi_id = kpi_contracts.kpi_id
    inner join {{ ref('int_feed_slots') }} as slots
        on
            kpi_contracts.contract = slots.contract
            and {{ belongs_to_period('slots', 'periods') }}
    where
        slots.deliveries > 1
        and slots.last_received_at > covered.complete_at
        and {{ local_date('slots.last_received_at') }} > periods.period_end
    group by covered.kpi_id, covered.period_type, covered.period_start
),

final as (
    select
        kpis.kpi_id,
        periods.period_type,
        periods.period_start,
        covered.coverage,
        case
            when not periods.is_over or coalesce(covered.coverage, 0) < 1 then 'provisional'
            -- What is not due yet does not lower the coverage, but it will still move the figure.
            when covered.slots_awaited > 0 or awaited_around.kpi_id is not null then 'provisional'
            when delivered_again.slots_delivered_again > 0 then 'revised'
            else 'final'
        end as status
    from {{ source('reference', 'kpis') }} as kpis
    cross join {{ ref('int_periods') }} as periods
    left join covered
        on
            kpis.kpi_id = covered.kpi_id
            and periods.period_type = covered.period_type
            and periods.period_start = covered.period_start
    left join awaited_around
        on
            kpis.kpi_id = awaited_around.kpi_id
            and periods.period_type = awaited_around.period_type
            and periods.period_start = awaited_around.period_start
    left join delivered_again
        on
            kpis.kpi_id = delivered_again.kpi_id
            and periods.period_type = delivered_again.period_type
            and periods.period_start = delivered_again.period_start
)

select * from final
