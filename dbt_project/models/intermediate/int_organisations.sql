-- One row an organisation as it is now: the last version of its history. Organisations that no register holds have a name as told,
-- nothing more.
with organisations_named as (
    select
        links.organisation_id,
        min(mentions.reference_text) as reference_text
    from {{ ref('int_organisation_links') }} as links
    inner join {{ ref('int_organisation_mentions') }} as mentions on links.mention_id = mentions.mention_id
    group by links.organisation_id
),

registers as (
    select
        links.organisation_id,
        {{ joined_text('mentions.partner') }} as registers,
        count(*) as register_entries
    from {{ ref('int_organisation_links') }} as links
    inner join {{ ref('int_organisation_mentions') }} as mentions on links.mention_id = mentions.mention_id
    where mentions.mention_kind = 'register'
    group by links.organisation_id
),

final as (
    select
        organisations_named.organisation_id,
        current_version.organisation_id is not null as is_registered,
        current_version.ice,
        current_version.cooperative_number,
        current_version.court,
        case
            when current_version.organisation_id is null then organisations_named.reference_text
            else current_version.name_fr
        end as name_fr,
        current_version.name_ar,
        current_version.legal_form,
        current_version.province,
        current_version.commune,
        current_version.sector,
        current_version.members_total,
        current_version.members_women,
        current_version.members_youth,
        current_version.founded_on,
        current_version.status,
        registers.registers,
        coalesce(registers.register_entries, 0) as register_entries
    from organisations_named
    left join {{ ref('int_organisation_history') }} as current_version
        on organisations_named.organisation_id = current_version.organisation_id and current_version.is_current
    left join registers on organisations_named.organisation_id = registers.organisation_id
)

select * from final
