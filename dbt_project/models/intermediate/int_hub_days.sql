-- One row a resource and local day on which it opens by its weekly hours: from when to when, by the local clock. On a public holiday
-- it is closed, unless its kind stays open. In Ramadan the day's hours are cut to those of the settings, where there are any. A day
-- without opening hours stays, with an empty interval.
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

final as (
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
)

select * from final
