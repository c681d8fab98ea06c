-- Where each job comes from: one row a job and declaration. A head-count that gave no job of its own, because others already
-- tell of those jobs, is a row without a job, so that head-counts add up to what partners declared.
with named as (
    select
        declaration_id,
        job_id,
        'named' as role,
        cast(source_rank as bigint) as source_rank,
        1 as headcount
    from {{ ref('int_named_sources') }}
),

anonymous as (
    select
        declaration_id,
        job_id,
        'anonymous' as role,
        1 as source_rank,
        1 as headcount
    from {{ ref('int_anonymous_jobs') }}
),

used as (
    select
        declaration_id,
        sum(headcount) as headcount
    from anonymous
    group by declaration_id
),

absorbed as (
    select
        declarations.declaration_id,
        cast(null as varchar) as job_id,
        'absorbed' as role,
        cast(null as bigint) as source_rank,
        declarations.headcount - coalesce(used.headcount, 0) as headcount
    from {{ ref('int_declarations') }} as declarations
    left join used on declarations.declaration_id = used.declaration_id
    where declarations.is_counted and not declarations.is_named and declarations.headcount > coalesce(used.headcount, 0)
),

sources as (
    select * from named
    union all
    select * from anonymous
    union all
    select * from absorbed
),

final as (
    select
        sources.job_id,
        sources.role,
        sources.source_rank,
        cast(sources.headcount as bigint) as headcount,
        declarations.organisation_id,
        declarations.partner,
        declarations.local_ref,
        declarations.state,
        declarations.employment_type,
        declarations.is_lasting,
        declarations.province as territory_code,
        declarations.started_on,
        declarations.ended_on,
        declarations.received_at,
        declarations.delivery_period_start as period_start,
        declarations.delivery_id,
        declarations.load_id,
        declarations.sheet,
        declarations.row_number
    from sources
    inner join {{ ref('int_declarations') }} as declarations on sources.declaration_id = declarations.declaration_id
)

select * from final
