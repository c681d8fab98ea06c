-- For each term of each KPI: the published tables that hold the rows behind it, and how they are told apart. The text columns are
-- SQL over those tables: what counted in this release can be asked of this release, whatever the project says later.
{%- set declared = [] %}
{%- for model in (graph.semantic_models.values() | sort(attribute='name') if execute else []) %}
    {%- do declared.extend(rows_behind(model)) %}
{%- endfor %}

with measure_rows as (
    {%- for each in declared %}
    select
        '{{ each.measure }}' as measure,
        '{{ each.table }}' as table_name,
        '{{ each.day }}' as day_column,
        '{{ each.territory }}' as territory_column,
        '{{ each.breakdowns | join(",") }}' as breakdown_columns,
        '{{ each.filter | replace("'", "''") }}' as row_filter,
        '{{ each.lifted }}' as filter_lifted_by,
        '{{ each.amount | string | replace("'", "''") }}' as amount,
        '{{ each.shift }}' as period_of_rows,
        '{{ each.shortest }}' as shortest_period
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- else %}
    select null as measure
    {%- endfor %}
),

final as (
    select
        terms.kpi_id,
        terms.part,
        cast(terms.sign as bigint) as sign,
        terms.measure,
        measure_rows.table_name,
        measure_rows.day_column,
        nullif(measure_rows.territory_column, '') as territory_column,
        nullif(measure_rows.breakdown_columns, '') as breakdown_columns,
        measure_rows.row_filter,
        nullif(measure_rows.filter_lifted_by, '') as filter_lifted_by,
        nullif(measure_rows.amount, '') as amount,
        measure_rows.period_of_rows,
        measure_rows.shortest_period
    from {{ source('reference', 'kpi_terms') }} as terms
    inner join measure_rows on terms.measure = measure_rows.measure
)

select * from final
