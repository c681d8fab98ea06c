-- Answers of organisations to the surveys, with the type of the period they were delivered for and the organisation's sector when it
-- began.
with responses as (
    select
        *,
        {{ organisation_mention_id('partner', 'organisation_ref', 'ice', 'organisation_name', 'province') }} as mention_id
    from {{ ref('stg_activity_surveys') }}
),

final as (
    select
        responses.response_ref,
        responses.partner,
        responses.delivery_id,
        responses.delivery_period_start,
        responses.received_at,
        responses.load_id,
        responses.sheet,
        responses.row_number,
        responses.mention_id,
        links.organisation_id,
        coalesce(links.is_registered, false) as is_organisation_registered,
        loads.period_type as delivery_period_type,
        organisations.sector,
        responses.province,
        responses.turnover_mad,
        responses.members_total,
        responses.members_women,
        responses.mean_member_income_mad,
        responses.export_share
    from responses
    inner join {{ ref('stg_standing_loads') }} as loads on responses.load_id = loads.load_id
    left join {{ ref('int_organisation_links') }} as links on responses.mention_id = links.mention_id
    {{ join_organisation_at('links.organisation_id', 'responses.delivery_period_start') }}
)

select * from final
