-- Organisations that told their turnover for a quarter (or a year, where the survey is yearly) and for the same one a year before,
-- in every period these speak for. An organisation is compared with itself: who answered once only is not in the panel.
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

pairs as (
    select
        answers.*,
        year_before.turnover_mad as turnover_year_before_mad,
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
),

final as (
    select
        period_type,
        {{ period_start('period_type', 'pairs.delivery_period_start') }} as period_start,
        pairs.organisation_id,
        pairs.province,
        pairs.sector,
        pairs.delivery_period_type,
        pairs.delivery_period_start,
        pairs.turnover_mad as turnover_now_mad,
        pairs.turnover_year_before_mad,
        pairs.partner,
        pairs.delivery_id,
        pairs.load_id,
        pairs.sheet,
        pairs.row_number,
        pairs.year_before_delivery_id,
        pairs.year_before_load_id,
        pairs.year_before_sheet,
        pairs.year_before_row_number
    from pairs
    cross join {{ period_types() }}
    where {{ survey_speaks_for('period_type', 'pairs.delivery_period_type') }}
)

select * from final
