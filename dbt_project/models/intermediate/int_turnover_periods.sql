-- Each pair of the turnover panel in every period it speaks for: the quarter and the year of a quarterly survey, the year alone of a
-- yearly one.
with final as (
    select
        period_type,
        {{ period_start('period_type', 'panel.delivery_period_start') }} as period_start,
        panel.organisation_id,
        panel.province,
        panel.sector,
        panel.delivery_period_type,
        panel.delivery_period_start,
        panel.turnover_now_mad,
        panel.turnover_year_before_mad
    from {{ ref('int_turnover_panel') }} as panel
    cross join {{ period_types() }}
    where {{ survey_speaks_for('period_type', 'panel.delivery_period_type') }}
)

select * from final
