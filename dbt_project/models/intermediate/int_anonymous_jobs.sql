-- Jobs that partners only state as head-counts. In a group of organisation, start month, sex and employment type with N named
-- jobs, partner p reports c(p) in all (int_reported_jobs). Partners describe the same jobs, so the group holds max(N, max c(p));
-- those beyond N are units of the partner with the largest c(p) (KPIS.md, "One job, several sources", 2).
with anonymous as (
    select
        *,
        {{ first_day('month', 'started_on') }} as start_month,
        coalesce(sex, 'unknown') as sex_group
    from {{ ref('int_declarations') }}
    where is_counted and not is_named
),

named_in_group as (
    select
        organisation_id,
        {{ first_day('month', 'started_on') }} as start_month,
        coalesce(sex, 'unknown') as sex_group,
        employment_type,
        count(*) as jobs_named
    from {{ ref('int_named_jobs') }}
    group by organisation_id, {{ first_day('month', 'started_on') }}, coalesce(sex, 'unknown'), employment_type
),

largest as (
    select
        reported.*,
        coalesce(named_in_group.jobs_named, 0) as jobs_named,
        row_number() over (
            partition by reported.organisation_id, reported.start_month, reported.sex_group, reported.employment_type
            order by reported.jobs_reported desc, reported.partner
        ) as partner_rank
    from {{ ref('int_reported_jobs') }} as reported
    left join named_in_group
        on
            reported.organisation_id = named_in_group.organisation_id
            and reported.start_month = named_in_group.start_month
            and reported.sex_group = named_in_group.sex_group
            and reported.employment_type = named_in_group.employment_type
),

laid_out as (
    select
        anonymous.*,
        largest.jobs_reported - largest.jobs_named as jobs_beyond,
        coalesce(
            sum(anonymous.headcount) over (
                partition by anonymous.organisation_id, anonymous.start_month, anonymous.sex_group, anonymous.employment_type
                order by anonymous.is_evidenced desc, anonymous.started_on, anonymous.local_ref
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as laid_out_before
    from anonymous
    inner join largest
        on
            anonymous.organisation_id = largest.organisation_id
            and anonymous.start_month = largest.start_month
            and anonymous.sex_group = largest.sex_group
            and anonymous.employment_type = largest.employment_type
            and anonymous.partner = largest.partner
    where largest.partner_rank = 1 and largest.jobs_reported > largest.jobs_named
),

units as (
    select
        *,
        {{ unit_numbers('cast(least(headcount, jobs_beyond - laid_out_before) as bigint)') }} as unit_number
    from laid_out
    where laid_out_before < jobs_beyond
),

final as (
    select
        {{ text_hash("'anonymous:' || declaration_id || ':' || cast(unit_number as varchar)") }} as job_id,
        declaration_id,
        organisation_id,
        started_on,
        ended_on,
        is_evidenced,
        evidence,
        employment_type,
        sex,
        birth_year,
        area,
        province,
        commune,
        occupation,
        programme,
        hours_per_week,
        months_per_year
    from units
)

select * from final
