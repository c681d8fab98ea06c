-- Tables that `kpi_values_public` does not hold at all, because they are made mostly of small counts of people. That a table is left out
-- is no secret: readers see that it is missing, and are told why.
with final as (
    select distinct
        kpi_id,
        period_type,
        case when territory_code = '03' then 'region' else 'province' end as territory_type,
        breakdown
    from {{ ref('kpi_values') }}
    where conf_status = 'N'
)

select * from final
