-- Which job each named declaration tells of. Spells of one person at one organisation are one job when they overlap or lie
-- within 31 days of each other (KPIS.md, "One job, several sources", 1); a spell that is still open overlaps all later ones.
with named as (
    select
        declaration_id,
        partner,
        local_ref,
        received_at,
        organisation_id,
        person_id,
        is_evidenced,
        started_on,
        coalesce(ended_on, date '9999-01-01') as spell_end
    from {{ ref('int_declarations') }}
    where is_counted and is_named
),

with_last_end as (
    select
        *,
        max(spell_end) over (
            partition by organisation_id, person_id
            order by started_on, spell_end, declaration_id
            rows between unbounded preceding and 1 preceding
        ) as last_end_so_far
    from named
),

numbered as (
    select
        *,
        sum(
            case when started_on <= {{ add_days('last_end_so_far', var('same_job_gap_days')) }} then 0 else 1 end
        ) over (
            partition by organisation_id, person_id
            order by started_on, spell_end, declaration_id
            rows between unbounded preceding and current row
        ) as job_number
    from with_last_end
),

-- A declaration tells of one job only: the first of its declarations names the job, and nothing of the person does.
final as (
    select
        declaration_id,
        partner,
        organisation_id,
        {{ text_hash(
            "'named:' || min(declaration_id) over (partition by organisation_id, person_id, job_number)"
        ) }} as job_id,
        row_number() over (
            partition by organisation_id, person_id, job_number
            order by is_evidenced desc, received_at desc, partner, local_ref
        ) as source_rank
    from numbered
)

select * from final
