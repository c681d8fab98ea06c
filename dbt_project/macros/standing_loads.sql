{# Each delivery by its latest load that was not refused: a replay replaces the load before it. A table expression. #}
{% macro last_loads() -%}
    select
        load_id,
        delivery_id,
        partner,
        contract,
        mode,
        period_type,
        period_start,
        period_end,
        received_at
    from (
        select
            *,
            row_number() over (
                partition by delivery_id
                order by {{ trailing_number('load_id') }} desc
            ) as replay_rank
        from {{ source('lake', 'loads') }}
        where verdict <> 'refused'
    ) as loads_of_deliveries
    where replay_rank = 1
{%- endmacro %}
