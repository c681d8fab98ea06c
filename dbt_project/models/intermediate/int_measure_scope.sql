-- The measures that exist, whether they are the region's only, and after how many months a cohort is old enough to be judged.
with final as (
    select
        measure,
        is_region_only,
        cast(matures_after_months as bigint) as matures_after_months
    from (
        values
        ('lasting_jobs_started', false, null),
        ('lasting_jobs_ended', false, null),
        ('fte_started', false, null),
        ('fte_ended', false, null),
        ('evidenced_jobs_started', false, null),
        ('women_started', false, null),
        ('sex_known_started', false, null),
        ('youth_started', false, null),
        ('birth_year_known_started', false, null),
        ('rural_started', false, null),
        ('area_known_started', false, null),
        ('lasted_6_months', false, 6),
        ('cohort_6_months', false, 6),
        ('lasted_12_months', false, 12),
        ('cohort_12_months', false, 12),
        ('hub_user_jobs_started', false, null),
        ('jobs_declared', false, null),
        ('jobs_counted_once', false, null),
        ('project_jobs_realised', false, null),
        ('project_jobs_promised', false, null),
        ('open_hours', true, null),
        ('booked_hours', true, null),
        ('attended_hours', true, null),
        ('double_booked_hours', true, null),
        ('no_show_bookings', false, null),
        ('settled_bookings', false, null),
        ('booking_satisfaction_points', false, null),
        ('booking_satisfaction_scores', false, null),
        ('unique_badges', false, null),
        ('visits', false, null),
        ('services_delivered', false, null),
        ('service_satisfaction_points', false, null),
        ('service_satisfaction_scores', false, null),
        ('active_organisations', false, null),
        ('active_before_organisations', false, null),
        ('retained_organisations', false, null),
        ('located_organisations', true, null),
        ('outside_organisations', true, null)
    ) as measure_scope (measure, is_region_only, matures_after_months)
)

select * from final
