-- Timeliness, completeness and acceptance of a partner's month are PAR-01, PAR-02 and PAR-03.
with figures as (
    select
        breakdown_value as partner,
        period_start,
        max(case when kpi_id = 'PAR-01' then value end) as timeliness,
        max(case when kpi_id = 'PAR-02' then value end) as completeness,
        max(case when kpi_id = 'PAR-03' then value end) as acceptance
    from {{ ref('kpi_values') }}
    where
        kpi_id in ('PAR-01', 'PAR-02', 'PAR-03')
        and period_type = 'month'
        and breakdown = 'partner'
        and territory_code = '{{ var("region_code") }}'
    group by breakdown_value, period_start
)

select
    coalesce(scorecards.partner, figures.partner) as partner,
    coalesce(scorecards.period_start, figures.period_start) as period_start,
    scorecards.timeliness,
    figures.timeliness as par_01,
    scorecards.completeness,
    figures.completeness as par_02,
    scorecards.acceptance,
    figures.acceptance as par_03
from {{ ref('partner_scorecards') }} as scorecards
full outer join figures on scorecards.partner = figures.partner and scorecards.period_start = figures.period_start
where
    abs(coalesce(scorecards.timeliness, -1) - coalesce(figures.timeliness, -1)) > 1e-9
    or abs(coalesce(scorecards.completeness, -1) - coalesce(figures.completeness, -1)) > 1e-9
    or abs(coalesce(scorecards.acceptance, -1) - coalesce(figures.acceptance, -1)) > 1e-9
