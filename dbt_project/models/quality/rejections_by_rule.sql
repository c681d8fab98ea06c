-- Per load, rule and column: how many rows, and the first of them.
with ranked as (
    select
        *,
        row_number() over (
            partition by load_id, rule, column_name, severity
            order by sheet, row_number, cell
        ) as place
    from {{ ref('rejections') }}
),

final as (
    select
        partner,
        contract,
        period_start,
        delivery_id,
        load_id,
        rule,
        column_name,
        severity,
        count(*) as rows,
        max(case when place = 1 then advice_fr end) as advice_fr,
        max(case when place = 1 then advice_ar end) as advice_ar,
        max(case when place = 1 then advice_en end) as advice_en,
        max(case when place = 1 then cell end) as first_cell
    from ranked
    group by partner, contract, period_start, delivery_id, load_id, rule, column_name, severity
)

select * from final
