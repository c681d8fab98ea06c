-- One row a feed and period in which it has to deliver (a slot): due when, received when, how often.
-- Any delivery not refused whose own period contains the slot receives it. A week is told by one of its days, and an export of
-- longer periods cuts weeks: there a delivery receives a week when it lies within it or reaches over its end. Feeds delivered
-- "on change" are never due.
with slots as (
    select
        feeds.partner,
        feeds.contract,
        feeds.frequency,
        days.day as slot_start,
        case feeds.frequency
            when 'day' then days.day
            when 'week' then {{ add_days('days.day', 6) }}
            else {{ period_end('feeds.frequency', 'days.day') }}
        end as slot_end,
        feeds.due_days
    from {{ source('lake', 'feeds') }} as feeds
    inner join {{ ref('int_calendar') }} as days
        on
            days.day = case feeds.frequency
                when 'day' then days.day
                when 'week' then days.week_start
                when 'month' then days.month_start
                when 'quarter' then days.quarter_start
                when 'year' then days.year_start
            end
            and days.day >= case feeds.frequency
                when 'day' then feeds.first_period
                when 'week' then {{ first_day('week', 'feeds.first_period') }}
                else {{ period_start('feeds.frequency', 'feeds.first_period') }}
            end
    where feeds.frequency <> 'change'
),

-- A replayed delivery was received once, whatever the number of its loads.
deliveries as (
    select
        partner,
        contract,
        delivery_id,
        min(period_start) as period_start,
        max(period_end) as period_end,
        min(received_at) as received_at
    from {{ source('lake', 'loads') }}
    where verdict <> 'refused'
    group by partner, contract, delivery_id
),

received as (
    select
        slots.partner,
        slots.contract,
        slots.slot_start,
        count(*) as deliveries,
        min(deliveries.received_at) as first_received_at,
        max(deliveries.received_at) as last_received_at,
        {{ first_known('deliveries.delivery_id', 'deliveries.received_at') }} as first_delivery_id
    from slots
    inner join deliveries on {{ fills_slot('deliveries', 'slots') }}
    group by slots.partner, slots.contract, slots.slot_start
),

final as (
    select
        slots.partner,
        slots.contract,
        slots.frequency,
        slots.slot_start,
        slots.slot_end,
        {{ add_days('slots.slot_end', 'slots.due_days') }} as due_on,
        coalesce(received.deliveries, 0) as deliveries,
        received.first_received_at,
        received.last_received_at,
        received.first_delivery_id,
        received.deliveries is not null as is_received,
        {{ add_days('slots.slot_end', 'slots.due_days') }} < run.as_of_date as is_past_due
    from slots
    cross join {{ source('lake', 'run') }} as run
    left join received
        on
            slots.partner = received.partner
            and slots.contract = received.contract
            and slots.slot_start = received.slot_start
)

select * from final
