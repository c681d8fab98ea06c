-- One row a booking of the hub, in its last known state.
with final as (
    select
        booking_ref,
        partner,
        resource_code,
        resource_kind,
        organisation_id,
        is_organisation_registered,
        province as territory_code,
        status,
        starts_at,
        ends_at,
        starts_on,
        cast({{ hours_between('starts_at', 'ends_at') }} as double) as duration_hours,
        is_past,
        cast(attendees as bigint) as attendees,
        booked_at,
        cast(price_mad as double) as price_mad,
        cast(satisfaction as double) as satisfaction,
        delivery_period_start as period_start,
        delivery_id,
        load_id,
        sheet,
        row_number
    from {{ ref('int_bookings') }}
)

select * from final
