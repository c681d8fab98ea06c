-- Each row of a fact whose organisation no register holds: who wrote what, where, and what was tried. It counts as its own
-- organisation in the figures; nothing is dropped.
with facts as (
    select
        'job_declarations' as contract,
        partner,
        local_ref as record_ref,
        mention_id,
        delivery_period_start as period_start,
        delivery_id,
        load_id,
        sheet,
        row_number
    from {{ ref('int_declarations') }}
    where not is_organisation_registered
    union all
    select
        'investment_projects' as contract,
        partner,
        project_ref as record_ref,
        mention_id,
        delivery_period_start as period_start,
        delivery_id,
        load_id,
        sheet,
        row_number
    from {{ ref('int_investment_projects') }}
    where not is_organisation_registered
    union all
    select
        'hub_bookings' as contract,
        partner,
        booking_ref as record_ref,
        mention_id,
        delivery_period_start as period_start,
        delivery_id,
        load_id,
        sheet,
        row_number
    from {{ ref('int_bookings') }}
    where not is_organisation_registered
    union all
    select
        'hub_visits' as contract,
        partner,
        visit_ref as record_ref,
        mention_id,
        delivery_period_start as period_start,
        delivery_id,
        load_id,
        sheet,
        row_number
    from {{ ref('int_visits') }}
    where not is_organisation_registered
    union all
    select
        'hub_services' as contract,
        partner,
        service_ref as record_ref,
        mention_id,
        delivery_period_start as period_start,
        delivery_id,
        load_id,
        sheet,
        row_number
    from {{ ref('int_services') }}
    where not is_organisation_registered
),

final as (
    select
        facts.partner,
        facts.contract,
        facts.period_start,
        facts.delivery_id,
        facts.load_id,
        facts.sheet,
        facts.row_number,
        facts.record_ref,
        mentions.reference_text,
        mentions.province as territory_code,
        links.methods_tried,
        links.method,
        links.organisation_id
    from facts
    inner join {{ ref('int_organisation_links') }} as links on facts.mention_id = links.mention_id
    inner join {{ ref('int_organisation_mentions') }} as mentions on facts.mention_id = mentions.mention_id
)

select * from final
