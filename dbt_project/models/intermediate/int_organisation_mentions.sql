-- Every way in which an organisation is named: once per register entry, once per distinct reference of a fact.
-- This is what matching starts from, whatever the method.
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
    select
        partner,
        organisation_ref,
        ice,
        organisation_name,
        province
    from {{ ref('stg_job_declarations') }}
    union
    select
        partner,
        null as organisation_ref,
        ice,
        organisation_name,
        province
    from {{ ref('stg_investment_projects') }}
    union
    select
        partner,
        organisation_ref,
        ice,
        organisation_name,
        null as province
    from {{ ref('stg_hub_bookings') }}
    union
    select
        partner,
        organisation_ref,
        ice,
        null as organisation_name,
        null as province
    from {{ ref('stg_hub_visits') }}
    union
    select
        partner,
        organisation_ref,
        ice,
        organisation_name,
        null as province
    from {{ ref('stg_hub_services') }}
    union
    select
        partner,
        organisation_ref,
        null as ice,
        organisation_name,
        province
    from {{ ref('stg_needs_assessments') }}
    union
    select
        partner,
        organisation_ref,
        ice,
        organisation_name,
        province
    from {{ ref('stg_financing') }}
    union
    select
        partner,
        organisation_ref,
        ice,
        organisation_name,
        province
    from {{ ref('stg_training_sessions') }}
    union
    select
        partner,
        organisation_ref,
        ice,
        organisation_name,
        null as province
    from {{ ref('stg_market_contracts') }}
    union
    select
        partner,
        organisation_ref,
        ice,
        organisation_name,
        province
    from {{ ref('stg_activity_surveys') }}
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
