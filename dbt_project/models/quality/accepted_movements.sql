-- Final figures that moved further than their tolerance, which somebody accepted, and why.
with final as (
    select
        movement_id,
        moved_from_release_id,
        kpi_id,
        period_type,
        period_start,
        territory_code,
        value_before,
        value_after,
        value_after - value_before as change,
        reason,
        accepted_by,
        accepted_at
    from {{ source('lake', 'accepted_movements') }}
)

select * from final
