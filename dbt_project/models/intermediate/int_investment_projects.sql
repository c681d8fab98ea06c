-- Investment projects as they stand now, with their organisation and whether their promises count (approved or further).
with projects as (
    select
        *,
        {{ organisation_mention_id('partner', 'null', 'ice', 'organisation_name', 'province') }} as mention_id
    from {{ ref('stg_investment_projects') }}
),

final as (
    select
        projects.project_ref,
        projects.partner,
        projects.delivery_id,
        projects.delivery_period_start,
        projects.received_at,
        projects.load_id,
        projects.sheet,
        projects.row_number,
        projects.mention_id,
        links.organisation_id,
        coalesce(links.is_registered, false) as is_organisation_registered,
        projects.title,
        projects.province,
        projects.commune,
        projects.sector,
        projects.status,
        projects.status in ('approved', 'started', 'completed') as is_approved,
        projects.submitted_on,
        projects.decided_on,
        projects.amount_mad,
        projects.jobs_promised,
        projects.jobs_realised
    from projects
    left join {{ ref('int_organisation_links') }} as links on projects.mention_id = links.mention_id
)

select * from final
