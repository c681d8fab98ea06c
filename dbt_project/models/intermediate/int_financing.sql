-- Loans, grants and the like as they stand now, with their organisation and its sector on the day of approval.
with financing as (
    select
        *,
        {{ organisation_mention_id('partner', 'organisation_ref', 'ice', 'organisation_name', 'province') }} as mention_id
    from {{ ref('stg_financing') }}
),

final as (
    select
        financing.financing_ref,
        financing.partner,
        financing.delivery_id,
        financing.delivery_period_start,
        financing.received_at,
        financing.load_id,
        financing.sheet,
        financing.row_number,
        financing.mention_id,
        links.organisation_id,
        coalesce(links.is_registered, false) as is_organisation_registered,
        organisations.sector,
        financing.instrument,
        financing.programme,
        nullif({{ fold_name('financing.programme') }}, '') as programme_key,
        financing.province,
        financing.women_led,
        financing.amount_approved_mad,
        financing.approved_on,
        financing.amount_disbursed_mad,
        financing.disbursed_on
    from financing
    left join {{ ref('int_organisation_links') }} as links on financing.mention_id = links.mention_id
    {{ join_organisation_at('links.organisation_id', 'financing.approved_on') }}
)

select * from final
