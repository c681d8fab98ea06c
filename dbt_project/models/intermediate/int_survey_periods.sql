-- Each answer in every period it speaks for: the quarter and the year of a quarterly survey, the year alone of a yearly one. No
-- survey speaks for a month.
with final as (
    select
        period_type,
        {{ period_start('period_type', 'responses.delivery_period_start') }} as period_start,
        responses.response_ref,
        responses.partner,
        responses.delivery_id,
        responses.load_id,
        responses.sheet,
        responses.row_number,
        responses.organisation_id,
        responses.province,
        responses.sector,
        responses.mean_member_income_mad
    from {{ ref('int_survey_responses') }} as responses
    cross join {{ period_types() }}
    where {{ survey_speaks_for('period_type', 'responses.delivery_period_type') }}
)

select * from final
