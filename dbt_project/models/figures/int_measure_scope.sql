-- The measures that exist and how far they reach, as the semantic models declare them.
{%- set declared = [] %}
{%- for model in (graph.semantic_models.values() | sort(attribute='name') if execute else []) %}
    {%- for measure in model.measures %}
        {%- set own = measure_meta(model, measure.name) %}
        {%- do declared.append({
            'measure': measure.name,
            'is_region_only': own.get('region_only') or not model.config.meta.territory,
            'matures_after_months': own.get('matures_after_months'),
            'shortest_period_months': {'quarter': 3, 'year': 12}.get(model.config.meta.shortest_period, 1),
            'has_total': model.config.meta.get('has_total', true),
            'is_sum': measure.agg in ('sum', 'sum_boolean', 'count', 'count_distinct'),
        }) %}
    {%- endfor %}
{%- endfor %}

with final as (
    {%- for each in declared %}
    select
        '{{ each.measure }}' as measure,
        {{ each.is_region_only | lower }} as is_region_only,
        cast({{ each.matures_after_months or 'null' }} as bigint) as matures_after_months,
        cast({{ each.shortest_period_months }} as bigint) as shortest_period_months,
        {{ each.has_total | lower }} as has_total,
        {{ each.is_sum | lower }} as is_sum
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- else %}
    select null as measure
    {%- endfor %}
)

select * from final
