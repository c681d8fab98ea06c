-- Every way in which an organisation is named: once per register entry, once per distinct reference of a fact.
-- This is what matching starts from, whatever the method.
-- The columns are those that the facts' models give to organisation_mention_id, in the same order; 'null': the contract has none
-- that says where the organisation is.
{%- set named_by = [
    ('job_declarations', 'organisation_ref', 'ice', 'organisation_name', 'province'),
    ('investment_projects', 'null', 'ice', 'organisation_name', 'province'),
    ('financing', 'organisation_ref', 'ice', 'organisation_name', 'province'),
    ('training_sessions', 'organisation_ref', 'ice', 'organisation_name', 'province'),
    ('activity_surveys', 'organisation_ref', 'ice', 'organisation_name', 'province'),
    ('market_contracts', 'organisation_ref', 'ice', 'organisation_name', 'null'),
    ('needs_assessments', 'organisation_ref', 'null', 'organisation_name', 'province'),
    ('hub_bookings', 'organisation_ref', 'ice', 'organisation_name', 'null'),
    ('hub_visits', 'organisation_ref', 'ice', 'null', 'null'),
    ('hub_services', 'organisation_ref', 'ice', 'organisation_name', 'null'),
] %}
with register_entries as (
    select
        {{ mention_key('register', ['partner', 'local_ref']) }} as mention_id,
        'register' as mention_kind,
        partner,
        local_ref as organisation_ref,
        ice,
        name_fr,
        name_ar,
        province
    from {{ ref('stg_organisations') }}
),

named_by_facts as (
    {%- for contract, organisation_ref, ice, organisation_name, province in named_by %}
    select
        partner,
        {{ organisation_ref }} as organisation_ref,
        {{ ice }} as ice,
        {{ organisation_name }} as organisation_name,
        {{ province }} as province
    from {{ ref('stg_' ~ contract) }}
    {%- if not loop.last %}
    union
    {%- endif %}
    {%- endfor %}
),

fact_references as (
    select
        {{ organisation_mention_id('partner', 'organisation_ref', 'ice', 'organisation_name', 'province') }} as mention_id,
        'reference' as mention_kind,
        partner,
        organisation_ref,
        ice,
        organisation_name as name_fr,
        null as name_ar,
        province
    from named_by_facts
    where coalesce(organisation_ref, ice, organisation_name) is not null
),

mentions as (
    select * from register_entries
    union all
    select * from fact_references
),

final as (
    select
        mention_id,
        mention_kind,
        partner,
        organisation_ref,
        {{ entity_part('ice') }} as entity_part,
        nullif({{ fold_name('name_fr') }}, '') as name_fr_key,
        nullif({{ fold_name('name_ar') }}, '') as name_ar_key,
        province,
        coalesce(name_fr, name_ar, organisation_ref, ice) as reference_text
    from mentions
)

select * from final
