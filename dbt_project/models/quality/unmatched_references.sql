-- Each row of a fact whose organisation no register holds: who wrote what, where, and what was tried. It counts as its own
-- organisation in the figures; nothing is dropped.
{%- set facts = [
    ('job_declarations', 'int_declarations', 'local_ref'),
    ('investment_projects', 'int_investment_projects', 'project_ref'),
    ('hub_bookings', 'int_bookings', 'booking_ref'),
    ('hub_visits', 'int_visits', 'visit_ref'),
    ('hub_services', 'int_services', 'service_ref'),
    ('needs_assessments', 'int_needs', 'need_ref'),
    ('financing', 'int_financing', 'financing_ref'),
    ('training_sessions', 'int_training_sessions', 'session_ref'),
    ('market_contracts', 'int_market_contracts', 'contract_ref'),
    ('activity_surveys', 'int_survey_responses', 'response_ref'),
] %}
with facts as (
    {%- for contract, model, reference in facts %}
    select
        '{{ contract }}' as contract,
        partner,
        {{ reference }} as record_ref,
        mention_id,
        delivery_period_start as period_start,
        delivery_id,
        load_id,
        sheet,
        row_number
    from {{ ref(model) }}
    where not is_organisation_registered
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
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
