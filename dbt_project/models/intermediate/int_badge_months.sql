-- Readings of one badge in one month and place are one row before the cells multiply them: the largest feed stays small.
with final as (
    select
        badge_id,
        province,
        resource_kind,
        {{ first_day('month', 'visited_on') }} as month_start,
        count(*) as visits
    from {{ ref('int_visits') }}
    where is_past
    group by badge_id, province, resource_kind, {{ first_day('month', 'visited_on') }}
)

select * from final
