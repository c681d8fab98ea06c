-- One row a resource, local day and hour of the clock in which it has opening time: what it was open and used, by the local clock.
-- Bookings are cut to the opening hours of each day and then to the hours of the clock; a sweep over their starts and ends tells at
-- each moment how many run, so that overlaps count once.
with opening_hours as (
    select
        partner,
        resource_code,
        resource_kind,
        day,
        opens_local,
        closes_local,
        {{ clock_hours('opens_local', 'closes_local') }} as clock_hour
    from {{ ref('int_hub_days') }}
    where opens_local < closes_local
),

-- Most bookings stay within one day; the others are repeated for each local day they touch.
booking_days as (
    select
        partner,
        resource_code,
        status,
        starts_local,
        ends_local,
        {{ add_days(
            'starts_on', unit_numbers(days_between('starts_on', 'cast(ends_local as date)') ~ ' + 1') ~ ' - 1'
        ) }} as day
    from {{ ref('int_bookings') }}
    where status in ('confirmed', 'attended', 'no_show', 'closed')
),

clipped as (
    select
        opening_days.partner,
        opening_days.resource_code,
        opening_days.day,
        case when booking_days.status = 'closed' then 0 else 1 end as booked,
        case when booking_days.status = 'attended' then 1 else 0 end as attended,
        case when booking_days.status = 'closed' then 1 else 0 end as closed,
        greatest(booking_days.starts_local, opening_days.opens_local) as from_local,
        least(booking_days.ends_local, opening_days.closes_local) as to_local
    from booking_days
    inner join {{ ref('int_hub_days') }} as opening_days
        on
            booking_days.partner = opening_days.partner
            and booking_days.resource_code = opening_days.resource_code
            and booking_days.day = opening_days.day
    where
        greatest(booking_days.starts_local, opening_days.opens_local)
        < least(booking_days.ends_local, opening_days.closes_local)
),

repeated as (
    select
        *,
        {{ clock_hours('from_local', 'to_local') }} as clock_hour
    from clipped
),

clipped_to_hours as (
    select
        partner,
        resource_code,
        day,
        clock_hour,
        booked,
        attended,
        closed,
        greatest(from_local, {{ at_clock_hour('day', 'clock_hour') }}) as from_local,
        least(to_local, {{ at_clock_hour('day', 'clock_hour + 1') }}) as to_local
    from repeated
),

changes as (
    select partner, resource_code, day, clock_hour, from_local as moment, booked, attended, closed from clipped_to_hours
    union all
    select partner, resource_code, day, clock_hour, to_local as moment, -booked, -attended, -closed from clipped_to_hours
),

moments as (
    select
        partner,
        resource_code,
        day,
        clock_hour,
        moment,
        sum(booked) as booked,
        sum(attended) as attended,
        sum(closed) as closed
    from changes
    group by partner, resource_code, day, clock_hour, moment
),

stretches as (
    select
        partner,
        resource_code,
        day,
        clock_hour,
        {{ seconds_between('moment', 'lead(moment) over in_order') }} as seconds,
        sum(booked) over in_order as booked,
        sum(attended) over in_order as attended,
        sum(closed) over in_order as closed
    from moments
    window in_order as (partition by partner, resource_code, day, clock_hour order by moment)
),

used as (
    select
        partner,
        resource_code,
        day,
        clock_hour,
        sum(case when closed > 0 then seconds else 0 end) as closed_seconds,
        sum(case when closed = 0 and booked > 0 then seconds else 0 end) as booked_seconds,
        sum(case when closed = 0 and attended > 0 then seconds else 0 end) as attended_seconds,
        sum(case when closed = 0 and booked > 1 then seconds else 0 end) as double_booked_seconds
    from stretches
    where seconds is not null
    group by partner, resource_code, day, clock_hour
),

-- Seconds are whole until here: an hour closed in seven pieces is open for no time at all, not for a rounding error.
final as (
    select
        opening_hours.partner,
        opening_hours.resource_code,
        opening_hours.resource_kind,
        opening_hours.day,
        opening_hours.clock_hour,
        cast({{ iso_weekday('opening_hours.day') }} as varchar)
        || '-' || lpad(cast(opening_hours.clock_hour as varchar), 2, '0') as weekday_hour,
        (
            {{ seconds_between(
                'greatest(opening_hours.opens_local, ' ~ at_clock_hour('opening_hours.day', 'opening_hours.clock_hour') ~ ')',
                'least(opening_hours.closes_local, ' ~ at_clock_hour('opening_hours.day', 'opening_hours.clock_hour + 1') ~ ')'
            ) }} - coalesce(used.closed_seconds, 0)
        ) / 3600.0 as open_hours,
        coalesce(used.booked_seconds, 0) / 3600.0 as booked_hours,
        coalesce(used.attended_seconds, 0) / 3600.0 as attended_hours,
        coalesce(used.double_booked_seconds, 0) / 3600.0 as double_booked_hours
    from opening_hours
    left join used
        on
            opening_hours.partner = used.partner
            and opening_hours.resource_code = used.resource_code
            and opening_hours.day = used.day
            and opening_hours.clock_hour = used.clock_hour
)

select * from final
