-- Services that the hub gave, with their organisation, its province and its sector on that day. Nothing after the run's day counts.
with services as (
    select
        *,
        {{ organisation_mention_id('partner', 'organisation_ref', 'ice', 'organisation_name', 'null') }} as mention_id
    from {{ ref('stg_hub_services') }}
),

final as (
    select
        services.service_ref,
        services.partner,
        services.delivery_id,
        services.delivery_period_start,
        services.received_at,
        services.load_id,
        services.sheet,
        services.row_number,
        services.mention_id,
        services.kind as service_kind,
        links.organisation_id,
        coalesce(links.is_registered, false) as is_organisation_registered,
        organisations.province,
        organisations.sector,
        services.delivered_on,
        services.delivered_on <= run.as_of_date as is_past,
        services.hours,
        services.satisfaction
    from services
    cross join {{ source('lake', 'run') }} as run
    left join {{ ref('int_organisation_links') }} as links on services.mention_id = links.mention_id
    {{ join_organisation_at('links.organisation_id', 'services.delivered_on') }}
)

select * from final
