-- Every load with its place among those that replace each other: in the order in which they come to stand.
with final as (
    select
        load_id,
        delivery_id,
        partner,
        contract,
        period_type,
        period_start,
        period_end,
        verdict,
        rows_rejected,
        received_at,
        -- A delivery is known when it is received, a replay when it is made.
        case when {{ trailing_number('load_id') }} = 1 then received_at else loaded_at end as known_at,
        -- A partner's next list replaces the last one, whatever its period; other deliveries replace those of their own period.
        case when mode = 'snapshot' then '' else period_type || ' ' || cast(period_start as varchar) end as replaced_part,
        row_number() over (
            partition by partner, contract
            order by received_at, period_start, delivery_id, {{ trailing_number('load_id') }}
        ) as load_order
    from {{ source('lake', 'loads') }}
)

select * from final
