-- One row an entry of the accounts and scenario: what becomes of it a year later.
with final as (
    select
        scenario,
        entry_ref,
        partner,
        account,
        account_group,
        booked_on,
        projected_on,
        cast(amount_mad as double) as amount_mad,
        cast(growth as double) as growth,
        cast(projected_mad as double) as projected_mad,
        delivery_period_start as period_start,
        delivery_id,
        load_id,
        sheet,
        row_number
    from {{ ref('int_projected_entries') }}
)

select * from final
