-- One row an action of the regional plan, as the last list tells it.
with final as (
    select
        action_ref,
        partner,
        recommendation,
        owner,
        due_on,
        status,
        done_on,
        is_done_on_time,
        cast(progress as double) as progress,
        delivery_period_start as period_start,
        delivery_id,
        load_id,
        sheet,
        row_number
    from {{ ref('int_actions') }}
)

select * from final
