-- Entries of the hub's accounts, each with the group it counts in. A subsidy is not own revenue.
with final as (
    select
        entry_ref,
        partner,
        delivery_id,
        delivery_period_start,
        load_id,
        sheet,
        row_number,
        booked_on,
        account,
        case
            when account in ('revenue_rent', 'revenue_service', 'revenue_event') then 'own_revenue'
            when account = 'revenue_subsidy' then 'subsidy'
            else 'operating_cost'
        end as account_group,
        amount_mad
    from {{ ref('stg_hub_accounts') }}
)

select * from final
