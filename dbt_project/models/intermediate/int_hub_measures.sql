-- Measures of the hub's resources, bookings, visits and services, one row a cell. Hours belong to the day they fall on, counts to
-- the local day of the start; nothing after the run's day counts.
with
-- Hours are the region's: a room stands in Fès, whoever books it.
hour_cells as (
    select
        hub_days.open_hours,
        hub_days.booked_hours,
        hub_days.attended_hours,
        hub_days.double_booked_hours,
        period_type,
        {{ period_start('period_type', 'hub_days.day') }} as period_start,
        '{{ var("region_code") }}' as territory_code,
        breakdown,
        {{ breakdown_value({'resource_kind': 'hub_days.resource_kind', 'resource': 'hub_days.resource_code'}) }} as breakdown_value
    from {{ ref('int_hub_days') }} as hub_days
    cross join {{ period_types() }}
    cross join {{ axis('breakdown', ['total', 'resource_kind', 'resource']) }}
),

hour_sums as (
    select
        {{ cell_columns() }},
        {{ stable_sum('open_hours') }} as open_hours,
        {{ stable_sum('booked_hours') }} as booked_hours,
        {{ stable_sum('attended_hours') }} as attended_hours,
        {{ stable_sum('double_booked_hours') }} as double_booked_hours
    from hour_cells
    group by {{ cell_columns() }}
),

booking_cells as (
    select
        bookings.status,
        bookings.satisfaction,
        period_type,
        {{ period_start('period_type', 'bookings.starts_on') }} as period_start,
        {{ territory_code('bookings.province') }} as territory_code,
        breakdown,
        {{ breakdown_value({'resource_kind': 'bookings.resource_kind'}) }} as breakdown_value
    from {{ ref('int_bookings') }} as bookings
    cross join {{ period_types() }}
    cross join {{ territory_levels() }}
    cross join {{ axis('breakdown', ['total', 'resource_kind']) }}
    where bookings.is_past
),

booking_sums as (
    select
        {{ cell_columns() }},
        sum(case when status = 'no_show' then 1 else 0 end) as no_show_bookings,
        sum(case when status in ('attended', 'no_show') then 1 else 0 end) as settled_bookings,
        sum(coalesce(satisfaction, 0)) as booking_satisfaction_points,
        sum(case when satisfaction is not null then 1 else 0 end) as booking_satisfaction_scores
    from booking_cells
    group by {{ cell_columns() }}
),

-- Readings of one badge in one month and place are one row before the cells multiply them: the largest feed stays small.
badge_months as (
    select
        badge_id,
        province,
        resource_kind,
        {{ first_day('month', 'visited_on') }} as month_start,
        count(*) as visits
    from {{ ref('int_visits') }}
    where is_past
    group by badge_id, province, resource_kind, {{ first_day('month', 'visited_on') }}
),

visit_cells as (
    select
        badge_months.badge_id,
        badge_months.visits,
        period_type,
        {{ period_start('period_type', 'badge_months.month_start') }} as period_start,
        {{ territory_code('badge_months.province') }} as territory_code,
        breakdown,
        {{ breakdown_value({'resource_kind': 'badge_months.resource_kind'}) }} as breakdown_value
    from badge_months
    cross join {{ period_types() }}
    cross join {{ territory_levels() }}
    cross join {{ axis('breakdown', ['total', 'resource_kind']) }}
),

visit_sums as (
    select
        {{ cell_columns() }},
        count(distinct badge_id) as unique_badges,
        sum(visits) as visits
    from visit_cells
    group by {{ cell_columns() }}
),

-- A service has no resource and a booking no kind of service: opinions meet in the total only.
service_cells as (
    select
        services.satisfaction,
        period_type,
        {{ period_start('period_type', 'services.delivered_on') }} as period_start,
        {{ territory_code('services.province') }} as territory_code,
        breakdown,
        {{ breakdown_value({'service_kind': 'services.service_kind', 'sector': 'services.sector'}) }} as breakdown_value
    from {{ ref('int_services') }} as services
    cross join {{ period_types() }}
    cross join {{ territory_levels() }}
    cross join {{ axis('breakdown', ['total', 'service_kind', 'sector']) }}
    where services.is_past
),

service_sums as (
    select
        {{ cell_columns() }},
        count(*) as services_delivered,
        sum(case when breakdown <> 'sector' then coalesce(satisfaction, 0) else 0 end) as service_satisfaction_points,
        sum(case when breakdown <> 'sector' and satisfaction is not null then 1 else 0 end) as service_satisfaction_scores
    from service_cells
    group by {{ cell_columns() }}
),

final as (
    {{ measures_as_rows('hour_sums', ['open_hours', 'booked_hours', 'attended_hours', 'double_booked_hours']) }}
    union all
    {{ measures_as_rows(
        'booking_sums', ['no_show_bookings', 'settled_bookings', 'booking_satisfaction_points', 'booking_satisfaction_scores']
    ) }}
    union all
    {{ measures_as_rows('visit_sums', ['unique_badges', 'visits']) }}
    union all
    {{ measures_as_rows(
        'service_sums', ['services_delivered', 'service_satisfaction_points', 'service_satisfaction_scores']
    ) }}
)

select * from final
