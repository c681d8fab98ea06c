{#
  Organisations as they were: `int_organisation_history` has one row an organisation and stretch of time, without gaps or overlaps,
  from the first day of all to the last. A fact sees the attributes valid on its own day; these macros are the only way to them.
#}

{# Before any register: the first version of an organisation reaches back to it, so that every fact finds one. #}
{% macro first_day_of_all() -%}
    cast('1900-01-01' as date)
{%- endmacro %}

{# The end of what still holds. #}
{% macro last_day_of_all() -%}
    cast('9999-12-31' as date)
{%- endmacro %}

{#
  A join for the `from` clause of a fact: at most one row, the organisation as it was on that day (alias `organisations`). No row
  when no register holds the organisation, or when the fact has no day. Both arguments are SQL of the fact:
      from services
      {{ join_organisation_at('services.organisation_id', 'services.delivered_on') }}
#}
{% macro join_organisation_at(organisation_id, day, alias='organisations') -%}
    left join {{ ref('int_organisation_history') }} as {{ alias }}
        on
            {{ organisation_id }} = {{ alias }}.organisation_id
            and {{ day }} between {{ alias }}.valid_from and {{ alias }}.valid_to
{%- endmacro %}
