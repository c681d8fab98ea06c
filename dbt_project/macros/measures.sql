{#
  Measures are declared once, as measures of dbt semantic models (`models/semantic/*.yml`). From there come: the cells of
  `kpi_values` (these macros), the scope of each measure (`int_measure_scope`), MetricFlow's metrics, and `qutb trace`.

  What a semantic model says besides MetricFlow's own words, under `config.meta`:
    territory        the dimension that holds a province's code; without one the measures are the region's only
    breakdowns       dimensions by which the measures are broken down, besides the total
    filter           yes/no dimensions that must all be true for a row to count
    filter_lifted_by breakdowns that show every row, whatever the filter says
    periods          'from_columns': a row is already one period (columns period_type and period_start)
    shortest_period  'quarter' or 'year' where shorter periods make no sense
    territory_always_known  true where every row has a province, so that the region is exactly the sum of its provinces
    has_total        false where breakdown values must never be added up
    rows             for a table that is not published: the published tables behind it (see rows_behind); in their filter {first}
                     and {after} stand for the period's first day and the day after its last
    measures         by measure: breakdowns (fewer than the model's), region_only, matures_after_months, rows_from (period, before, year_after), amount (of one such row)
#}

{# The semantic model as dbt knows it; {} while the project is only parsed. #}
{% macro semantic_model(name) -%}
    {%- set found = [] -%}
    {%- if execute -%}
        {%- for node in graph.semantic_models.values() if node.name == name -%}{%- do found.append(node) -%}{%- endfor -%}
        {%- if not found -%}{{ exceptions.raise_compiler_error("No semantic model is called '" ~ name ~ "'.") }}{%- endif -%}
    {%- endif -%}
    {{ return(found[0] if found else {}) }}
{%- endmacro %}

{# One row a measure and cell, of all measures of some semantic models. `relations`: name of the semantic model → its relation. #}
{% macro measures_of(relations) -%}
    {%- for name, relation in relations.items() %}
    {{ measures_of_model(semantic_model(name), relation) }}
    {%- if not loop.last %}
    union all
    {%- endif -%}
    {%- endfor -%}
{%- endmacro %}

{% macro measures_of_model(model, relation) -%}
    {%- if not model -%}
    select null as measure, null as period_type, null as period_start, null as territory_code, null as breakdown, null as breakdown_value, null as amount
    from {{ relation }}
    {%- else -%}
    {%- set by_day = {} -%}
    {%- for measure in model.measures -%}
        {%- set day = measure.agg_time_dimension or model.defaults.agg_time_dimension -%}
        {%- do by_day.setdefault(day, []).append(measure) -%}
    {%- endfor -%}
    {%- for day, measures in by_day.items() %}
    {{ measures_by_day(model, relation, day, measures) }}
    {%- if not loop.last %}
    union all
    {%- endif -%}
    {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{# A fact is repeated for each period type, territory level and breakdown, then aggregated once. #}
{% macro measures_by_day(model, relation, day, measures) -%}
    {%- set meta = model.config.meta -%}
    {%- set happened_on = dimension_expression(model, day) -%}
    select
        measure,
        {{ cell_columns() }},
        amount
    from (
        select
            measure,
            {{ cell_columns() }},
            case measure
                {%- for measure in measures %}
                when '{{ measure.name }}' then {{ measure.name }}
                {%- endfor %}
            end as amount,
            case measure
                {%- for measure in measures %}
                when '{{ measure.name }}' then {{ 'true' if measure.agg in ('median', 'average', 'min', 'max') else 'false' }}
                {%- endfor %}
            end as may_be_zero
        from (
            select
                cell_period_type as period_type,
                cell_period_start as period_start,
                cell_territory_code as territory_code,
                cell_breakdown as breakdown,
                cell_breakdown_value as breakdown_value
                {%- for measure in measures %},
                {{ aggregate(measure, measure_meta(model, measure.name)) }} as {{ measure.name }}
                {%- endfor %}
            from (
                select
                    facts.*,
                    {% if meta.periods == 'from_columns' -%}
                    facts.period_type as cell_period_type,
                    facts.{{ happened_on }} as cell_period_start,
                    {%- else -%}
                    period_type_axis.cell_period_type,
                    {{ period_start('period_type_axis.cell_period_type', 'facts.' ~ happened_on) }} as cell_period_start,
                    {%- endif %}
                    {% if meta.territory -%}
                    case territory_level when 'region' then '{{ var("region_code") }}' else facts.{{ dimension_expression(model, meta.territory) }} end
                    {%- else -%}
                    '{{ var("region_code") }}'
                    {%- endif %} as cell_territory_code,
                    cell_breakdown_axis.cell_breakdown,
                    case cell_breakdown_axis.cell_breakdown
                        when 'total' then 'total'
                        {%- for breakdown in meta.breakdowns or [] %}
                        when '{{ breakdown }}' then coalesce(cast(facts.{{ dimension_expression(model, breakdown) }} as varchar), 'unknown')
                        {%- endfor %}
                    end as cell_breakdown_value
                from {{ relation }} as facts
                {%- if meta.periods != 'from_columns' %}
                cross join (values {% for period_type in period_types_from(meta.shortest_period) %}('{{ period_type }}'){{ ', ' if not loop.last }}{% endfor %}) as period_type_axis (cell_period_type)
                {%- endif %}
                {%- if meta.territory %}
                cross join {{ territory_levels() }}
                {%- endif %}
                cross join (values {% for breakdown in breakdowns_of(meta) %}('{{ breakdown }}'){{ ', ' if not loop.last }}{% endfor %}) as cell_breakdown_axis (cell_breakdown)
                where
                    facts.{{ happened_on }} is not null
                    {%- for column in meta.filter or [] %}
                    and ({{ 'facts.' ~ dimension_expression(model, column) }}
                    {%- if meta.filter_lifted_by %} or cell_breakdown_axis.cell_breakdown in ('{{ meta.filter_lifted_by | join("', '") }}'){% endif %})
                    {%- endfor %}
            ) as cells_of_facts
            group by cell_period_type, cell_period_start, cell_territory_code, cell_breakdown, cell_breakdown_value
        ) as sums
        cross join (values {% for measure in measures %}('{{ measure.name }}'){{ ', ' if not loop.last }}{% endfor %}) as measure_axis (measure)
    ) as amounts
    -- A cell without the measure has no row: what is missing is zero.
    where (amount <> 0 or may_be_zero) and amount is not null and territory_code is not null
{%- endmacro %}

{% macro aggregate(measure, meta) -%}
    {%- set expression = measure.expr or measure.name -%}
    {%- if meta.breakdowns is defined and meta.breakdowns is not none -%}
        {%- set shown = ['total'] + meta.breakdowns -%}
        {%- set expression = "case when cell_breakdown in ('" ~ shown | join("', '") ~ "') then " ~ expression ~ " end" -%}
    {%- endif -%}
    {%- if measure.agg == 'sum' -%} {{ stable_sum(expression) }}
    {%- elif measure.agg == 'count' -%} cast(count({{ expression }}) as double)
    {%- elif measure.agg == 'count_distinct' -%} cast(count(distinct {{ expression }}) as double)
    {%- elif measure.agg == 'sum_boolean' -%} cast(sum(case when {{ expression }} then 1 else 0 end) as double)
    {%- elif measure.agg in ('median', 'min', 'max') -%} cast({{ measure.agg }}({{ expression }}) as double)
    {%- else -%} {{ exceptions.raise_compiler_error("The measure '" ~ measure.name ~ "' wants the aggregation '" ~ measure.agg ~ "', which macros/measures.sql does not know.") }}
    {%- endif -%}
{%- endmacro %}

{% macro measure_meta(model, measure) -%}
    {{ return((model.config.meta.measures or {}).get(measure) or {}) }}
{%- endmacro %}

{% macro dimension_expression(model, name) -%}
    {%- for dimension in model.dimensions if dimension.name == name -%}{{ return(dimension.expr or dimension.name) }}{%- endfor -%}
    {{ exceptions.raise_compiler_error("The semantic model '" ~ model.name ~ "' has no dimension '" ~ name ~ "'.") }}
{%- endmacro %}

{% macro breakdowns_of(meta) -%}
    {{ return((['total'] if meta.get('has_total', true) else []) + (meta.breakdowns or [])) }}
{%- endmacro %}

{% macro period_types_from(shortest) -%}
    {{ return({'quarter': ['quarter', 'year'], 'year': ['year']}.get(shortest, ['month', 'quarter', 'year'])) }}
{%- endmacro %}

{#
  Where the rows behind a measure lie in the published tables: what `qutb trace` reads. A semantic model on a published fact says
  it by itself; one on a table that is not published lists under `config.meta.rows` the published tables that its rows come from.
#}
{% macro rows_behind(model) -%}
    {%- set meta = model.config.meta -%}
    {%- set found = [] -%}
    {%- for measure in model.measures -%}
        {%- set own = measure_meta(model, measure.name) -%}
        {%- if meta.rows -%}
            {%- for rows in meta.rows -%}
                {%- for shift in own.rows_from or ['period'] -%}
                {%- do found.append({
                    'measure': measure.name, 'table': rows.table, 'day': rows.day, 'territory': rows.territory or '', 'filter': rows.filter or 'true',
                    'amount': own.amount or '', 'shift': shift, 'breakdowns': rows.breakdowns or [], 'shortest': meta.shortest_period or 'month',
                }) -%}
                {%- endfor -%}
            {%- endfor -%}
        {%- elif model.node_relation.schema_name in ('marts', 'quality') -%}
            {%- set columns = [] -%}
            {%- for breakdown in (own.breakdowns if own.breakdowns is defined else meta.breakdowns) or [] -%}
                {%- do columns.append(breakdown ~ '=' ~ dimension_expression(model, breakdown)) -%}
            {%- endfor -%}
            {%- set filters = [] -%}
            {%- for name in meta.filter or [] -%}{%- do filters.append(dimension_expression(model, name)) -%}{%- endfor -%}
            {%- do found.append({
                'measure': measure.name, 'table': model.node_relation.alias,
                'day': dimension_expression(model, measure.agg_time_dimension or model.defaults.agg_time_dimension),
                'territory': dimension_expression(model, meta.territory) if meta.territory else '',
                'filter': filters | join(' and ') or 'true',
                'amount': (measure.expr or measure.name) if measure.agg == 'sum' else '',
                'shift': 'same' if meta.periods == 'from_columns' else 'period', 'breakdowns': columns,
                'lifted': (meta.filter_lifted_by or []) | join(','), 'shortest': meta.shortest_period or 'month',
            }) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}
