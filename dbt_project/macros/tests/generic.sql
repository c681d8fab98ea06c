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

