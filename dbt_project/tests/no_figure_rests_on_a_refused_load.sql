-- No fact comes from a load that was refused, or that the ledger does not name; and no figure comes from a table whose rows are not
-- looked at here. PAR-01 to PAR-03 speak of deliveries, refused ones among them: theirs are the two tables of outcomes.
{%- set facts = [
    'dim_resource', 'fct_actions', 'fct_agreements', 'fct_bookings', 'fct_financing', 'fct_hub_accounts', 'fct_investment_projects',
    'fct_job_sources', 'fct_late_actions', 'fct_market_contracts', 'fct_media_mentions', 'fct_needs', 'fct_projections', 'fct_scenarios',
    'fct_services', 'fct_survey_responses', 'fct_training_enrolments', 'fct_training_sessions', 'fct_turnover_panel', 'fct_visits',
] %}
with rows_of_loads as (
    {%- for fact in facts %}
    select
        '{{ fact }}' as table_name,
        load_id,
        count(*) as rows_of_the_load
    from {{ ref(fact) }}
    group by load_id
    union all
    {%- endfor %}
    select
        'fct_turnover_panel' as table_name,
        year_before_load_id as load_id,
        count(*) as rows_of_the_load
    from {{ ref('fct_turnover_panel') }}
    group by year_before_load_id
),

-- The jobs counted come from the declarations of fct_job_sources: each from one at least.
known_tables as (
    select table_name from rows_of_loads
    union
    select column_0 as table_name from (values ('fct_jobs'), ('feed_calendar'), ('loads')) as spoken_of (column_0)
),

-- What a register said of an organisation once, by the delivery that said it.
history_of_deliveries as (
    select
        history.delivery_id,
        count(*) as rows_of_the_delivery
    from {{ ref('dim_organisation_history') }} as history
    left join {{ source('lake', 'loads') }} as loads on history.delivery_id = loads.delivery_id and loads.verdict <> 'refused'
    where history.delivery_id is not null and loads.load_id is null
    group by history.delivery_id
)

select
    rows_of_loads.table_name,
    rows_of_loads.load_id,
    rows_of_loads.rows_of_the_load,
    case when loads.load_id is null then 'not in the ledger' else 'refused' end as what_is_wrong
from rows_of_loads
left join {{ source('lake', 'loads') }} as loads on rows_of_loads.load_id = loads.load_id
where loads.load_id is null or loads.verdict = 'refused'
union all
select
    'dim_organisation_history' as table_name,
    delivery_id as load_id,
    rows_of_the_delivery as rows_of_the_load,
    'refused' as what_is_wrong
from history_of_deliveries
union all
select
    'fct_jobs' as table_name,
    jobs.job_id as load_id,
    1 as rows_of_the_load,
    'a job without a declaration' as what_is_wrong
from {{ ref('fct_jobs') }} as jobs
left join {{ ref('fct_job_sources') }} as sources on jobs.job_id = sources.job_id
where sources.job_id is null
union all
select distinct
    kpi_sources.table_name,
    cast(null as varchar) as load_id,
    cast(null as bigint) as rows_of_the_load,
    'figures come from it, and this test does not look at it' as what_is_wrong
from {{ ref('kpi_sources') }} as kpi_sources
left join known_tables on kpi_sources.table_name = known_tables.table_name
where
    known_tables.table_name is null
    and kpi_sources.table_name not in ('{{ facts | join("', '") }}')
