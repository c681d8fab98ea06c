-- Actions of the regional plan as the last list tells them. An action given up was not done on time.
with final as (
    select
        action_ref,
        partner,
        delivery_id,
        delivery_period_start,
        load_id,
        sheet,
        row_number,
        recommendation,
        owner,
        due_on,
        status,
        done_on,
        progress,
        status = 'done' and done_on <= due_on as is_done_on_time
    from {{ ref('stg_action_plan') }}
)

select * from final
