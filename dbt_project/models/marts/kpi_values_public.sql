-- The figures as they may leave the house: small counts of people, and what would reveal them, are empty; tables that hold little
-- else are not there at all, for which of their cells exist would tell as much. The only table that extracts read figures from.
with figures as (
    select * from {{ ref('kpi_values') }}
),

previous as (
    select
        kpi_id,
        period_type,
        {{ next_period_start('period_type', 'period_start') }} as period_start,
        territory_code,
        breakdown,
        breakdown_value,
        conf_status
    from figures
),

final as (
    select
        figures.kpi_id,
        figures.period_type,
        figures.period_start,
        figures.territory_code,
        figures.breakdown,
        figures.breakdown_value,
        case when figures.conf_status = 'F' then figures.numerator end as numerator,
        case when figures.conf_status = 'F' then figures.denominator end as denominator,
        case when figures.conf_status = 'F' then figures.value end as value,
        figures.unit,
        figures.target,
        case when previous.conf_status = 'F' then figures.previous_value end as previous_value,
        figures.coverage,
        figures.status,
        -- Whether a suppressed figure could exist at all would tell of it too.
        case
            when figures.conf_status = 'F' then figures.obs_status
            when figures.status = 'provisional' then 'P'
            else 'A'
        end as obs_status,
        -- Which figures are small and which only keep them company is told to nobody outside.
        case when figures.conf_status = 'F' then 'F' else 'C' end as conf_status,
        figures.open_questions,
        figures.release_id
    from figures
    left join previous
        on
            figures.kpi_id = previous.kpi_id
            and figures.period_type = previous.period_type
            and figures.period_start = previous.period_start
            and figures.territory_code = previous.territory_code
            and figures.breakdown = previous.breakdown
            and figures.breakdown_value = previous.breakdown_value
    where figures.conf_status <> 'N'
)

select * from final
