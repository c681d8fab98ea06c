-- One row a period and action that was open past its due day when the period ended, or on the release's day while it runs.
with final as (
    select
        period_type,
        period_start,
        seen_on,
        action_ref,
        partner,
        owner,
        due_on,
        delivery_id,
        load_id,
        sheet,
        row_number
    from {{ ref('int_late_action_periods') }}
)

select * from final
