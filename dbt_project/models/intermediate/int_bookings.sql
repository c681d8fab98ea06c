-- Bookings in local time, with their organisation (its province on that day) and the kind of their resource. Hours and counts stop at the run's day.
with bookings as (
    select
        *,
        {{ organisation_mention_id('partner', 'organisation_ref', 'ice', 'organisation_name', 'null') }} as mention_id
    from {{ ref('stg_hub_bookings') }}
),

final as (
    select
        bookings.booking_ref,
        bookings.partner,
        bookings.delivery_id,
        bookings.delivery_period_start,
        bookings.received_at,
        bookings.load_id,
        bookings.sheet,
        bookings.row_number,
        bookings.mention_id,
        bookings.resource_code,
        resources.kind as resource_kind,
        links.organisation_id,
        coalesce(links.is_registered, false) as is_organisation_registered,
        organisations.province,
        bookings.status,
        bookings.starts_at,
        bookings.ends_at,
        {{ local_timestamp('bookings.starts_at') }} as starts_local,
        {{ local_timestamp('bookings.ends_at') }} as ends_local,
        {{ local_date('bookings.starts_at') }} as starts_on,
        {{ local_date('bookings.starts_at') }} <= run.as_of_date as is_past,
        bookings.attendees,
        bookings.booked_at,
        bookings.price_mad,
        bookings.satisfaction
    from bookings
    cross join {{ source('lake', 'run') }} as run
    left join {{ ref('stg_hub_resources') }} as resources
        on bookings.partner = resources.partner and bookings.resource_code = resources.resource_code
    left join {{ ref('int_organisation_links') }} as links on bookings.mention_id = links.mention_id
    {{ join_organisation_at('links.organisation_id', local_date('bookings.starts_at')) }}
)

select * from final
