{# First day of the month, quarter or year (the value of `period_type`) in which a day falls. #}
{% macro period_start(period_type, day) -%}
    case {{ period_type }}
        when 'month' then {{ first_day('month', day) }}
        when 'quarter' then {{ first_day('quarter', day) }}
        when 'year' then {{ first_day('year', day) }}
    end
{%- endmacro %}

{% macro months_of(period_type) -%}
    case {{ period_type }} when 'month' then 1 when 'quarter' then 3 when 'year' then 12 end
{%- endmacro %}

{% macro next_period_start(period_type, start) -%}
    {{ add_months(start, months_of(period_type)) }}
{%- endmacro %}

{% macro previous_period_start(period_type, start) -%}
    {{ add_months(start, '-(' ~ months_of(period_type) ~ ')') }}
{%- endmacro %}

{% macro period_end(period_type, start) -%}
    {{ add_days(next_period_start(period_type, start), -1) }}
{%- endmacro %}

{# A survey speaks for quarters and years, never for a period shorter than the one it was delivered for. #}
{% macro survey_speaks_for(period_type, delivery_period_type) -%}
    {{ months_of(period_type) }} >= greatest(3, coalesce({{ months_of(delivery_period_type) }}, 0))
{%- endmacro %}
