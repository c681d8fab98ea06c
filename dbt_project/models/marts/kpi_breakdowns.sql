-- The breakdowns of figures and what people call them.
with final as (
    select
        breakdown,
        breakdown_rank,
        name_fr,
        name_ar,
        name_en
    from {{ source('reference', 'kpi_breakdowns') }}
)

select * from final
