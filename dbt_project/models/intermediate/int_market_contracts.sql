-- Contracts that buyers signed with organisations. The place is the organisation's on the day of signature; the sector is what the
-- contract itself says.
with contracts as (
    select
        *,
        {{ organisation_mention_id('partner', 'organisation_ref', 'ice', 'organisation_name', 'null') }} as mention_id
    from {{ ref('stg_market_contracts') }}
),

final as (
    select
        contracts.contract_ref,
        contracts.partner,
        contracts.delivery_id,
        contracts.delivery_period_start,
        contracts.received_at,
        contracts.load_id,
        contracts.sheet,
        contracts.row_number,
        contracts.mention_id,
        links.organisation_id,
        coalesce(links.is_registered, false) as is_organisation_registered,
        organisations.province,
        contracts.buyer,
        contracts.product,
        contracts.sector,
        contracts.channel,
        contracts.signed_on,
        contracts.value_mad
    from contracts
    left join {{ ref('int_organisation_links') }} as links on contracts.mention_id = links.mention_id
    {{ join_organisation_at('links.organisation_id', 'contracts.signed_on') }}
)

select * from final
