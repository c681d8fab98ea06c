-- One row an organisation. Its attributes come from its register entry received last (then partner, then reference);
-- what that entry leaves empty comes from the next one. Organisations that no register holds have a name as told, nothing more.
with entries as (
    select
        links.organisation_id,
        register_rows.*,
        row_number() over (
            partition by links.organisation_id
            order by register_rows.received_at desc, register_rows.partner, register_rows.local_ref
        ) as entry_rank
    from {{ ref('stg_organisations') }} as register_rows
    inner join {{ ref('int_organisation_mentions') }} as mentions
        on
            mentions.mention_kind = 'register'
            and register_rows.partner = mentions.partner
            and register_rows.local_ref = mentions.organisation_ref
    inner join {{ ref('int_organisation_links') }} as links on mentions.mention_id = links.mention_id
),

registered as (
    select
        organisation_id,
        {{ first_known('ice', 'entry_rank') }} as ice,
        {{ first_known('cooperative_number', 'entry_rank') }} as cooperative_number,
        {{ first_known('court', 'entry_rank') }} as court,
        {{ first_known('name_fr', 'entry_rank') }} as name_fr,
        {{ first_known('name_ar', 'entry_rank') }} as name_ar,
        {{ first_known('legal_form', 'entry_rank') }} as legal_form,
        {{ first_known('province', 'entry_rank') }} as province,
        {{ first_known('commune', 'entry_rank') }} as commune,
        {{ first_known('sector', 'entry_rank') }} as sector,
        {{ first_known('members_total', 'entry_rank') }} as members_total,
        {{ first_known('members_women', 'entry_rank') }} as members_women,
        {{ first_known('members_youth', 'entry_rank') }} as members_youth,
        {{ first_known('founded_on', 'entry_rank') }} as founded_on,
        {{ first_known('status', 'entry_rank') }} as status,
        {{ joined_text('partner') }} as registers,
        count(*) as register_entries
    from entries
    group by organisation_id
),

organisations_named as (
    select
        links.organisation_id,
        min(mentions.reference_text) as reference_text
    from {{ ref('int_organisation_links') }} as links
    inner join {{ ref('int_organisation_mentions') }} as mentions on links.mention_id = mentions.mention_id
    group by links.organisation_id
),

final as (
    select
        organisations_named.organisation_id,
        registered.organisation_id is not null as is_registered,
        registered.ice,
        registered.cooperative_number,
        registered.court,
        case
            when registered.organisation_id is null then organisations_named.reference_text
            else registered.name_fr
        end as name_fr,
        registered.name_ar,
        registered.legal_form,
        registered.province,
        registered.commune,
        registered.sector,
        registered.members_total,
        registered.members_women,
        registered.members_youth,
        registered.founded_on,
        registered.status,
        registered.registers,
        coalesce(registered.register_entries, 0) as register_entries
    from organisations_named
    left join registered on organisations_named.organisation_id = registered.organisation_id
)

select * from final
