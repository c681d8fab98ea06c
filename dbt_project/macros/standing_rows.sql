{#
  The rows of a contract that stand now. `stg_standing_loads` says which loads stand; when one key comes in several
  standing loads of a partner, the row received last wins (ties: later period, then later load).
  The columns are the contract's own, read from the generated source, each under its canonical name.
#}
{% macro standing_rows(contract, key) -%}
{%- set columns = contract_columns(contract) -%}
with standing_loads as (
    select
        load_id,
        delivery_id,
        partner,
        period_start,
        received_at
    from {{ ref('stg_standing_loads') }}
    where contract = '{{ contract }}'
),

ranked as (
    select
        standing_loads.partner,
        standing_loads.delivery_id,
        standing_loads.period_start as delivery_period_start,
        standing_loads.received_at,
        contract_rows.load_id,
        contract_rows.sheet,
        contract_rows.row_number,
        {%- for column in columns %}
        contract_rows.{{ adapter.quote(column) }},
        {%- endfor %}
        row_number() over (
            partition by standing_loads.partner{% for column in key %}, contract_rows.{{ adapter.quote(column) }}{% endfor %}
            order by standing_loads.received_at desc, standing_loads.period_start desc, standing_loads.load_id desc, contract_rows.row_number
        ) as standing_rank
    from {{ source('lake', contract) }} as contract_rows
    inner join standing_loads on contract_rows.load_id = standing_loads.load_id
),

final as (
    select
        partner,
        delivery_id,
        delivery_period_start,
        received_at,
        load_id,
        sheet,
        row_number
        {%- for column in columns %},
        {{ adapter.quote(column) }}
        {%- endfor %}
    from ranked
    where standing_rank = 1
)

select * from final
{%- endmacro %}


{# The contract's canonical columns, as the generated source lists them (the three address columns aside). #}
{% macro contract_columns(contract) -%}
    {%- set columns = [] -%}
    {%- if execute -%}
        {%- for node in graph.sources.values() if node.source_name == 'lake' and node.name == contract -%}
            {%- for column in node.columns if column not in ('load_id', 'sheet', 'row_number') -%}
                {%- do columns.append(column) -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- if not columns -%}
            {{ exceptions.raise_compiler_error(
                "No column is known for the contract '" ~ contract ~ "': generate models/staging/_contracts.generated.yml from the contracts first."
            ) }}
        {%- endif -%}
    {%- endif -%}
    {{ return(columns) }}
{%- endmacro %}
