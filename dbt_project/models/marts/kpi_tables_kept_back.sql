-- Tables of figures that are not shown at all, for they hold too many small counts of people: where one would stand, extracts say so.
with final as (
    select distinct
        kpi_id,
        period_type,
        breakdown,
        territory_code = '03' as is_regional
    from {{ ref('kpi_values') }}
    where conf_status = 'N'
)

select * from final
