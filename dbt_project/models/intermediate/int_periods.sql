-- The months, quarters and years that a figure can belong to: those begun by the run's day.
with starts as (
    select distinct
        period_type,
        {{ period_start('period_type', 'day') }} as period_start
    from {{ ref('int_calendar') }}
    cross join {{ period_types() }}
),

first_delivery as (
    select min(period_start) as first_day from {{ ref('stg_standing_loads') }}
),

final as (
    select
        starts.period_type,
        starts.period_start,
        {{ period_end('starts.period_type', 'starts.period_start') }} as period_end,
        {{ previous_period_start('starts.period_type', 'starts.period_start') }} as previous_period_start,
        {{ period_end('starts.period_type', 'starts.period_start') }} < run.as_of_date as is_over,
        coalesce(
            starts.period_start >= {{ period_start('starts.period_type', 'first_delivery.first_day') }}, false
        ) as is_reported
    from starts
    cross join first_delivery
    cross join {{ source('lake', 'run') }} as run
)

select * from final
