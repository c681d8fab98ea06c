-- One row a mention: which organisation it means, by which method, how surely, and why. Register entries are linked by their content
-- (int_register_links); a fact's reference by an ICE, by the partner's own register, else by the name alone.
with mentions as (
    select
        mention_id,
        mention_kind,
        partner,
        organisation_ref,
        ice,
        entity_part,
        name_fr,
        name_fr_key,
        province,
        reference_text,
        is_standing
    from {{ ref('int_organisation_mentions') }}
),

register_links as (
    select
        links.mention_id,
        links.organisation_id,
        links.method,
        links.score,
        links.evidence,
        mentions.partner,
        mentions.organisation_ref,
        mentions.is_standing
    from {{ ref('int_register_links') }} as links
    inner join mentions on links.mention_id = mentions.mention_id
),

standing_organisations as (
    select distinct organisation_id from register_links where is_standing
),

-- Every ICE that an entry ever had leads to its organisation; the one that stands, then the one known last, wins.
ranked_ices as (
    select
        {{ entity_part('versions.ice') }} as entity_part,
        register_links.organisation_id,
        row_number() over (
            partition by {{ entity_part('versions.ice') }}
            order by versions.is_standing desc, versions.known_from desc, register_links.organisation_id
        ) as ice_rank
    from {{ ref('int_linkage_mentions') }} as versions
    inner join register_links
        on versions.partner = register_links.partner and versions.local_ref = register_links.organisation_ref
    where versions.mention_kind = 'register' and versions.ice is not null
),

registered_ices as (
    select entity_part, organisation_id from ranked_ices where ice_rank = 1
),

wordings as (
    select
        name,
        province,
        ice,
        organisation_id,
        score,
        is_ambiguous,
        evidence
    from {{ ref('int_linkage_outcomes') }}
    where row_kind = 'wording'
),

-- An ICE that no register knows, given with a name that leads to one organisation, leads there too.
ices_of_wordings as (
    select
        {{ entity_part('ice') }} as entity_part,
        min(organisation_id) as organisation_id,
        min(score) as score
    from wordings
    where ice is not null and organisation_id is not null
    group by {{ entity_part('ice') }}
    having count(distinct organisation_id) = 1
),

tried as (
    select
        mentions.mention_id,
        mentions.partner,
        mentions.entity_part,
        mentions.reference_text,
        registered_ices.organisation_id as by_ice,
        same_register.organisation_id as by_reference,
        wordings.organisation_id as by_name,
        wordings.score as name_score,
        wordings.evidence as name_evidence,
        coalesce(wordings.is_ambiguous, false) as is_ambiguous,
        ices_of_wordings.organisation_id as by_ice_of_a_name,
        ices_of_wordings.score as ice_of_a_name_score,
        concat_ws(
            ', ',
            case when mentions.entity_part is not null then 'ice' end,
            case when mentions.organisation_ref is not null then 'organisation_ref' end,
            case when mentions.name_fr_key is not null then 'organisation_name' end
        ) as methods_tried
    from mentions
    left join registered_ices on mentions.entity_part = registered_ices.entity_part
    left join register_links as same_register
        on mentions.partner = same_register.partner and mentions.organisation_ref = same_register.organisation_ref
    left join wordings
        on
            mentions.name_fr = wordings.name
            and coalesce(mentions.province, '') = coalesce(wordings.province, '')
            and coalesce(mentions.ice, '') = coalesce(wordings.ice, '')
    left join ices_of_wordings on mentions.entity_part = ices_of_wordings.entity_part
    where mentions.mention_kind = 'reference'
),

reference_links as (
    select
        mention_id,
        coalesce(
            by_ice,
            by_reference,
            by_name,
            by_ice_of_a_name,
            {{ organisation_key("'ice:' || entity_part") }},
            {{ organisation_key("'unmatched:' || partner || ':' || " ~ fold_name('reference_text')) }}
        ) as organisation_id,
        case
            when by_ice is not null then 'ice'
            when by_reference is not null then 'organisation_ref'
            when by_name is not null then 'organisation_name'
            when by_ice_of_a_name is not null then 'ice_of_a_name'
            when entity_part is not null then 'unknown_ice'
            else 'unmatched'
        end as method,
        cast(
            case
                when by_ice is not null or by_reference is not null then 1.0
                when by_name is not null then name_score
                when by_ice_of_a_name is not null then ice_of_a_name_score
                when entity_part is not null then 0.5
                else 0.0
            end as double
        ) as score,
        case
            when by_ice is not null then 'ICE connu d''un registre'
            when by_reference is not null then 'référence du registre du partenaire'
            when by_name is not null then name_evidence
            when by_ice_of_a_name is not null then 'ICE donné ailleurs avec un nom reconnu'
            when entity_part is not null then 'ICE qu''aucun registre ne connaît'
            when is_ambiguous then 'plusieurs organisations portent un nom aussi proche'
            else 'aucune organisation d''un registre ne porte un nom assez proche'
        end as evidence,
        methods_tried
    from tried
),

links as (
    select
        mention_id,
        'register' as mention_kind,
        organisation_id,
        method,
        score,
        evidence,
        method as methods_tried
    from register_links
    union all
    select
        mention_id,
        'reference' as mention_kind,
        organisation_id,
        method,
        score,
        evidence,
        methods_tried
    from reference_links
),

final as (
    select
        links.mention_id,
        links.mention_kind,
        links.organisation_id,
        links.method,
        links.score,
        links.evidence,
        standing_organisations.organisation_id is not null as is_registered,
        links.methods_tried
    from links
    left join standing_organisations on links.organisation_id = standing_organisations.organisation_id
)

select * from final
