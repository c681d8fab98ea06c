-- Each period that each feed has to deliver, also those that never came.
with final as (
    select
        slots.partner,
        slots.contract,
        slots.frequency,
        slots.slot_start as period_start,
        slots.slot_end as period_end,
        slots.due_on,
        slots.first_received_at as received_at,
        slots.last_received_at,
        slots.first_delivery_id as delivery_id,
        cast(slots.deliveries as bigint) as deliveries,
        -- Days late so far when nothing has come; none while it is not due.
        cast(
            greatest(
                {{ days_between('slots.due_on', 'coalesce(' ~ local_date('slots.first_received_at') ~ ', run.as_of_date)') }}, 0
            ) as bigint
        ) as days_late,
        slots.is_past_due and not slots.is_received as is_missing,
        case
            when slots.is_received and {{ local_date('slots.first_received_at') }} <= slots.due_on then 'on_time'
            when slots.is_received then 'late'
            when slots.is_past_due then 'missing'
            else 'awaited'
        end as status
    from {{ ref('int_feed_slots') }} as slots
    cross join {{ source('lake', 'run') }} as run
)

select * from final
