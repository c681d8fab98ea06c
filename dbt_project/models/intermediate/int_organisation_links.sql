-- One row a mention: which organisation it means, by which method, how surely. Record linkage will take the place of the
-- simple keys behind this model; nothing above it needs to know.
with mentions as (
    select
        mention_id,
        mention_kind,
        partner,
        organisation_ref,
        entity_part,
        name_fr_key,
        name_ar_key,
        province,
        reference_text
    from {{ ref('int_organisation_mentions') }}
),

register_links as (
    select
        links.mention_id,
        links.organisation_id,
        links.method,
        links.score,
        mentions.partner,
        mentions.organisation_ref,
        mentions.entity_part,
        mentions.province,
        mentions.name_fr_key,
        mentions.name_ar_key
    from {{ ref('int_register_links') }} as links
    inner join mentions on links.mention_id = mentions.mention_id
),

registered_ices as (
    select distinct entity_part from register_links where entity_part is not null
),

registered_names as (
    select province, name_fr_key as name_key, organisation_id from register_links where name_fr_key is not null
    union
    select province, name_ar_key as name_key, organisation_id from register_links where name_ar_key is not null
),

names_in_province as (
    select
        province,
        name_key,
        min(organisation_id) as organisation_id
    from registered_names
    group by province, name_key
    having count(distinct organisation_id) = 1
),

names_in_region as (
    select
        name_key,
        min(organisation_id) as organisation_id
    from registered_names
    group by name_key
    having count(distinct organisation_id) = 1
),

tried as (
    select
        mentions.mention_id,
        mentions.partner,
        mentions.entity_part,
        mentions.reference_text,
        registered_ices.entity_part as registered_entity_part,
        same_register.organisation_id as by_reference,
        coalesce(names_in_province.organisation_id, names_in_region.organisation_id) as by_name,
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
    left join names_in_province
        on mentions.name_fr_key = names_in_province.name_key and mentions.province = names_in_province.province
    left join names_in_region
        on mentions.name_fr_key = names_in_region.name_key and mentions.province is null
    where mentions.mention_kind = 'reference'
),

reference_links as (
    select
        mention_id,
        coalesce(
            'ice:' || registered_entity_part,
            by_reference,
            by_name,
            'ice:' || entity_part,
            'unmatched:' || partner || ':' || {{ fold_name('reference_text') }}
        ) as organisation_id,
        case
            when registered_entity_part is not null then 'ice'
            when by_reference is not null then 'organisation_ref'
            when by_name is not null then 'organisation_name'
            when entity_part is not null then 'unknown_ice'
            else 'unmatched'
        end as method,
        cast(
            case
                when registered_entity_part is not null or by_reference is not null then 1.0
                when by_name is not null then 0.9
                when entity_part is not null then 0.5
                else 0.0
            end as double
        ) as score,
        coalesce(registered_entity_part, by_reference, by_name) is not null as is_registered,
        methods_tried
    from tried
),

final as (
    select
        mention_id,
        'register' as mention_kind,
        organisation_id,
        method,
        score,
        true as is_registered,
        method as methods_tried
    from register_links
    union all
    select
        mention_id,
        'reference' as mention_kind,
        organisation_id,
        method,
        score,
        is_registered,
        methods_tried
    from reference_links
)

select * from final
