-- Every way in which an organisation is named: once per register entry ever delivered, once per distinct reference of a fact.
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
with latest_versions as (
    select
        partner,
        local_ref,
        max(version_number) as version_number
    from {{ ref('int_register_versions') }}
    group by partner, local_ref
),

register_entries as (
    select
        {{ mention_key('register', ['versions.partner', 'versions.local_ref']) }} as mention_id,
        'register' as mention_kind,
        versions.partner,
        versions.local_ref as organisation_ref,
        versions.ice,
        versions.name_fr,
        versions.name_ar,
        versions.province,
        standing.local_ref is not null as is_standing
    from {{ ref('int_register_versions') }} as versions
    inner join latest_versions
        on
            versions.partner = latest_versions.partner
            and versions.local_ref = latest_versions.local_ref
            and versions.version_number = latest_versions.version_number
    left join {{ ref('stg_organisations') }} as standing
        on versions.partner = standing.partner and versions.local_ref = standing.local_ref
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
        province,
        true as is_standing
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
        ice,
        {{ entity_part('ice') }} as entity_part,
        name_fr,
        name_ar,
        coalesce(name_fr, name_ar) as name,
        nullif({{ fold_name('name_fr') }}, '') as name_fr_key,
        nullif({{ fold_name('name_ar') }}, '') as name_ar_key,
        province,
        coalesce(name_fr, name_ar, organisation_ref, ice) as reference_text,
        is_standing
    from mentions
)

select * from final
