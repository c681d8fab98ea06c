-- Each expectation of each load, with what was observed.
with final as (
    select
        loads.partner,
        loads.contract,
        loads.period_start,
        loads.delivery_id,
        expectations.load_id,
        expectations.expectation,
        expectations.subject,
        expectations.column_name,
        expectations.severity,
        expectations.is_met,
        expectations.observed
    from {{ source('lake', 'expectations') }} as expectations
    inner join {{ source('lake', 'loads') }} as loads on expectations.load_id = loads.load_id
)

select * from final
