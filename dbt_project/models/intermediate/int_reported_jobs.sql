-- What each partner reports in all, c(p): of a group of organisation, start month, sex and employment type, its named jobs that fall
-- in the group + its anonymous head-count (KPIS.md, "One job, several sources", 2). The counting rule and the comparison of partners
-- both start from here. The delivery is the last one that told of any of them.
with anonymous as (
    select
        organisation_id,
        is_organisation_registered,
        {{ first_day('month', 'started_on') }} as start_month,
        coalesce(sex, 'unknown') as sex_group,
        employment_type,
        partner,
        headcount,
        delivery_id,
        received_at
    from {{ ref('int_declarations') }}
    where is_counted and not is_named
),

-- A partner that tells of one job in two declarations reports it once.
named as (
    select
        jobs.organisation_id,
        {{ any_true('declarations.is_organisation_registered') }} as is_organisation_registered,
        {{ first_day('month', 'jobs.started_on') }} as start_month,
        coalesce(jobs.sex, 'unknown') as sex_group,
        jobs.employment_type,
        sources.partner,
        1 as headcount,
        {{ last_known('declarations.delivery_id', 'declarations.received_at') }} as delivery_id,
        max(declarations.received_at) as received_at
    from {{ ref('int_named_jobs') }} as jobs
    inner join {{ ref('int_named_sources') }} as sources on jobs.job_id = sources.job_id
    inner join {{ ref('int_declarations') }} as declarations on sources.declaration_id = declarations.declaration_id
    group by jobs.job_id, jobs.organisation_id, jobs.started_on, jobs.sex, jobs.employment_type, sources.partner
),

reported as (
    select * from anonymous
    union all
    select * from named
),

final as (
    select
        organisation_id,
        {{ any_true('is_organisation_registered') }} as is_organisation_registered,
        start_month,
        sex_group,
        employment_type,
        partner,
        sum(headcount) as jobs_reported,
        {{ last_known('delivery_id', 'received_at') }} as delivery_id,
        max(received_at) as received_at
    from reported
    group by organisation_id, start_month, sex_group, employment_type, partner
)

select * from final
