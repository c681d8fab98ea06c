-- What this release publishes for the first time, or otherwise than the last one did, and why. Causes come one after another: rules,
-- links, late data, corrections. Of a night with several, `revision_stages` holds the figures after each but the last; what is then
-- still different is the last one's. A figure that does not exist counts as 0 in a difference.
{%- set causes = ['rule_change', 'linkage', 'late_data', 'correction'] %}
with published as (
    select
        *,
        row_number() over (
            partition by kpi_id, {{ cell_columns() }}
            order by published_at desc, release_id desc
        ) as recency
    from {{ source('lake', 'published_figures') }}
),

last_published as (
    select * from published where recency = 1
),

cells as (
    select kpi_id, {{ cell_columns() }} from {{ ref('int_kpi_cells') }} where value is not null
    union
    select kpi_id, {{ cell_columns() }} from last_published
),

{%- for cause in causes[:-1] %}
after_{{ cause }} as (
    select * from {{ source('lake', 'revision_stages') }} where cause = '{{ cause }}'
),
{% endfor %}
stages_built as (
    select
        {%- for cause in causes[:-1] %}
        {{ any_true("cause = '" ~ cause ~ "'") }} as has_{{ cause }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ source('lake', 'revision_stages') }}
),

states as (
    select
        cells.*,
        last_published.kpi_id is not null as was_published,
        last_published.value as value_before,
        current_cells.value,
        stages_built.*,
        {%- for cause in causes[:-1] %}
        coalesce(after_{{ cause }}.value, 0) as value_after_{{ cause }},
        {%- endfor %}
        run.last_cause
    from cells
    cross join stages_built
    cross join {{ source('lake', 'run') }} as run
    left join last_published
        on {{ same_cell('cells', 'last_published') }}
    left join {{ ref('int_kpi_cells') }} as current_cells
        on {{ same_cell('cells', 'current_cells') }}
    {%- for cause in causes[:-1] %}
    left join after_{{ cause }}
        on {{ same_cell('cells', 'after_' ~ cause) }}
    {%- endfor %}
),

with_rules as (
    select
        *,
        coalesce(value_before, 0) as v0,
        case when has_rule_change then value_after_rule_change else coalesce(value_before, 0) end as v1
    from states
),

with_links as (
    select
        *,
        case when has_linkage then value_after_linkage else v1 end as v2
    from with_rules
),

with_late_data as (
    select
        *,
        case when has_late_data then value_after_late_data else v2 end as v3
    from with_links
),

split as (
    select
        kpi_id,
        {{ cell_columns() }},
        value,
        was_published,
        v1 - v0 + case last_cause when 'rule_change' then coalesce(value, 0) - v3 else 0 end as rule_change,
        v2 - v1 + case last_cause when 'linkage' then coalesce(value, 0) - v3 else 0 end as linkage,
        v3 - v2 + case last_cause when 'late_data' then coalesce(value, 0) - v3 else 0 end as late_data,
        case last_cause when 'correction' then coalesce(value, 0) - v3 else 0 end as correction,
        (value is null) <> (value_before is null) or abs(coalesce(value, 0) - v0) > 1e-9 as is_changed
    from with_late_data
),

final as (
    select
        kpi_id,
        {{ cell_columns() }},
        value,
        {%- for cause in causes %}
        cast(case when was_published then {{ cause }} else 0 end as double) as {{ cause }},
        {%- endfor %}
        not was_published as is_new
    from split
    where is_changed or not was_published
)

select * from final
