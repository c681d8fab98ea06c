-- What each KPI means, as `kpi_catalogue.yaml` says it.
with final as (
    select
        kpi_id,
        name_fr,
        name_ar,
        name_en,
        definition_fr,
        definition_ar,
        definition_en,
        formula,
        unit,
        direction,
        contracts,
        owner,
        kind,
        theme,
        headline_rank
    from {{ source('reference', 'kpis') }}
)

select * from final
