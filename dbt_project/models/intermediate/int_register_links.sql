-- Register entries of all partners brought to organisations by simple keys: the ICE's entity part, else a name in a province.
with entries as (
    select
        mention_id,
        partner,
        organisation_ref,
        entity_part,
        province,
        name_fr_key,
        name_ar_key
    from {{ ref('int_organisation_mentions') }}
    where mention_kind = 'register'
),

entry_names as (
    select mention_id, entity_part, province, name_fr_key as name_key from entries where name_fr_key is not null
    union
    select mention_id, entity_part, province, name_ar_key as name_key from entries where name_ar_key is not null
),

-- An entry without ICE joins the one organisation with an ICE that bears its name in its province; two such: it joins none.
joined_to_an_ice as (
    select
        without_ice.mention_id,
        min(with_ice.entity_part) as entity_part
    from entry_names as without_ice
    inner join entry_names as with_ice
        on without_ice.province = with_ice.province and without_ice.name_key = with_ice.name_key
    where without_ice.entity_part is null and with_ice.entity_part is not null
    group by without_ice.mention_id
    having count(distinct with_ice.entity_part) = 1
),

-- The others are brought together by shared names, step by step: a French name may tie two entries, an Arabic one a third.
remaining_names as (
    select
        entry_names.mention_id,
        entry_names.province,
        entry_names.name_key
    from entry_names
    left join joined_to_an_ice on entry_names.mention_id = joined_to_an_ice.mention_id
    where entry_names.entity_part is null and joined_to_an_ice.mention_id is null
),

same_name as (
    select distinct
        one.mention_id,
        other.mention_id as other_mention_id
    from remaining_names as one
    inner join remaining_names as other on one.province = other.province and one.name_key = other.name_key
),

reachable as (
    with recursive reached as (
        select mention_id, other_mention_id from same_name
        union
        select
            reached.mention_id,
            same_name.other_mention_id
        from reached
        inner join same_name on reached.other_mention_id = same_name.mention_id
    )

    select * from reached
),

-- The organisation bears the key of its first entry, so that the key stays while that entry stays.
named_groups as (
    select
        reachable.mention_id,
        count(*) as entries_in_group,
        min('register:' || entries.partner || ':' || entries.organisation_ref) as organisation_id
    from reachable
    inner join entries on reachable.other_mention_id = entries.mention_id
    group by reachable.mention_id
),

final as (
    select
        entries.mention_id,
        case
            when entries.entity_part is not null then 'ice:' || entries.entity_part
            when joined_to_an_ice.mention_id is not null then 'ice:' || joined_to_an_ice.entity_part
            else coalesce(named_groups.organisation_id, 'register:' || entries.partner || ':' || entries.organisation_ref)
        end as organisation_id,
        case
            when entries.entity_part is not null then 'ice'
            when joined_to_an_ice.mention_id is not null then 'name_of_one_ice_in_province'
            when named_groups.entries_in_group > 1 then 'name_in_province'
            else 'alone'
        end as method,
        cast(
            case
                when entries.entity_part is not null then 1.0
                when joined_to_an_ice.mention_id is not null then 0.9
                when named_groups.entries_in_group > 1 then 0.9
                else 1.0
            end as double
        ) as score
    from entries
    left join joined_to_an_ice on entries.mention_id = joined_to_an_ice.mention_id
    left join named_groups on entries.mention_id = named_groups.mention_id
)

select * from final
