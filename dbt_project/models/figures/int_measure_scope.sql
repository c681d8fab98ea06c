-- The measures that exist and how far they reach, as the semantic models declare them.
{%- set declared = [] %}
{%- for model in (graph.semantic_models.values() | sort(attribute='name') if execute else []) %}
    {%- for measure in model.measures %}
        {%- set meta = model.config.meta %}
        {%- set own = measure_meta(model, measure.name) %}
        {%- set has_total = meta.get('has_total', true) %}
        {%- set is_additive = measure.agg in ('sum', 'sum_boolean', 'count') %}
        {%- set shown = (own.breakdowns if own.breakdowns is defined else meta.breakdowns) or [] %}
        {%- set lifted = meta.filter_lifted_by or [] %}
        {%- do declared.append({
            'measure': measure.name,
            'is_region_only': own.get('region_only') or not meta.territory,
            'matures_after_months': own.get('matures_after_months'),
            'shortest_period_months': {'quarter': 3, 'year': 12}.get(meta.shortest_period, 1),
            'has_total': has_total,
            'is_sum': measure.agg in ('sum', 'sum_boolean', 'count', 'count_distinct'),
            'is_additive': is_additive,
            'is_additive_over_periods': is_additive and meta.periods != 'from_columns',
            'is_located': meta.territory_always_known,
            'partitions': shown | reject('in', lifted) | join(',') if is_additive and has_total else '',
            'lifted': shown | select('in', lifted) | join(',') if is_additive and has_total else '',
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
        {{ each.is_sum | lower }} as is_sum,
        {{ each.is_additive | lower }} as is_additive,
        {{ each.is_additive_over_periods | lower }} as is_additive_over_periods,
        {{ (each.is_located or false) | lower }} as is_always_located,
        '{{ each.partitions }}' as partitions,
        '{{ each.lifted }}' as lifted_breakdowns
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- else %}
    select null as measure
    {%- endfor %}
)

select * from final
