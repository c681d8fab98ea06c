-- Badge readings in local time, with their organisation (its province on that day) and the kind of the resource entered.
with visits as (
    select
        *,
        {{ organisation_mention_id('partner', 'organisation_ref', 'ice', 'null', 'null') }} as mention_id
    from {{ ref('stg_hub_visits') }}
),

final as (
    select
        visits.visit_ref,
        visits.partner,
        visits.delivery_id,
        visits.delivery_period_start,
        visits.received_at,
        visits.load_id,
        visits.sheet,
        visits.row_number,
        visits.mention_id,
        visits.badge_id,
        visits.resource_code,
        resources.kind as resource_kind,
        links.organisation_id,
        coalesce(links.is_registered, false) as is_organisation_registered,
        organisations.province,
        visits.entered_at,
        visits.left_at,
        {{ local_date('visits.entered_at') }} as visited_on,
        {{ local_date('visits.entered_at') }} <= run.as_of_date as is_past,
        visits.purpose
    from visits
    cross join {{ source('lake', 'run') }} as run
    left join {{ ref('stg_hub_resources') }} as resources
        on visits.partner = resources.partner and visits.resource_code = resources.resource_code
    left join {{ ref('int_organisation_links') }} as links on visits.mention_id = links.mention_id
    {{ join_organisation_at('links.organisation_id', local_date('visits.entered_at')) }}
)

select * from final
