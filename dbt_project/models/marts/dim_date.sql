-- The calendar of the hub, by day: public holidays and Ramadan, up to the end of the year after the run's.
with final as (
    select
        day,
        cast({{ iso_weekday('day') }} as bigint) as iso_weekday,
        {{ first_day('week', 'day') }} as week_start,
        {{ first_day('month', 'day') }} as month_start,
        {{ first_day('quarter', 'day') }} as quarter_start,
        {{ first_day('year', 'day') }} as year_start,
        is_public_holiday,
        holiday_name_fr,
        holiday_name_ar,
        is_ramadan,
        is_estimated
    from {{ source('reference', 'calendar_days') }}
)

select * from final
