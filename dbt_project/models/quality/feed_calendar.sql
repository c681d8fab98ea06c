-- Each period that each feed has to deliver, also those that never came. An excused period is owed no more, unless it came on time.
with excuses as (
    select
        slots.partner,
        slots.contract,
        slots.slot_start,
        -- A month may be excused within a year that is: the reason of the shorter one says more.
        {{ first_known('excused.excuse', 'excused.period_end - excused.period_start') }} as excuse
    from {{ ref('int_feed_slots') }} as slots
    inner join {{ source('lake', 'excused_periods') }} as excused
        on
            slots.partner = excused.partner
            and slots.contract = excused.contract
            and slots.slot_end between excused.period_start and excused.period_end
    group by slots.partner, slots.contract, slots.slot_start
),

judged as (
    select
        slots.*,
        excuses.excuse,
        run.as_of_date,
        case
            when slots.is_received and {{ local_date('slots.first_received_at') }} <= slots.due_on then 'on_time'
            when excuses.excuse is not null then 'excused'
            when slots.is_received then 'late'
            when slots.is_past_due then 'missing'
            else 'awaited'
        end as status
    from {{ ref('int_feed_slots') }} as slots
    cross join {{ source('lake', 'run') }} as run
    left join excuses
        on
            slots.partner = excuses.partner
            and slots.contract = excuses.contract
            and slots.slot_start = excuses.slot_start
),

-- Slots with the same count of receptions before them belong to one run of failing.
counted as (
    select
        *,
        sum(case when is_received then 1 else 0 end) over (
            partition by partner, contract
            order by slot_start
            rows between unbounded preceding and current row
        ) as received_so_far
    from judged
),

final as (
    select
        partner,
        contract,
        frequency,
        slot_start as period_start,
        slot_end as period_end,
        due_on,
        first_received_at as received_at,
        last_received_at,
        first_delivery_id as delivery_id,
        cast(deliveries as bigint) as deliveries,
        -- Days late so far when nothing has come; none while it is not due, nor when it is excused.
        cast(
            case
                when status = 'excused' then 0
                else greatest({{ days_between('due_on', 'coalesce(' ~ local_date('first_received_at') ~ ', as_of_date)') }}, 0)
            end as bigint
        ) as days_late,
        is_past_due and not is_received as is_missing,
        status,
        excuse is not null as is_excused,
        excuse,
        case
            when status = 'missing'
                then
                    min(case when status = 'missing' then slot_start end) over (
                        partition by partner, contract, received_so_far
                    )
        end as failing_since
    from counted
)

select * from final
