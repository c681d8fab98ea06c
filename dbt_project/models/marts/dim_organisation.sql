-- Organisations once each, across all registers; those no register holds bear the name a partner gave them.
with final as (
    select
        organisation_id,
        is_registered,
        name_fr,
        name_ar,
        legal_form,
        sector,
        province as territory_code,
        commune as commune_code,
        ice,
        cooperative_number,
        court,
        founded_on,
        status,
        cast(members_total as bigint) as members_total,
        cast(members_women as bigint) as members_women,
        cast(members_youth as bigint) as members_youth,
        registers,
        cast(register_entries as bigint) as register_entries
    from {{ ref('int_organisations') }}
)

select * from final
