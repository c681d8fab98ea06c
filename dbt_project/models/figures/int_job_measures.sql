-- Measures of jobs, of what partners declare and of promised jobs, one row a cell.
{{ measures_of({
    'jobs': ref('fct_jobs'),
    'job_sources': ref('fct_job_sources'),
    'investment_projects': ref('fct_investment_projects'),
}) }}
