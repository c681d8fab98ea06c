{# Lasting jobs that stand at each month's end over, by province and for the region, beside the permanent jobs that HCP counts there. #}
{% macro standing_jobs() -%}
    select
        periods.period_end,
        territories.territory_code,
        count(*) as standing_jobs,
        territories.permanent_jobs_2024
    from {{ ref('fct_jobs') }} as jobs
    inner join {{ ref('int_periods') }} as periods
        on
            periods.period_type = 'month'
            and periods.is_over
            and jobs.started_on <= periods.period_end
            and (jobs.ended_on is null or jobs.ended_on > periods.period_end)
    inner join {{ ref('dim_territory') }} as territories
        on jobs.territory_code = territories.territory_code or territories.type = 'region'
    where jobs.is_lasting
    group by periods.period_end, territories.territory_code, territories.permanent_jobs_2024
{%- endmacro %}
