-- Organisations that told their turnover for a quarter (or a year, where the survey is yearly) and for the same one a year before.
-- An organisation is compared with itself: who answered once only is not in the panel.
with answers as (
    select
        *,
        -- Asked by two partners, an organisation has one turnover: that of the answer received last.
        row_number() over (
            partition by organisation_id, delivery_period_type, delivery_period_start
            order by received_at desc, partner, response_ref
        ) as answer_rank
    from {{ ref('int_survey_responses') }}
    where turnover_mad is not null
),

final as (
    select
        answers.organisation_id,
        answers.is_organisation_registered,
        answers.province,
        answers.sector,
        answers.delivery_period_type,
        answers.delivery_period_start,
        answers.turnover_mad as turnover_now_mad,
        year_before.turnover_mad as turnover_year_before_mad,
        answers.partner,
        answers.delivery_id,
        answers.load_id,
        answers.sheet,
        answers.row_number,
        year_before.delivery_id as year_before_delivery_id,
        year_before.load_id as year_before_load_id,
        year_before.sheet as year_before_sheet,
        year_before.row_number as year_before_row_number
    from answers
    inner join answers as year_before
        on
            answers.organisation_id = year_before.organisation_id
            and answers.delivery_period_type = year_before.delivery_period_type
            and {{ add_months('answers.delivery_period_start', '-12') }} = year_before.delivery_period_start
            and year_before.answer_rank = 1
    where answers.answer_rank = 1
)

select * from final
