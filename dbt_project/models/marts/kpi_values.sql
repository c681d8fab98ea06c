-- The one table that extracts read figures from: every KPI, period, territory and breakdown, with what it was before, how
-- complete its sources are, how firm it is and how many open questions weigh on it.
with cells as (
    select * from {{ ref('int_kpi_cells') }}
),

previous as (
    select
        kpi_id,
        period_type,
        {{ next_period_start('period_type', 'period_start') }} as period_start,
        territory_code,
        breakdown,
        breakdown_value,
        value
    from cells
),

final as (
    select
        cells.kpi_id,
        cells.period_type,
        cells.period_start,
        cells.territory_code,
        cells.breakdown,
        cells.breakdown_value,
        cells.numerator,
        cells.denominator,
        cells.value,
        kpis.unit,
        targets.target,
        previous.value as previous_value,
        coverage.coverage,
        coverage.status,
        -- SDMX CL_OBS_STATUS: M = no value can exist, P = provisional, A = normal (a revised figure is a normal one).
        case
            when cells.value is null then 'M'
            when coverage.status = 'provisional' then 'P'
            else 'A'
        end as obs_status,
        -- SDMX CL_CONF_STATUS: F = free, C = a small count of people, D = would reveal one, N = in a table that is not shown at all.
        coalesce(confidential.conf_status, 'F') as conf_status,
        cast(coalesce(questions.open_questions, 0) as bigint) as open_questions,
        run.release_id
    from cells
    cross join {{ source('lake', 'run') }} as run
    inner join {{ ref('kpi_catalogue') }} as kpis on cells.kpi_id = kpis.kpi_id
    left join {{ ref('int_kpi_coverage') }} as coverage
        on
            cells.kpi_id = coverage.kpi_id
            and cells.period_type = coverage.period_type
            and cells.period_start = coverage.period_start
    left join {{ ref('int_kpi_questions') }} as questions
        on
            cells.kpi_id = questions.kpi_id
            and cells.period_type = questions.period_type
            and cells.period_start = questions.period_start
            and case when cells.breakdown in ('partner', 'contract') then cells.breakdown else 'total' end = questions.breakdown
            and case when cells.breakdown in ('partner', 'contract') then cells.breakdown_value else 'total' end = questions.breakdown_value
    -- A target is set for a figure as a whole, never for a part of it.
    left join {{ ref('int_kpi_targets') }} as targets
        on
            cells.kpi_id = targets.kpi_id
            and cells.period_type = targets.period_type
            and cells.period_start = targets.period_start
            and cells.territory_code = targets.territory_code
            and cells.breakdown = 'total'
    left join {{ ref('int_confidential_cells') }} as confidential on {{ same_cell('cells', 'confidential') }}
    left join previous
        on
            cells.kpi_id = previous.kpi_id
            and cells.period_type = previous.period_type
            and cells.period_start = previous.period_start
            and cells.territory_code = previous.territory_code
            and cells.breakdown = previous.breakdown
            and cells.breakdown_value = previous.breakdown_value
)

select * from final
