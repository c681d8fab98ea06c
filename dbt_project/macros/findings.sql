{# Whose question it is: a partner answers for its own file; a broken promise of ours, and what two feeds say differently, is ours to settle. #}
{% macro finding_owner(check_name, is_ours='false') -%}
    case when {{ is_ours }} or {{ check_name }} = 'source_difference' then 'qutb' else 'partner' end
{%- endmacro %}
