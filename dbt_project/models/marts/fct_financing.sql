-- One row a financing of an organisation, in its last known state.
with final as (
    select
        financing_ref,
        partner,
        organisation_id,
        is_organisation_registered,
        province as territory_code,
        sector,
        instrument,
        programme,
        programme_key,
        women_led,
        cast(amount_approved_mad as double) as amount_approved_mad,
        approved_on,
        cast(amount_disbursed_mad as double) as amount_disbursed_mad,
        disbursed_on,
        delivery_period_start as period_start,
        delivery_id,
        load_id,
        sheet,
        row_number
    from {{ ref('int_financing') }}
)

select * from final
