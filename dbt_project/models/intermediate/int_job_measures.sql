-- Measures of jobs, one row a cell: period × territory × breakdown. Lasting jobs only, except in the breakdown by employment
-- type, which shows every type.
{%- set attributes = {
    'sex': 'sex',
    'age_group': 'age_group',
    'area': 'area',
    'employment_type': 'employment_type',
    'sector': 'sector',
    'programme': 'programme',
} %}
{%- set job_measures = [
    'lasting_jobs_started', 'lasting_jobs_ended', 'fte_started', 'fte_ended', 'evidenced_jobs_started',
    'women_started', 'sex_known_started', 'youth_started', 'birth_year_known_started', 'rural_started', 'area_known_started',
    'lasted_6_months', 'cohort_6_months', 'lasted_12_months', 'cohort_12_months', 'hub_user_jobs_started',
] %}

with jobs as (
    select * from {{ ref('int_jobs') }}
),

events as (
    select *, 'started' as event, started_on as happened_on from jobs
    union all
    select *, 'ended' as event, ended_on as happened_on from jobs where ended_on is not null
),

job_cells as (
    select
        events.*,
        period_type,
        {{ period_start('period_type', 'happened_on') }} as period_start,
        {{ territory_code('province') }} as territory_code,
        breakdown,
        {{ breakdown_value(attributes) }} as breakdown_value
    from events
    cross join {{ period_types() }}
    cross join {{ territory_levels() }}
    cross join {{ axis('breakdown', ['total'] + attributes.keys() | list) }}
    where is_lasting or breakdown = 'employment_type'
),

job_sums as (
    select
        {{ cell_columns() }},
        sum(case when event = 'started' then 1 else 0 end) as lasting_jobs_started,
        sum(case when event = 'ended' then 1 else 0 end) as lasting_jobs_ended,
        {{ stable_sum("case when event = 'started' then full_time_equivalent else 0 end") }} as fte_started,
        {{ stable_sum("case when event = 'ended' then full_time_equivalent else 0 end") }} as fte_ended,
        sum(case when event = 'started' and is_evidenced then 1 else 0 end) as evidenced_jobs_started,
        sum(case when event = 'started' and sex = 'female' then 1 else 0 end) as women_started,
        sum(case when event = 'started' and sex is not null then 1 else 0 end) as sex_known_started,
        sum(case when event = 'started' and age_group = '18_35' then 1 else 0 end) as youth_started,
        sum(case when event = 'started' and age_group is not null then 1 else 0 end) as birth_year_known_started,
        sum(case when event = 'started' and area = 'rural' then 1 else 0 end) as rural_started,
        sum(case when event = 'started' and area is not null then 1 else 0 end) as area_known_started,
        sum(case when event = 'started' and has_lasted_6_months then 1 else 0 end) as lasted_6_months,
        sum(case when event = 'started' then 1 else 0 end) as cohort_6_months,
        sum(case when event = 'started' and has_lasted_12_months then 1 else 0 end) as lasted_12_months,
        sum(case when event = 'started' then 1 else 0 end) as cohort_12_months,
        sum(case when event = 'started' and is_at_hub_user then 1 else 0 end) as hub_user_jobs_started
    from job_cells
    group by {{ cell_columns() }}
),

-- What all partners declare, each declaration by its own start, province and type, against the jobs counted once.
head_counts as (
    select started_on, province, employment_type, is_lasting, headcount as jobs_declared, 0 as jobs_counted_once
    from {{ ref('int_declarations') }}
    where is_counted
    union all
    select started_on, province, employment_type, is_lasting, 0 as jobs_declared, 1 as jobs_counted_once
    from jobs
),

head_count_cells as (
    select
        jobs_declared,
        jobs_counted_once,
        period_type,
        {{ period_start('period_type', 'started_on') }} as period_start,
        {{ territory_code('province') }} as territory_code,
        breakdown,
        {{ breakdown_value({'employment_type': 'employment_type'}) }} as breakdown_value
    from head_counts
    cross join {{ period_types() }}
    cross join {{ territory_levels() }}
    cross join {{ axis('breakdown', ['total', 'employment_type']) }}
    where is_lasting or breakdown = 'employment_type'
),

head_count_sums as (
    select
        {{ cell_columns() }},
        sum(jobs_declared) as jobs_declared,
        sum(jobs_counted_once) as jobs_counted_once
    from head_count_cells
    group by {{ cell_columns() }}
),

promise_cells as (
    select
        coalesce(jobs_realised, 0) as jobs_realised,
        jobs_promised,
        period_type,
        {{ period_start('period_type', 'decided_on') }} as period_start,
        {{ territory_code('province') }} as territory_code,
        breakdown,
        {{ breakdown_value({'sector': 'sector'}) }} as breakdown_value
    from {{ ref('int_investment_projects') }}
    cross join {{ period_types() }}
    cross join {{ territory_levels() }}
    cross join {{ axis('breakdown', ['total', 'sector']) }}
    where is_approved and decided_on is not null
),

promise_sums as (
    select
        {{ cell_columns() }},
        sum(jobs_realised) as project_jobs_realised,
        sum(jobs_promised) as project_jobs_promised
    from promise_cells
    group by {{ cell_columns() }}
),

final as (
    {{ measures_as_rows('job_sums', job_measures) }}
    union all
    {{ measures_as_rows('head_count_sums', ['jobs_declared', 'jobs_counted_once']) }}
    union all
    {{ measures_as_rows('promise_sums', ['project_jobs_realised', 'project_jobs_promised']) }}
)

select * from final
