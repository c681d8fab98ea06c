-- One row an entry of the hub's accounts.
with final as (
    select
        entry_ref,
        partner,
        booked_on,
        account,
        account_group,
        cast(amount_mad as double) as amount_mad,
        delivery_period_start as period_start,
        delivery_id,
        load_id,
        sheet,
        row_number
    from {{ ref('int_hub_accounts') }}
)

select * from final
