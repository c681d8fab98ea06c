-- Each finding with its address, its rule and what to do. The value found stays with the partner's receipt.
with final as (
    select
        loads.partner,
        loads.contract,
        loads.period_start,
        loads.delivery_id,
        rejections.load_id,
        rejections.sheet,
        rejections.row_number,
        rejections.column_name,
        rejections.cell,
        rejections.rule,
        rejections.severity,
        rejections.advice_fr,
        rejections.advice_ar,
        rejections.advice_en
    from {{ source('lake', 'rejections') }} as rejections
    inner join {{ source('lake', 'loads') }} as loads on rejections.load_id = loads.load_id
)

select * from final
