-- One row a resource and local day on which it opens by its weekly hours: what it was open and used, by the local clock. On a public
-- holiday it is closed, unless its kind stays open: no open hours, and bookings are cut to nothing. In Ramadan the day's hours are cut
-- to those of the settings, where there are any. Bookings are cut to what remains; a sweep over their starts and ends tells at each
-- moment how many run, so that overlaps count once.
with days as (
    select
        days.day,
        days.iso_weekday,
        coalesce(calendar_days.is_public_holiday, false) as is_public_holiday,
        coalesce(calendar_days.is_ramadan, false) as is_ramadan
    from {{ ref('int_calendar') }} as days
    left join {{ source('reference', 'calendar_days') }} as calendar_days on days.day = calendar_days.day
),

hours as (
    select
        resources.partner,
        resources.resource_code,
        resources.kind as resource_kind,
        days.day,
        days.is_public_holiday and not coalesce(hub_hours.opens_on_public_holidays, false) as is_closed,
        case
            when days.is_ramadan then greatest(resources.opens_at, coalesce(hub_hours.ramadan_opens_at, resources.opens_at))
            else resources.opens_at
        end as opens_at,
        case
            when days.is_ramadan then least(resources.closes_at, coalesce(hub_hours.ramadan_closes_at, resources.closes_at))
            else resources.closes_at
        end as closes_at
    from {{ ref('stg_hub_resources') }} as resources
    cross join {{ source('lake', 'run') }} as run
    inner join days
        on
            days.day >= resources.in_service_from
            and days.day <= coalesce(resources.in_service_to, run.as_of_date)
            and {{ contains_text('resources.open_days', 'cast(days.iso_weekday as varchar)') }}
    left join {{ source('reference', 'hub_hours') }} as hub_hours on resources.kind = hub_hours.resource_kind
    where resources.closes_at > resources.opens_at
),

-- A day without opening hours stays, with an empty interval.
opening_days as (
    select
        partner,
        resource_code,
        resource_kind,
        day,
        {{ at_time('day', 'opens_at') }} as opens_local,
        case
            when is_closed or closes_at < opens_at then {{ at_time('day', 'opens_at') }}
            else {{ at_time('day', 'closes_at') }}
        end as closes_local
    from hours
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
    inner join opening_days
        on
            booking_days.partner = opening_days.partner
            and booking_days.resource_code = opening_days.resource_code
            and booking_days.day = opening_days.day
    where
        greatest(booking_days.starts_local, opening_days.opens_local)
        < least(booking_days.ends_local, opening_days.closes_local)
),

changes as (
    select partner, resource_code, day, from_local as moment, booked, attended, closed from clipped
    union all
    select partner, resource_code, day, to_local as moment, -booked, -attended, -closed from clipped
),

moments as (
    select
        partner,
        resource_code,
        day,
        moment,
        sum(booked) as booked,
        sum(attended) as attended,
        sum(closed) as closed
    from changes
    group by partner, resource_code, day, moment
),

stretches as (
    select
        partner,
        resource_code,
        day,
        moment as from_local,
        lead(moment) over (partition by partner, resource_code, day order by moment) as to_local,
        sum(booked) over (partition by partner, resource_code, day order by moment) as booked,
        sum(attended) over (partition by partner, resource_code, day order by moment) as attended,
        sum(closed) over (partition by partner, resource_code, day order by moment) as closed
    from moments
),

used as (
    select
        partner,
        resource_code,
        day,
        sum(case when closed > 0 then {{ hours_between('from_local', 'to_local') }} else 0 end) as closed_hours,
        sum(case when closed = 0 and booked > 0 then {{ hours_between('from_local', 'to_local') }} else 0 end) as booked_hours,
        sum(case when closed = 0 and attended > 0 then {{ hours_between('from_local', 'to_local') }} else 0 end) as attended_hours,
        sum(case when closed = 0 and booked > 1 then {{ hours_between('from_local', 'to_local') }} else 0 end) as double_booked_hours
    from stretches
    where to_local is not null
    group by partner, resource_code, day
),

final as (
    select
        opening_days.partner,
        opening_days.resource_code,
        opening_days.resource_kind,
        opening_days.day,
        {{ hours_between('opening_days.opens_local', 'opening_days.closes_local') }} - coalesce(used.closed_hours, 0) as open_hours,
        coalesce(used.booked_hours, 0) as booked_hours,
        coalesce(used.attended_hours, 0) as attended_hours,
        coalesce(used.double_booked_hours, 0) as double_booked_hours
    from opening_days
    left join used
        on
            opening_days.partner = used.partner
            and opening_days.resource_code = used.resource_code
            and opening_days.day = used.day
)

select * from final
