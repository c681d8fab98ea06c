-- One row an answer of an organisation to an activity survey.
with final as (
    select
        response_ref,
        partner,
        organisation_id,
        is_organisation_registered,
        province as territory_code,
        sector,
        delivery_period_type as survey_period_type,
        cast(turnover_mad as double) as turnover_mad,
        cast(members_total as bigint) as members_total,
        cast(members_women as bigint) as members_women,
        cast(mean_member_income_mad as double) as mean_member_income_mad,
        cast(export_share as double) as export_share,
        delivery_period_start as period_start,
        delivery_id,
        load_id,
        sheet,
        row_number
    from {{ ref('int_survey_responses') }}
)

select * from final
