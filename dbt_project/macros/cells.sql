{#
  A measure is counted in every cell it belongs to in one pass: a fact is repeated for each period type, territory level
  and breakdown, then aggregated once. These macros write the axes and turn the wide sums into one row a measure.
#}

{% macro axis(column, values) -%}
    (values {% for value in values %}('{{ value }}'){{ ', ' if not loop.last }}{% endfor %}) as {{ column }}_axis ({{ column }})
{%- endmacro %}

{% macro period_types() -%}
    {{ axis('period_type', ['month', 'quarter', 'year']) }}
{%- endmacro %}

{% macro territory_levels() -%}
    {{ axis('territory_level', ['region', 'province']) }}
{%- endmacro %}

{# The region's code or the province's; null (no cell) for a fact without a province. #}
{% macro territory_code(province) -%}
    case territory_level when 'region' then '{{ var("region_code") }}' else {{ province }} end
{%- endmacro %}

{# `columns`: breakdown → SQL expression. A missing attribute is shown as `unknown`. #}
{% macro breakdown_value(columns) -%}
    case breakdown
        when 'total' then 'total'
        {%- for breakdown, expression in columns.items() %}
        when '{{ breakdown }}' then coalesce({{ expression }}, 'unknown')
        {%- endfor %}
    end
{%- endmacro %}

{% macro cell_columns() -%}
    period_type, period_start, territory_code, breakdown, breakdown_value
{%- endmacro %}

{# A cell without the measure has no row: what is missing is zero. #}
{% macro measures_as_rows(relation, measures) -%}
    select
        measure,
        {{ cell_columns() }},
        amount
    from (
        select
            measure,
            {{ cell_columns() }},
            cast(
                case measure
                    {%- for measure in measures %}
                    when '{{ measure }}' then {{ measure }}
                    {%- endfor %}
                end as double
            ) as amount
        from {{ relation }}
        cross join {{ axis('measure', measures) }}
    ) as {{ relation }}_as_rows
    where amount <> 0 and territory_code is not null
{%- endmacro %}

{# Two rows speak of the same figure. #}
{% macro same_cell(one, other) -%}
    {%- for column in ['kpi_id', 'period_type', 'period_start', 'territory_code', 'breakdown', 'breakdown_value'] -%}
    {{ one }}.{{ column }} = {{ other }}.{{ column }}{{ ' and ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
