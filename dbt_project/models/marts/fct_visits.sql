-- One row a visit of the hub. The badge stays behind: HUB-05 is counted before.
with final as (
    select
        visit_ref,
        partner,
        resource_code,
        resource_kind,
        organisation_id,
        is_organisation_registered,
        province as territory_code,
        entered_at,
        left_at,
        visited_on,
        cast({{ minutes_between('entered_at', 'left_at') }} as double) as duration_minutes,
        is_past,
        purpose,
        delivery_period_start as period_start,
        delivery_id,
        load_id,
        sheet,
        row_number
    from {{ ref('int_visits') }}
)

select * from final
