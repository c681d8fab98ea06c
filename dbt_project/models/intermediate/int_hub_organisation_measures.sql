-- Organisations at the hub, one row a cell: active in a period, active in the one before, active in both, and where they come
-- from.
with organisation_cells as (
    select
        organisation_periods.*,
        territory_level,
        {{ territory_code('province') }} as territory_code,
        breakdown,
        {{ breakdown_value({'sector': 'sector'}) }} as breakdown_value
    from {{ ref('int_hub_organisation_periods') }} as organisation_periods
    cross join {{ territory_levels() }}
    cross join {{ axis('breakdown', ['total', 'sector']) }}
),

organisation_sums as (
    select
        {{ cell_columns() }},
        sum(is_active) as active_organisations,
        sum(was_active) as active_before_organisations,
        sum(is_active * was_active) as retained_organisations,
        sum(case when territory_level = 'region' and province is not null then is_active else 0 end) as located_organisations,
        sum(
            case when territory_level = 'region' and province <> '{{ var("hub_province_code") }}' then is_active else 0 end
        ) as outside_organisations
    from organisation_cells
    group by {{ cell_columns() }}
),

final as (
    {{ measures_as_rows('organisation_sums', [
        'active_organisations', 'active_before_organisations', 'retained_organisations',
        'located_organisations', 'outside_organisations',
    ]) }}
)

select * from final
