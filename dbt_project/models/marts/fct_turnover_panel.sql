-- One row an organisation and period of a survey: its turnover then and a year before, each with the row of the file that tells it.
with final as (
    select
        organisation_id,
        is_organisation_registered,
        province as territory_code,
        sector,
        delivery_period_type as survey_period_type,
        delivery_period_start as period_start,
        cast(turnover_now_mad as double) as turnover_now_mad,
        cast(turnover_year_before_mad as double) as turnover_year_before_mad,
        partner,
        delivery_id,
        load_id,
        sheet,
        row_number,
        year_before_delivery_id,
        year_before_load_id,
        year_before_sheet,
        year_before_row_number
    from {{ ref('int_turnover_panel') }}
)

select * from final
