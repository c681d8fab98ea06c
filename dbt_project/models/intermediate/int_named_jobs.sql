-- One row a named job. Its start is the earliest evidenced one, else the earliest declared one; every other attribute comes
-- from its best source, and what that source leaves empty from the next one. The end is the best source's alone: empty = open.
with sources as (
    select
        links.job_id,
        links.source_rank,
        declarations.*
    from {{ ref('int_named_sources') }} as links
    inner join {{ ref('int_declarations') }} as declarations on links.declaration_id = declarations.declaration_id
),

final as (
    select
        job_id,
        min(organisation_id) as organisation_id,
        coalesce(min(case when is_evidenced then started_on end), min(started_on)) as started_on,
        max(case when source_rank = 1 then ended_on end) as ended_on,
        {{ any_true('is_evidenced') }} as is_evidenced,
        {{ first_known('evidence', 'source_rank') }} as evidence,
        {{ first_known('employment_type', 'source_rank') }} as employment_type,
        {{ first_known('sex', 'source_rank') }} as sex,
        {{ first_known('birth_year', 'source_rank') }} as birth_year,
        {{ first_known('area', 'source_rank') }} as area,
        {{ first_known('province', 'source_rank') }} as province,
        {{ first_known('commune', 'source_rank') }} as commune,
        {{ first_known('occupation', 'source_rank') }} as occupation,
        {{ first_known('programme', 'source_rank') }} as programme,
        {{ first_known('hours_per_week', 'source_rank') }} as hours_per_week,
        {{ first_known('months_per_year', 'source_rank') }} as months_per_year,
        count(*) as sources,
        count(distinct partner) as partners
    from sources
    group by job_id
)

select * from final
