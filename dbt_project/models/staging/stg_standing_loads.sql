-- Which loads stand as of the run. A delivery counts by its latest load that was not refused; then, by delivery mode:
-- snapshot: the partner's last delivery; period: the last delivery of each period; append: every delivery.
with last_loads as (
    {{ last_loads() }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by
                partner,
                contract,
                mode,
                case when mode in ('period', 'append') then period_type end,
                case when mode in ('period', 'append') then period_start end,
                case when mode = 'append' then delivery_id end
            order by received_at desc, period_start desc, load_id desc
        ) as standing_rank
    from last_loads
),

final as (
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
    from ranked
    where standing_rank = 1
)

select * from final
