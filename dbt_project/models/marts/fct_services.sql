-- One row a service that the hub gave to an organisation.
with final as (
    select
        service_ref,
        partner,
        service_kind,
        organisation_id,
        is_organisation_registered,
        province as territory_code,
        sector,
        delivered_on,
        is_past,
        cast(hours as double) as duration_hours,
        cast(satisfaction as double) as satisfaction,
        delivery_period_start as period_start,
        delivery_id,
        load_id,
        sheet,
        row_number
    from {{ ref('int_services') }}
)

select * from final
