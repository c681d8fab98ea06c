-- How each partner delivered for each month, silent partners too. What belongs to a period counts in the month in which it ends.
with partners as (
    select
        partner,
        min(first_day) as first_day
    from (
        select
            partner,
            first_period as first_day
        from {{ source('lake', 'feeds') }}
        union all
        -- One that left the partners file keeps its history.
        select
            partner,
            period_start as first_day
        from {{ ref('loads') }}
    ) as partners_and_days
    group by partner
),

months as (
    select
        partners.partner,
        periods.period_start
    from partners
    inner join {{ ref('int_periods') }} as periods
        on periods.period_type = 'month' and periods.period_end >= partners.first_day
),

slots as (
    select
        partner,
        {{ first_day('month', 'period_end') }} as period_start,
        sum(case when status in ('on_time', 'late', 'missing') then 1 else 0 end) as slots_due,
        sum(case when status in ('on_time', 'late') then 1 else 0 end) as slots_received,
        sum(case when status = 'on_time' then 1 else 0 end) as slots_on_time,
        sum(case when status = 'excused' then 1 else 0 end) as slots_excused,
        min(failing_since) as failing_since
    from {{ ref('feed_calendar') }}
    group by partner, {{ first_day('month', 'period_end') }}
),

deliveries as (
    select
        partner,
        {{ first_day('month', 'period_end') }} as period_start,
        sum(rows_read) as rows_read,
        sum(rows_accepted) as rows_accepted,
        count(*) as deliveries,
        sum(case when verdict = 'refused' then 1 else 0 end) as refused
    from {{ ref('loads') }}
    where is_decisive
    group by partner, {{ first_day('month', 'period_end') }}
),

mendings as (
    select
        partner,
        {{ first_day('month', 'period_end') }} as period_start,
        sum(corrections) as corrections,
        {{ median_of("days_to_mend") }} as median_days_to_mend
    from {{ ref('int_slot_mendings') }}
    group by partner, {{ first_day('month', 'period_end') }}
),

questions as (
    select
        findings.partner,
        {{ first_day('month', 'loads.period_end') }} as period_start,
        count(*) as open_findings
    from {{ ref('findings') }} as findings
    inner join {{ ref('loads') }} as loads on findings.load_id = loads.load_id
    where findings.state = 'open'
    group by findings.partner, {{ first_day('month', 'loads.period_end') }}
),

final as (
    select
        months.partner,
        months.period_start,
        cast(coalesce(slots.slots_due, 0) as bigint) as slots_due,
        cast(coalesce(slots.slots_received, 0) as bigint) as slots_received,
        cast(coalesce(slots.slots_on_time, 0) as bigint) as slots_on_time,
        cast(coalesce(slots.slots_excused, 0) as bigint) as slots_excused,
        cast(slots.slots_on_time as double) / nullif(slots.slots_due, 0) as timeliness,
        cast(slots.slots_received as double) / nullif(slots.slots_due, 0) as completeness,
        cast(coalesce(deliveries.rows_read, 0) as bigint) as rows_read,
        cast(coalesce(deliveries.rows_accepted, 0) as bigint) as rows_accepted,
        cast(deliveries.rows_accepted as double) / nullif(deliveries.rows_read, 0) as acceptance,
        cast(coalesce(deliveries.deliveries, 0) as bigint) as deliveries,
        cast(coalesce(deliveries.refused, 0) as bigint) as refused,
        cast(coalesce(mendings.corrections, 0) as bigint) as corrections,
        cast(mendings.median_days_to_mend as double) as median_days_to_mend,
        cast(coalesce(questions.open_findings, 0) as bigint) as open_findings,
        slots.failing_since
    from months
    left join slots on months.partner = slots.partner and months.period_start = slots.period_start
    left join deliveries on months.partner = deliveries.partner and months.period_start = deliveries.period_start
    left join mendings on months.partner = mendings.partner and months.period_start = mendings.period_start
    left join questions on months.partner = questions.partner and months.period_start = questions.period_start
)

select * from final
