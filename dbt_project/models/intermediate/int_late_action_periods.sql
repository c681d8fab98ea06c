-- One row a period and action that was open past its due day when the period ended, or on the run's day while it runs. The plan
-- tells how an action stands today; the day on which it was done tells how it stood before. When one was given up is not told.
with instants as (
    select
        periods.period_type,
        periods.period_start,
        least(periods.period_end, run.as_of_date) as seen_on
    from {{ ref('int_periods') }} as periods
    cross join {{ source('lake', 'run') }} as run
),

final as (
    select
        instants.period_type,
        instants.period_start,
        instants.seen_on,
        actions.action_ref,
        actions.partner,
        actions.owner,
        actions.due_on,
        actions.delivery_id,
        actions.load_id,
        actions.sheet,
        actions.row_number
    from {{ ref('int_actions') }} as actions
    inner join instants on actions.due_on < instants.seen_on
    where
        actions.status in ('planned', 'in_progress')
        or (actions.status = 'done' and actions.done_on > instants.seen_on)
)

select * from final
