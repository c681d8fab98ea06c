-- Spaces and equipment of the hub.
with final as (
    select
        resource_code,
        partner,
        name_fr,
        name_ar,
        kind,
        cast(capacity_people as bigint) as capacity_people,
        cast(area_m2 as double) as area_m2,
        open_days,
        opens_at,
        closes_at,
        cast(hourly_tariff_mad as double) as hourly_tariff_mad,
        in_service_from,
        in_service_to,
        delivery_id,
        load_id,
        sheet,
        row_number
    from {{ ref('stg_hub_resources') }}
)

select * from final
