-- One row a load: what became of each delivery, and whether it stands now.
with final as (
    select
        loads.partner,
        loads.contract,
        loads.period_type,
        loads.period_start,
        loads.period_end,
        loads.delivery_id,
        loads.load_id,
        loads.mode,
        loads.received_at,
        loads.loaded_at,
        loads.file_name,
        loads.file_sha256,
        loads.verdict,
        loads.reason,
        cast(loads.rows_read as bigint) as rows_read,
        cast(loads.rows_accepted as bigint) as rows_accepted,
        cast(loads.rows_rejected as bigint) as rows_rejected,
        cast(loads.rows_skipped as bigint) as rows_skipped,
        cast(loads.repairs as bigint) as repairs,
        loads.contract_version,
        standing.load_id is not null as is_standing,
        -- A delivery is judged once, whatever the number of its loads: by the last one that was not refused, else by the last one.
        row_number() over (
            partition by loads.delivery_id
            order by case when loads.verdict = 'refused' then 1 else 0 end, {{ trailing_number('loads.load_id') }} desc
        ) = 1 as is_decisive
    from {{ source('lake', 'loads') }} as loads
    left join {{ ref('stg_standing_loads') }} as standing on loads.load_id = standing.load_id
)

select * from final
