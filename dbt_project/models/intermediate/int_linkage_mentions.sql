-- What record linkage compares: every version of every register entry, and the references of facts that neither an ICE that a
-- register knows nor the partner's own register resolves, once per wording.
with latest_versions as (
    select
        partner,
        local_ref,
        max(version_number) as version_number
    from {{ ref('int_register_versions') }}
    group by partner, local_ref
),

-- An entry without ICE has the one that the same partner states beside its reference, when it states one only.
stated_ices as (
    select
        partner,
        organisation_ref as local_ref,
        min(ice) as ice
    from {{ ref('int_organisation_mentions') }}
    where mention_kind = 'reference' and organisation_ref is not null and ice is not null
    group by partner, organisation_ref
    having count(distinct entity_part) = 1
),

own_ices as (
    select distinct
        partner,
        {{ entity_part('ice') }} as entity_part
    from {{ ref('int_register_versions') }}
    where ice is not null
),

registered_ices as (
    select distinct entity_part from own_ices
),

attested_ices as (
    select
        stated_ices.partner,
        stated_ices.local_ref,
        stated_ices.ice
    from stated_ices
    left join own_ices
        on stated_ices.partner = own_ices.partner and {{ entity_part('stated_ices.ice') }} = own_ices.entity_part
    where own_ices.partner is null
),

register_versions as (
    select
        'register' as mention_kind,
        versions.partner,
        versions.local_ref,
        versions.known_from,
        versions.first_load,
        versions.last_load,
        coalesce(mentions.is_standing and latest_versions.local_ref is not null, false) as is_standing,
        coalesce(versions.ice, attested_ices.ice) as ice,
        versions.cooperative_number,
        versions.court,
        versions.name_fr,
        versions.name_ar,
        versions.legal_form,
        versions.province,
        versions.commune,
        versions.phone,
        versions.sector
    from {{ ref('int_register_versions') }} as versions
    left join latest_versions
        on
            versions.partner = latest_versions.partner
            and versions.local_ref = latest_versions.local_ref
            and versions.version_number = latest_versions.version_number
    left join {{ ref('int_organisation_mentions') }} as mentions
        on
            mentions.mention_kind = 'register'
            and versions.partner = mentions.partner
            and versions.local_ref = mentions.organisation_ref
    left join attested_ices on versions.partner = attested_ices.partner and versions.local_ref = attested_ices.local_ref
),

-- A reference that only its name can resolve.
named_references as (
    select distinct
        references_of_facts.name_fr,
        references_of_facts.province,
        references_of_facts.ice
    from {{ ref('int_organisation_mentions') }} as references_of_facts
    left join registered_ices on references_of_facts.entity_part = registered_ices.entity_part
    left join latest_versions
        on
            references_of_facts.partner = latest_versions.partner
            and references_of_facts.organisation_ref = latest_versions.local_ref
    where
        references_of_facts.mention_kind = 'reference'
        and references_of_facts.name_fr is not null
        and registered_ices.entity_part is null
        and latest_versions.local_ref is null
),

final as (
    select
        mention_kind,
        partner,
        local_ref,
        known_from,
        first_load,
        last_load,
        is_standing,
        ice,
        cooperative_number,
        court,
        name_fr,
        name_ar,
        legal_form,
        province,
        commune,
        phone,
        sector
    from register_versions
    union all
    select
        'reference' as mention_kind,
        null as partner,
        null as local_ref,
        null as known_from,
        null as first_load,
        null as last_load,
        false as is_standing,
        ice,
        null as cooperative_number,
        null as court,
        name_fr,
        null as name_ar,
        null as legal_form,
        province,
        null as commune,
        null as phone,
        null as sector
    from named_references
)

select * from final
