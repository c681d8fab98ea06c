-- Lasting jobs that started in a period at an organisation to which money was paid out in the same period. One row a job and type of
-- period: a job can miss the payment by a month and meet it within the year.
with paid_out as (
    select distinct
        period_type,
        {{ period_start('period_type', 'disbursed_on') }} as period_start,
        organisation_id
    from {{ ref('int_financing') }}
    cross join {{ period_types() }}
    where amount_disbursed_mad > 0 and disbursed_on is not null
),

started as (
    select
        jobs.*,
        period_type,
        {{ period_start('period_type', 'jobs.started_on') }} as period_start
    from {{ ref('int_jobs') }} as jobs
    cross join {{ period_types() }}
    where jobs.is_lasting
),

final as (
    select
        started.period_type,
        started.period_start,
        started.job_id,
        started.organisation_id,
        started.province,
        started.sector,
        started.started_on
    from started
    inner join paid_out
        on
            started.period_type = paid_out.period_type
            and started.period_start = paid_out.period_start
            and started.organisation_id = paid_out.organisation_id
)

select * from final
