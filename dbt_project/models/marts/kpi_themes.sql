-- What the figures are shown under, in order.
with final as (
    select
        theme,
        theme_rank,
        name_fr,
        name_ar,
        name_en
    from {{ source('reference', 'kpi_themes') }}
)

select * from final
