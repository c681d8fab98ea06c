{# Our own generic tests: each shows the failing rows with what a reader needs to find them. #}

{% test unique_combination(model, columns) %}
select
    {{ columns | join(', ') }},
    count(*) as rows_with_this_key
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}


{% test refers_to(model, column_name, to, field) %}
select
    facts.{{ column_name }} as unknown_{{ column_name }},
    count(*) as rows_that_refer_to_it
from {{ model }} as facts
left join {{ to }} as known on facts.{{ column_name }} = known.{{ field }}
where facts.{{ column_name }} is not null and known.{{ field }} is null
group by facts.{{ column_name }}
{% endtest %}


{% test in_range(model, column_name, min_value=none, max_value=none, where_condition='true') %}
select *
from {{ model }}
where
    ({{ where_condition }})
    and (
        false
        {%- if min_value is not none %} or {{ column_name }} < {{ min_value }}{% endif %}
        {%- if max_value is not none %} or {{ column_name }} > {{ max_value }}{% endif %}
    )
{% endtest %}


{# A count of the region is the sum of its provinces, in every cell of the KPIs named. #}
{% test provinces_add_up(model, kpi_ids) %}
with sums as (
    select
        kpi_id,
        period_type,
        period_start,
        breakdown,
        breakdown_value,
        sum(case when territory_code = '{{ var("region_code") }}' then value else 0 end) as of_the_region,
        sum(case when territory_code = '{{ var("region_code") }}' then 0 else value end) as of_its_provinces
    from {{ model }}
    where kpi_id in ({% for kpi_id in kpi_ids %}'{{ kpi_id }}'{{ ', ' if not loop.last }}{% endfor %})
    group by kpi_id, period_type, period_start, breakdown, breakdown_value
)

select
    *,
    of_the_region - of_its_provinces as difference
from sums
where abs(of_the_region - of_its_provinces) > 1e-6
{% endtest %}
