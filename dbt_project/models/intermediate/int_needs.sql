-- Needs of the diagnosis with their organisation as it was that day, and the first service of the same kind that it was given from then on, as far
-- as the run's day. A need of the theme `other`, or of a group that names no organisation, cannot be matched: it stays unmet.
with needs as (
    select
        *,
        {{ organisation_mention_id('partner', 'organisation_ref', 'null', 'organisation_name', 'province') }} as mention_id
    from {{ ref('stg_needs_assessments') }}
),

linked as (
    select
        needs.*,
        links.organisation_id,
        coalesce(links.is_registered, false) as is_organisation_registered,
        organisations.sector
    from needs
    left join {{ ref('int_organisation_links') }} as links on needs.mention_id = links.mention_id
    {{ join_organisation_at('links.organisation_id', 'needs.recorded_on') }}
),

met as (
    select
        linked.partner,
        linked.need_ref,
        min(services.delivered_on) as met_on
    from linked
    inner join {{ ref('int_services') }} as services
        on
            linked.organisation_id = services.organisation_id
            and linked.theme = services.service_kind
            and linked.recorded_on <= services.delivered_on
    where services.is_past
    group by linked.partner, linked.need_ref
),

final as (
    select
        linked.need_ref,
        linked.partner,
        linked.delivery_id,
        linked.delivery_period_start,
        linked.load_id,
        linked.sheet,
        linked.row_number,
        linked.mention_id,
        linked.organisation_id,
        linked.is_organisation_registered,
        linked.province,
        linked.sector,
        linked.theme,
        linked.severity,
        linked.recorded_on,
        met.met_on,
        met.met_on is not null as is_met
    from linked
    left join met on linked.partner = met.partner and linked.need_ref = met.need_ref
)

select * from final
