-- Targets that no figure can show, and why: the KPI is not in the catalogue, or has no figure for that territory or that kind of
-- period. A target of a period that has not begun yet is not among them.
with measured as (
    select distinct
        kpi_id,
        period_type,
        territory_code
    from {{ ref('int_kpi_cells') }}
    where breakdown = 'total'
),

judged as (
    select
        targets.*,
        case
            when catalogue.kpi_id is null then 'unknown_kpi'
            when run.as_of_date < targets.period_start then null
            when measured.kpi_id is null then 'no_such_figure'
            when cells.kpi_id is null then 'no_such_period'
        end as reason
    from {{ ref('int_kpi_targets') }} as targets
    cross join {{ source('lake', 'run') }} as run
    left join {{ source('reference', 'kpis') }} as catalogue on targets.kpi_id = catalogue.kpi_id
    left join measured
        on
            targets.kpi_id = measured.kpi_id
            and targets.period_type = measured.period_type
            and targets.territory_code = measured.territory_code
    left join {{ ref('int_kpi_cells') }} as cells
        on
            targets.kpi_id = cells.kpi_id
            and targets.period_type = cells.period_type
            and targets.period_start = cells.period_start
            and targets.territory_code = cells.territory_code
            and cells.breakdown = 'total'
),

final as (
    select
        partner,
        'kpi_targets' as contract,
        delivery_period_start as period_start,
        delivery_id,
        load_id,
        sheet,
        row_number,
        kpi_id,
        period_type as target_period_type,
        period_start as target_period_start,
        territory_code,
        target,
        reason
    from judged
    where reason is not null
)

select * from final
