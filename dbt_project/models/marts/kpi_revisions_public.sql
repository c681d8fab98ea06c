-- Revisions as they may leave the house: nothing of a figure that is suppressed now.
with revisions as (
    select * from {{ ref('kpi_revisions') }}
),

free as (
    select
        kpi_id,
        period_type,
        period_start,
        territory_code,
        breakdown,
        breakdown_value
    from {{ ref('kpi_values') }}
    where conf_status = 'F'
),

final as (
    select
        revisions.kpi_id,
        revisions.period_type,
        revisions.period_start,
        revisions.territory_code,
        revisions.breakdown,
        revisions.breakdown_value,
        revisions.first_release_id,
        revisions.first_published_at,
        revisions.first_value,
        revisions.current_value,
        revisions.change,
        revisions.late_data,
        revisions.correction,
        revisions.linkage,
        revisions.rule_change,
        revisions.revisions,
        revisions.last_changed_release_id
    from revisions
    inner join free
        on
            revisions.kpi_id = free.kpi_id
            and revisions.period_type = free.period_type
            and revisions.period_start = free.period_start
            and revisions.territory_code = free.territory_code
            and revisions.breakdown = free.breakdown
            and revisions.breakdown_value = free.breakdown_value
)

select * from final
