-- Organisations as they were: one row a version. `day between valid_from and valid_to` finds the one valid on a day.
with final as (
    select
        organisation_id,
        valid_from,
        valid_to,
        is_current,
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
        delivery_id
    from {{ ref('int_organisation_history') }}
)

select * from final
