-- Numerator, denominator and value of every KPI in every cell: the catalogue's terms ⋈ the measures. No KPI is named here.
with known_terms as (
    select
        terms.kpi_id,
        terms.part,
        terms.measure,
        terms.sign,
        scope.is_region_only,
        scope.matures_after_months,
        scope.shortest_period_months,
        scope.has_total,
        scope.is_sum
    from {{ source('reference', 'kpi_terms') }} as terms
    left join {{ ref('int_measure_scope') }} as scope on terms.measure = scope.measure
),

-- A KPI one of whose measures does not exist yet has no rows at all.
kpis as (
    select
        known_terms.kpi_id,
        catalogue.kind,
        {{ any_true('known_terms.is_region_only') }} as is_region_only,
        max(known_terms.matures_after_months) as matures_after_months,
        max(known_terms.shortest_period_months) as shortest_period_months,
        {{ any_true('not known_terms.has_total') }} as is_without_total,
        {{ any_true('not known_terms.is_sum') }} as is_statistic
    from known_terms
    inner join {{ source('reference', 'kpis') }} as catalogue on known_terms.kpi_id = catalogue.kpi_id
    group by known_terms.kpi_id, catalogue.kind
    having count(*) = count(known_terms.is_region_only)
),

territories as (
    select '{{ var("region_code") }}' as territory_code, true as is_region
    union all
    select code as territory_code, false as is_region from {{ source('reference', 'provinces') }}
),

-- Totals are there for every period reported on, also where nothing happened: a sum is then 0, a median does not exist.
expected_totals as (
    select
        kpis.kpi_id,
        periods.period_type,
        periods.period_start,
        territories.territory_code,
        'total' as breakdown,
        'total' as breakdown_value,
        case when not kpis.is_statistic then cast(0 as double) end as numerator,
        cast(0 as double) as denominator
    from kpis
    cross join {{ ref('int_periods') }} as periods
    inner join territories on territories.is_region or not kpis.is_region_only
    where
        periods.is_reported
        and not kpis.is_without_total
        and {{ months_of('periods.period_type') }} >= coalesce(kpis.shortest_period_months, 1)
),

summed as (
    select
        known_terms.kpi_id,
        {{ cell_columns() }},
        {{ stable_sum("case when known_terms.part = 'numerator' then known_terms.sign * measures.amount else 0 end") }} as numerator,
        {{ stable_sum("case when known_terms.part = 'denominator' then known_terms.sign * measures.amount else 0 end") }} as denominator
    from known_terms
    inner join kpis on known_terms.kpi_id = kpis.kpi_id
    inner join {{ ref('int_measures') }} as measures
        on known_terms.measure = measures.measure
    where not kpis.is_region_only or measures.territory_code = '{{ var("region_code") }}'
    group by known_terms.kpi_id, {{ cell_columns() }}
),

cells as (
    select
        kpi_id,
        {{ cell_columns() }},
        sum(numerator) as numerator,
        sum(denominator) as denominator
    from (
        select * from expected_totals
        union all
        select * from summed
    ) as expected_or_summed
    group by kpi_id, {{ cell_columns() }}
),

-- A cohort is judged once its last member can have lasted long enough.
judged as (
    select
        cells.*,
        kpis.kind,
        kpis.matures_after_months is null
        or {{ add_months('periods.period_end', 'kpis.matures_after_months') }} <= run.as_of_date as is_mature
    from cells
    inner join kpis on cells.kpi_id = kpis.kpi_id
    inner join {{ ref('int_periods') }} as periods
        on cells.period_type = periods.period_type and cells.period_start = periods.period_start
    cross join {{ source('lake', 'run') }} as run
),

final as (
    select
        kpi_id,
        {{ cell_columns() }},
        case when is_mature then numerator end as numerator,
        case when is_mature and kind = 'ratio' then denominator end as denominator,
        case
            when not is_mature then null
            when kind = 'ratio' then numerator / nullif(denominator, 0)
            else numerator
        end as value
    from judged
    where is_mature or breakdown = 'total'
)

select * from final
