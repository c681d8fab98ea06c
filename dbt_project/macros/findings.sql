{# Whose question it is: a partner answers for its own file; a promise of ours, and what two feeds say differently, is ours to settle. #}
{% macro finding_owner(check_name) -%}
    case when {{ check_name }} in ('expectation', 'source_difference') then 'qutb' else 'partner' end
{%- endmacro %}
