-- One row a local day, from the first day that any figure can need to the run's day.
with first_days as (
    select min(first_period) as day from {{ source('lake', 'feeds') }}
    union all
    select min(period_start) as day from {{ ref('stg_standing_loads') }}
    union all
    select min(started_on) as day from {{ ref('stg_job_declarations') }}
    union all
    select min(decided_on) as day from {{ ref('stg_investment_projects') }}
    union all
    select min(in_service_from) as day from {{ ref('stg_hub_resources') }}
    union all
    select min({{ local_date('starts_at') }}) as day from {{ ref('stg_hub_bookings') }}
    union all
    select min({{ local_date('entered_at') }}) as day from {{ ref('stg_hub_visits') }}
    union all
    select min(delivered_on) as day from {{ ref('stg_hub_services') }}
    union all
    select min(booked_on) as day from {{ ref('stg_hub_accounts') }}
    union all
    select min(recorded_on) as day from {{ ref('stg_needs_assessments') }}
    union all
    select min(due_on) as day from {{ ref('stg_action_plan') }}
    union all
    select min(published_on) as day from {{ ref('stg_media_mentions') }}
    union all
    select min(approved_on) as day from {{ ref('stg_financing') }}
    union all
    select min(starts_on) as day from {{ ref('stg_training_sessions') }}
    union all
    select min(signed_on) as day from {{ ref('stg_market_contracts') }}
    union all
    select min(signed_on) as day from {{ ref('stg_agreements') }}
    union all
    select as_of_date as day from {{ source('lake', 'run') }}
),

-- Whole years, so that every period that a figure can belong to is there from its first day.
bounds as (
    select
        {{ first_day('year', 'min(first_days.day)') }} as first_day,
        max(run.as_of_date) as last_day
    from first_days
    cross join {{ source('lake', 'run') }} as run
),

days as (
    {{ days_from_to('first_day', 'last_day') }} from bounds
),

final as (
    select
        day,
        cast({{ iso_weekday('day') }} as bigint) as iso_weekday,
        {{ first_day('week', 'day') }} as week_start,
        {{ first_day('month', 'day') }} as month_start,
        {{ first_day('quarter', 'day') }} as quarter_start,
        {{ first_day('year', 'day') }} as year_start
    from days
)

select * from final
