-- Each figure as it was first published and as it is known now, with the change split into its causes.
with publications as (
    select
        release_id,
        published_at,
        kpi_id,
        {{ cell_columns() }},
        value,
        late_data,
        correction,
        linkage,
        rule_change
    from {{ source('lake', 'published_figures') }}
    union all
    select
        run.release_id,
        run.as_of as published_at,
        changes.kpi_id,
        {{ cell_columns() }},
        changes.value,
        changes.late_data,
        changes.correction,
        changes.linkage,
        changes.rule_change
    from {{ ref('int_figure_changes') }} as changes
    cross join {{ source('lake', 'run') }} as run
),

ranked as (
    select
        *,
        row_number() over (partition by kpi_id, {{ cell_columns() }} order by published_at, release_id) as publication,
        row_number() over (partition by kpi_id, {{ cell_columns() }} order by published_at desc, release_id desc) as recency
    from publications
),

final as (
    select
        kpi_id,
        {{ cell_columns() }},
        max(case when publication = 1 then release_id end) as first_release_id,
        max(case when publication = 1 then published_at end) as first_published_at,
        max(case when publication = 1 then value end) as first_value,
        max(case when recency = 1 then value end) as current_value,
        cast({{ stable_sum('late_data + correction + linkage + rule_change') }} as double) as change,
        cast({{ stable_sum('late_data') }} as double) as late_data,
        cast({{ stable_sum('correction') }} as double) as correction,
        cast({{ stable_sum('linkage') }} as double) as linkage,
        cast({{ stable_sum('rule_change') }} as double) as rule_change,
        cast(count(*) - 1 as bigint) as revisions,
        max(case when recency = 1 then release_id end) as last_changed_release_id
    from ranked
    group by kpi_id, {{ cell_columns() }}
)

select * from final
