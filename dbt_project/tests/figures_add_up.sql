-- Whole and parts agree, in every cell of every KPI, numerators and denominators alike. What adds up follows from how the measures
-- behind are declared (int_measure_scope): sums do, distinct counts and medians do not.
--   provinces   the region is the sum of its provinces; where some rows have no province, a count's provinces never exceed it
--   breakdown   the values of a breakdown that shares the rows out add up to the total; where a breakdown also shows jobs that the
--               total does not count, its lasting types do
--   months      a quarter and a year are the sum of their months; one whose last month has not begun is not less than them
with measures as (
    select
        terms.kpi_id,
        terms.part,
        terms.sign,
        scope.*
    from {{ source('reference', 'kpi_terms') }} as terms
    inner join {{ ref('int_measure_scope') }} as scope on terms.measure = scope.measure
),

-- The parts of a KPI of which every measure is a sum.
kpi_parts as (
    select
        measures.kpi_id,
        measures.part,
        count(*) as measures,
        not {{ any_true('not measures.is_additive_over_periods') }} as adds_up_over_periods,
        not {{ any_true('not measures.is_always_located') }} as is_always_located,
        catalogue.kind = 'count' and min(measures.sign) > 0 as is_never_negative
    from measures
    inner join {{ ref('kpi_catalogue') }} as catalogue on measures.kpi_id = catalogue.kpi_id
    group by measures.kpi_id, measures.part, catalogue.kind
    having not {{ any_true('not measures.is_additive') }} and not {{ any_true('not measures.has_total') }}
),

region_only_kpis as (
    select kpi_id from measures group by kpi_id having {{ any_true('is_region_only') }}
),

partitions as (
    select
        kpi_parts.kpi_id,
        kpi_parts.part,
        breakdowns.breakdown,
        breakdowns.is_lifted
    from kpi_parts
    inner join (
        select
            kpi_id,
            part,
            false as is_lifted,
            {{ list_items('partitions') }} as breakdown
        from measures
        union all
        select
            kpi_id,
            part,
            true as is_lifted,
            {{ list_items('lifted_breakdowns') }} as breakdown
        from measures
    ) as breakdowns
        on kpi_parts.kpi_id = breakdowns.kpi_id and kpi_parts.part = breakdowns.part
    where breakdowns.breakdown <> ''
    group by kpi_parts.kpi_id, kpi_parts.part, kpi_parts.measures, breakdowns.breakdown, breakdowns.is_lifted
    having count(*) = kpi_parts.measures
),

cells as (
    select
        figures.kpi_id,
        kpi_parts.part,
        {{ cell_columns() }},
        case kpi_parts.part when 'numerator' then figures.numerator else figures.denominator end as amount
    from {{ ref('kpi_values') }} as figures
    inner join kpi_parts on figures.kpi_id = kpi_parts.kpi_id
),

-- A cohort that is too young has no figure yet, and no row by breakdown.
not_yet_known as (
    select distinct
        kpi_id,
        period_type,
        period_start
    from {{ ref('kpi_values') }}
    where numerator is null
),

over_provinces as (
    select
        cells.kpi_id,
        cells.part,
        cells.period_type,
        cells.period_start,
        '{{ var("region_code") }}' as territory_code,
        cells.breakdown,
        cells.breakdown_value,
        sum(case when cells.territory_code = '{{ var("region_code") }}' then cells.amount end) as whole,
        sum(case when cells.territory_code <> '{{ var("region_code") }}' then cells.amount end) as parts
    from cells
    left join region_only_kpis on cells.kpi_id = region_only_kpis.kpi_id
    where region_only_kpis.kpi_id is null
    group by cells.kpi_id, cells.part, cells.period_type, cells.period_start, cells.breakdown, cells.breakdown_value
),

over_breakdowns as (
    select
        cells.kpi_id,
        cells.part,
        cells.period_type,
        cells.period_start,
        cells.territory_code,
        partitions.breakdown,
        sum(case when cells.breakdown = 'total' then cells.amount end) as whole,
        sum(
            case
                when cells.breakdown = 'total' then null
                when partitions.is_lifted and cells.breakdown_value not in ('{{ var("lasting_employment_types") | join("', '") }}') then null
                else cells.amount
            end
        ) as parts
    from cells
    inner join partitions
        on
            cells.kpi_id = partitions.kpi_id
            and cells.part = partitions.part
            and cells.breakdown in ('total', partitions.breakdown)
    group by cells.kpi_id, cells.part, cells.period_type, cells.period_start, cells.territory_code, partitions.breakdown
),

month_sums as (
    select
        cells.kpi_id,
        cells.part,
        period_type_axis.period_type,
        {{ period_start('period_type_axis.period_type', 'cells.period_start') }} as period_start,
        cells.territory_code,
        cells.breakdown,
        cells.breakdown_value,
        sum(cells.amount) as parts
    from cells
    cross join {{ axis('period_type', ['quarter', 'year']) }}
    where cells.period_type = 'month'
    group by
        cells.kpi_id,
        cells.part,
        period_type_axis.period_type,
        {{ period_start('period_type_axis.period_type', 'cells.period_start') }},
        cells.territory_code,
        cells.breakdown,
        cells.breakdown_value
),

longer_cells as (
    select * from cells where period_type <> 'month'
),

over_months as (
    select
        coalesce(longer_cells.kpi_id, month_sums.kpi_id) as kpi_id,
        coalesce(longer_cells.part, month_sums.part) as part,
        coalesce(longer_cells.period_type, month_sums.period_type) as period_type,
        coalesce(longer_cells.period_start, month_sums.period_start) as period_start,
        coalesce(longer_cells.territory_code, month_sums.territory_code) as territory_code,
        coalesce(longer_cells.breakdown, month_sums.breakdown) as breakdown,
        coalesce(longer_cells.breakdown_value, month_sums.breakdown_value) as breakdown_value,
        longer_cells.amount as whole,
        month_sums.parts
    from longer_cells
    full outer join month_sums on {{ same_cell('longer_cells', 'month_sums') }} and longer_cells.part = month_sums.part
),

compared as (
    select
        'provinces' as identity,
        kpi_id,
        part,
        period_type,
        period_start,
        territory_code,
        breakdown,
        breakdown_value,
        whole,
        parts
    from over_provinces
    union all
    select
        'breakdown' as identity,
        kpi_id,
        part,
        period_type,
        period_start,
        territory_code,
        breakdown,
        'total' as breakdown_value,
        whole,
        parts
    from over_breakdowns
    union all
    select
        'months' as identity,
        kpi_id,
        part,
        period_type,
        period_start,
        territory_code,
        breakdown,
        breakdown_value,
        whole,
        parts
    from over_months
),

judged as (
    select
        compared.identity,
        compared.kpi_id,
        compared.part,
        compared.period_type,
        compared.period_start,
        compared.territory_code,
        compared.breakdown,
        compared.breakdown_value,
        coalesce(compared.whole, 0) as whole,
        coalesce(compared.parts, 0) as parts,
        coalesce(compared.whole, 0) - coalesce(compared.parts, 0) as difference,
        1e-6 + 1e-9 * greatest(abs(coalesce(compared.whole, 0)), abs(coalesce(compared.parts, 0))) as tolerance,
        case compared.identity
            when 'breakdown' then true
            when 'provinces' then kpi_parts.is_always_located
            else last_months.period_start is not null
        end as must_be_equal,
        kpi_parts.is_never_negative
    from compared
    inner join kpi_parts on compared.kpi_id = kpi_parts.kpi_id and compared.part = kpi_parts.part
    left join {{ ref('int_periods') }} as last_months
        on
            last_months.period_type = 'month'
            and {{ add_months('last_months.period_start', 1) }} = {{ next_period_start('compared.period_type', 'compared.period_start') }}
    left join not_yet_known
        on
            compared.kpi_id = not_yet_known.kpi_id
            and compared.period_type = not_yet_known.period_type
            and compared.period_start = not_yet_known.period_start
    where
        not_yet_known.kpi_id is null
        and (compared.identity <> 'months' or kpi_parts.adds_up_over_periods)
)

select
    identity,
    kpi_id,
    part,
    {{ cell_columns() }},
    whole,
    parts,
    difference
from judged
where
    (must_be_equal and abs(difference) > tolerance)
    or (is_never_negative and difference < -tolerance)
