{#
  One key for one way of naming an organisation: same partner, same words, same province → same key. Null when a fact names none.
#}
{% macro organisation_mention_id(partner, organisation_ref, ice, organisation_name, province) -%}
    case
        when coalesce({{ organisation_ref }}, {{ ice }}, {{ organisation_name }}) is not null
            then {{ mention_key('reference', [partner, organisation_ref, ice, organisation_name, province]) }}
    end
{%- endmacro %}

{# Parts are set apart by a control character that no text of a partner holds. #}
{% macro mention_key(kind, parts) -%}
    {%- set joined = [] -%}
    {%- for part in parts -%}
        {%- do joined.append("coalesce(" ~ part ~ ", '')") -%}
    {%- endfor -%}
    {{ text_hash("concat_ws(chr(31), '" ~ kind ~ "', " ~ joined | join(', ') ~ ")") }}
{%- endmacro %}

{# The entity part of an ICE: establishments of one organisation share it. #}
{% macro entity_part(ice) -%}
    substr({{ ice }}, 1, 9)
{%- endmacro %}

{# The id of an organisation from the key under which it was first known; linkage/clusters.py makes the ids of register entries alike. #}
{% macro organisation_key(text) -%}
    'org-' || substr({{ long_hash(text) }}, 1, 12)
{%- endmacro %}
