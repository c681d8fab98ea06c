-- A figure one of whose deliveries is past due and has not come says so: it is provisional, its coverage is below 1. Read straight from
-- the calendar of feeds, beside int_kpi_coverage. And coverage, status and obs_status never contradict one another.
with contracts_named as (
    select
        kpi_id,
        {{ list_items('contracts') }} as contract
    from {{ ref('kpi_catalogue') }}
    where contracts <> ''
),

not_come as (
    select
        calendar.contract,
        calendar.partner,
        period_type,
        {{ period_start('period_type', 'day') }} as period_start
    from {{ ref('feed_calendar') }} as calendar
    cross join {{ source('lake', 'run') }} as run
    cross join {{ period_types() }}
    -- A week that lies in two periods is missing in both.
    cross join {{ axis('bound', ['first', 'last']) }}
    cross join lateral (select case bound when 'first' then calendar.period_start else calendar.period_end end as day) as days
    where
        calendar.received_at is null
        and calendar.due_on < run.as_of_date
        and (bound = 'last' or calendar.frequency = 'week')
),

incomplete as (
    select
        catalogue.kpi_id,
        not_come.period_type,
        not_come.period_start,
        min(not_come.partner || '/' || not_come.contract) as feed_not_come
    from {{ ref('kpi_catalogue') }} as catalogue
    left join contracts_named on catalogue.kpi_id = contracts_named.kpi_id
    inner join not_come on contracts_named.contract = not_come.contract or contracts_named.contract is null
    group by catalogue.kpi_id, not_come.period_type, not_come.period_start
),

judged as (
    select
        figures.kpi_id,
        figures.period_type,
        figures.period_start,
        figures.coverage,
        figures.status,
        figures.obs_status,
        incomplete.feed_not_come,
        case
            when incomplete.feed_not_come is not null and coalesce(figures.coverage, 0) >= 1 then 'a feed has not come: coverage must be below 1'
            when incomplete.feed_not_come is not null and figures.status <> 'provisional' then 'a feed has not come: status must be provisional'
            when coalesce(figures.coverage, 0) < 1 and figures.status <> 'provisional' then 'coverage below 1: status must be provisional'
            when (figures.value is null) <> (figures.obs_status = 'M') then 'obs_status must be M where there is no value, and only there'
            when figures.value is not null and (figures.status = 'provisional') <> (figures.obs_status = 'P')
                then 'obs_status must be P for a provisional value, and only for one'
            when figures.coverage not between 0 and 1 then 'coverage must lie between 0 and 1'
        end as what_is_wrong
    from {{ ref('kpi_values') }} as figures
    left join incomplete
        on
            figures.kpi_id = incomplete.kpi_id
            and figures.period_type = incomplete.period_type
            and figures.period_start = incomplete.period_start
)

select
    *,
    count(*) as figures
from judged
where what_is_wrong is not null
group by all
