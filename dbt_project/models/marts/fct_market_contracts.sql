-- One row a contract that a buyer signed with an organisation.
with final as (
    select
        contract_ref,
        partner,
        organisation_id,
        is_organisation_registered,
        province as territory_code,
        buyer,
        product,
        sector,
        channel,
        signed_on,
        cast(value_mad as double) as value_mad,
        delivery_period_start as period_start,
        delivery_id,
        load_id,
        sheet,
        row_number
    from {{ ref('int_market_contracts') }}
)

select * from final
