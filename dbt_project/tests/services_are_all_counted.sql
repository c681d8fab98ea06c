-- Every service given so far is counted once in its month, and once under its kind.
with given as (
    select
        {{ first_day('month', 'delivered_on') }} as period_start,
        count(*) as services
    from {{ ref('fct_services') }}
    where is_past
    group by {{ first_day('month', 'delivered_on') }}
),

counted as (
    select
        period_start,
        sum(case when breakdown = 'total' then value else 0 end) as services_in_total,
        sum(case when breakdown = 'service_kind' then value else 0 end) as services_by_kind
    from {{ ref('kpi_values') }}
    where kpi_id = 'HUB-09' and period_type = 'month' and territory_code = '{{ var("region_code") }}'
    group by period_start
)

select
    given.period_start,
    given.services,
    counted.services_in_total,
    counted.services_by_kind
from given
left join counted on given.period_start = counted.period_start
where
    given.services <> coalesce(counted.services_in_total, 0)
    or given.services <> coalesce(counted.services_by_kind, 0)
