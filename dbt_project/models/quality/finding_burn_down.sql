-- Month by month, how many questions were opened and closed. A question that goes on under another delivery is counted once.
with questions as (
    select
        partner,
        contract,
        state,
        {{ first_day('month', local_date('opened_at')) }} as opened_in,
        {{ first_day('month', local_date('closed_at')) }} as closed_in
    from {{ ref('findings') }}
    where state in ('open', 'mended', 'accepted')
),

months as (
    select
        feeds.partner,
        feeds.contract,
        periods.period_start
    from (select partner, contract, min(opened_in) as first_month from questions group by partner, contract) as feeds
    inner join {{ ref('int_periods') }} as periods on periods.period_type = 'month' and periods.period_start >= feeds.first_month
),

counted as (
    select
        months.partner,
        months.contract,
        months.period_start,
        count(case when questions.opened_in = months.period_start then 1 end) as opened,
        count(case when questions.closed_in = months.period_start and questions.state = 'mended' then 1 end) as mended,
        count(case when questions.closed_in = months.period_start and questions.state = 'accepted' then 1 end) as accepted,
        count(
            case
                when
                    questions.opened_in <= months.period_start
                    and (questions.closed_in is null or questions.closed_in > months.period_start)
                    then 1
            end
        ) as open_at_end
    from months
    inner join questions on months.partner = questions.partner and months.contract = questions.contract
    group by months.partner, months.contract, months.period_start
),

final as (
    select
        partner,
        contract,
        period_start,
        cast(opened as bigint) as opened,
        cast(mended as bigint) as mended,
        cast(accepted as bigint) as accepted,
        cast(open_at_end as bigint) as open_at_end
    from counted
)

select * from final
