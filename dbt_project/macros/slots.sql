{#
  Deliveries, the slots that they fill, and the periods of figures that the slots belong to. Coverage and the marks on figures use the
  same rules, so that a figure never has a question of a delivery that does not count for it.
#}

{# A slot's own period lies within the delivery's. A week is told by one of its days, and an export of longer periods cuts weeks. #}
{% macro fills_slot(delivery, slot) -%}
    {{ delivery }}.partner = {{ slot }}.partner
    and {{ delivery }}.contract = {{ slot }}.contract
    and {{ delivery }}.period_start <= case {{ slot }}.frequency when 'week' then {{ slot }}.slot_end else {{ slot }}.slot_start end
    and (
        {{ delivery }}.period_end >= {{ slot }}.slot_end
        or ({{ slot }}.frequency = 'week' and {{ delivery }}.period_start >= {{ slot }}.slot_start)
    )
{%- endmacro %}

{# A slot belongs to the period in which it ends; a week that lies in two periods to both. #}
{% macro belongs_to_period(slot, period) -%}
    (
        {{ slot }}.slot_end between {{ period }}.period_start and {{ period }}.period_end
        or ({{ slot }}.frequency = 'week' and {{ slot }}.slot_start between {{ period }}.period_start and {{ period }}.period_end)
    )
{%- endmacro %}

{# The contracts that each KPI names. A table expression. #}
{% macro contracts_of_kpis() -%}
    select
        kpi_id,
        {{ list_items('contracts') }} as contract
    from {{ source('reference', 'kpis') }}
    where contracts <> ''
{%- endmacro %}

{# The contracts that each KPI needs: a KPI that names none speaks of how partners deliver, and needs all of them. A table expression. #}
{% macro contracts_needed_by_kpis() -%}
    {{ contracts_of_kpis() }}
    union all
    select
        kpis.kpi_id,
        feed_contracts.contract
    from {{ source('reference', 'kpis') }} as kpis
    cross join (select distinct contract from {{ ref('int_feed_slots') }}) as feed_contracts
    where coalesce(kpis.contracts, '') = ''
{%- endmacro %}
