-- One row a distinct job, named or anonymous, with what the figures need: age, full-time equivalent, sector, use of the hub.
-- The sector is the organisation's on the day the job began.
with jobs as (
    select
        job_id,
        true as is_named,
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
        months_per_year,
        sources,
        partners
    from {{ ref('int_named_jobs') }}
    union all
    select
        job_id,
        false as is_named,
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
        months_per_year,
        1 as sources,
        1 as partners
    from {{ ref('int_anonymous_jobs') }}
),

at_hub_users as (
    select distinct jobs.job_id
    from jobs
    inner join {{ ref('int_hub_activity') }} as activity
        on
            jobs.organisation_id = activity.organisation_id
            and activity.active_on >= {{ add_months('jobs.started_on', -var('hub_user_months')) }}
            and activity.active_on < jobs.started_on
),

final as (
    select
        jobs.*,
        organisations.organisation_id is not null as is_organisation_registered,
        organisations.sector,
        jobs.employment_type in ('{{ var("lasting_employment_types") | join("', '") }}') as is_lasting,
        {{ year_of('jobs.started_on') }} - jobs.birth_year as age_at_start,
        case
            when jobs.birth_year is null then null
            when {{ year_of('jobs.started_on') }} - jobs.birth_year < {{ var('youth_from_age') }} then 'under_18'
            when {{ year_of('jobs.started_on') }} - jobs.birth_year <= {{ var('youth_to_age') }} then '18_35'
            when {{ year_of('jobs.started_on') }} - jobs.birth_year < 60 then '36_59'
            else '60_plus'
        end as age_group,
        cast(
            coalesce(jobs.hours_per_week, {{ var('full_time_hours_per_week') }}) / {{ var('full_time_hours_per_week') }}.0
            * coalesce(jobs.months_per_year, {{ var('full_time_months_per_year') }}) / {{ var('full_time_months_per_year') }}.0
            as double
        ) as full_time_equivalent,
        jobs.hours_per_week is null as is_hours_imputed,
        jobs.months_per_year is null as is_months_imputed,
        jobs.ended_on is null or jobs.ended_on >= {{ add_months('jobs.started_on', 6) }} as has_lasted_6_months,
        jobs.ended_on is null or jobs.ended_on >= {{ add_months('jobs.started_on', 12) }} as has_lasted_12_months,
        at_hub_users.job_id is not null as is_at_hub_user
    from jobs
    {{ join_organisation_at('jobs.organisation_id', 'jobs.started_on') }}
    left join at_hub_users on jobs.job_id = at_hub_users.job_id
)

select * from final
