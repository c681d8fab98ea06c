-- What each step of each delivery came to: fetched, read, conformed, judged, committed, answered, and the answer mailed.
with final as (
    select
        partner,
        contract,
        period_start,
        delivery_id,
        load_id,
        step,
        outcome,
        is_transient,
        detail,
        duration_seconds,
        rows_in,
        rows_out,
        happened_at
    from {{ source('lake', 'load_steps') }}
)

select * from final
