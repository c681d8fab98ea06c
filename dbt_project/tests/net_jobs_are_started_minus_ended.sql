-- JOB-03 = JOB-01 − JOB-02 in every cell; a cell missing on one side is zero there.
with figures as (
    select
        period_type,
        period_start,
        territory_code,
        breakdown,
        breakdown_value,
        sum(case when kpi_id = 'JOB-01' then value else 0 end) as jobs_started,
        sum(case when kpi_id = 'JOB-02' then value else 0 end) as jobs_ended,
        sum(case when kpi_id = 'JOB-03' then value else 0 end) as jobs_net
    from {{ ref('kpi_values') }}
    where kpi_id in ('JOB-01', 'JOB-02', 'JOB-03')
    group by period_type, period_start, territory_code, breakdown, breakdown_value
)

select
    *,
    jobs_started - jobs_ended as jobs_net_expected
from figures
where jobs_net <> jobs_started - jobs_ended
