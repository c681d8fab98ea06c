-- What each figure shall reach, one row a KPI, period and territory. Without a territory a target is the region's. When one is
-- told twice, the row received last holds; of one list the one that names the territory.
with ranked as (
    select
        *,
        coalesce(territory_code, '{{ var("region_code") }}') as target_territory_code,
        row_number() over (
            partition by kpi_id, period_type, period_start, coalesce(territory_code, '{{ var("region_code") }}')
            order by received_at desc, case when territory_code is null then 1 else 0 end, partner
        ) as target_rank
    from {{ ref('stg_kpi_targets') }}
),

final as (
    select
        kpi_id,
        period_type,
        period_start,
        target_territory_code as territory_code,
        cast(target as double) as target,
        partner,
        delivery_period_start,
        delivery_id,
        load_id,
        sheet,
        row_number
    from ranked
    where target_rank = 1
)

select * from final
