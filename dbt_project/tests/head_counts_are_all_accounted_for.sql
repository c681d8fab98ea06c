-- Every head declared is the source of a job or known to be one that others tell of: none is lost, none is made up.
with declared as (
    select
        partner,
        sum(headcount) as heads_declared
    from {{ ref('int_declarations') }}
    where is_counted
    group by partner
),

accounted as (
    select
        partner,
        sum(headcount) as heads_accounted_for
    from {{ ref('fct_job_sources') }}
    group by partner
)

select
    partner,
    declared.heads_declared,
    accounted.heads_accounted_for
from declared
full outer join accounted using (partner)
where coalesce(declared.heads_declared, 0) <> coalesce(accounted.heads_accounted_for, 0)
