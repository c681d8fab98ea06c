-- Job declarations with their organisation. Only what is declared or evidenced counts; promises never do.
with declarations as (
    select
        *,
        {{ organisation_mention_id('partner', 'organisation_ref', 'ice', 'organisation_name', 'province') }} as mention_id
    from {{ ref('stg_job_declarations') }}
),

final as (
    select
        declarations.partner || ':' || declarations.local_ref as declaration_id,
        declarations.partner,
        declarations.local_ref,
        declarations.delivery_id,
        declarations.delivery_period_start,
        declarations.received_at,
        declarations.load_id,
        declarations.sheet,
        declarations.row_number,
        declarations.mention_id,
        coalesce(links.organisation_id, 'unmatched:' || declarations.partner || ':') as organisation_id,
        coalesce(links.is_registered, false) as is_organisation_registered,
        declarations.person_id,
        declarations.person_id is not null and coalesce(declarations.headcount, 1) = 1 as is_named,
        coalesce(declarations.headcount, 1) as headcount,
        declarations.state,
        declarations.state in ('declared', 'evidenced') as is_counted,
        declarations.state = 'evidenced' as is_evidenced,
        declarations.evidence,
        declarations.employment_type,
        declarations.employment_type in ('{{ var("lasting_employment_types") | join("', '") }}') as is_lasting,
        declarations.sex,
        declarations.birth_year,
        declarations.area,
        declarations.province,
        declarations.commune,
        declarations.occupation,
        declarations.programme,
        declarations.hours_per_week,
        declarations.months_per_year,
        declarations.started_on,
        declarations.ended_on
    from declarations
    left join {{ ref('int_organisation_links') }} as links on declarations.mention_id = links.mention_id
)

select * from final
