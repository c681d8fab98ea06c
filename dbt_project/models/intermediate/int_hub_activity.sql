-- The days on which an organisation used the hub: it attended a booking, one of its badges was read, or it was
-- given a service.
with used as (
    select
        organisation_id,
        starts_on as active_on
    from {{ ref('int_bookings') }}
    where status = 'attended' and is_past
    union
    select
        organisation_id,
        visited_on as active_on
    from {{ ref('int_visits') }}
    where is_past
    union
    select
        organisation_id,
        delivered_on as active_on
    from {{ ref('int_services') }}
    where is_past
),

final as (
    select
        used.organisation_id,
        used.active_on,
        organisations.province,
        organisations.sector
    from used
    {{ join_organisation_at('used.organisation_id', 'used.active_on') }}
    where used.organisation_id is not null
)

select * from final
