-- One row a programme agreement as its partner lists it now.
with final as (
    select
        agreement_ref,
        partner,
        province as territory_code,
        programme,
        funder,
        signed_on,
        cast(committed_mad as double) as committed_mad,
        cast(paid_mad as double) as paid_mad,
        delivery_period_start as period_start,
        delivery_id,
        load_id,
        sheet,
        row_number
    from {{ ref('stg_agreements') }}
)

select * from final
