-- One row a feed and period delivered: how often it was delivered again, and how long what was wrong stayed wrong.
-- A load needs mending when it is refused, has rejected rows, or raises a question that nobody has accepted.
with raised as (
    select distinct findings.load_id
    from {{ source('lake', 'findings') }} as findings
    left join {{ source('lake', 'acceptances') }} as acceptances on findings.finding_id = acceptances.accepted_id
    where findings.severity <> 'info' and acceptances.accepted_id is null
),

states as (
    select
        loads.*,
        loads.verdict = 'refused' or loads.rows_rejected > 0 or raised.load_id is not null as needs_mending,
        row_number() over (
            partition by loads.partner, loads.contract, loads.period_type, loads.period_start
            order by loads.load_order
        ) as place
    from {{ ref('int_load_history') }} as loads
    left join raised on loads.load_id = raised.load_id
),

first_wrong as (
    select
        partner,
        contract,
        period_type,
        period_start,
        min(place) as place
    from states
    where needs_mending
    group by partner, contract, period_type, period_start
),

mended as (
    select
        wrong.partner,
        wrong.contract,
        wrong.period_type,
        wrong.period_start,
        wrong.known_at as wrong_at,
        min(later.known_at) as mended_at
    from first_wrong
    inner join states as wrong
        on
            first_wrong.partner = wrong.partner
            and first_wrong.contract = wrong.contract
            and first_wrong.period_type = wrong.period_type
            and first_wrong.period_start = wrong.period_start
            and first_wrong.place = wrong.place
    left join states as later
        on
            wrong.partner = later.partner
            and wrong.contract = later.contract
            and wrong.period_type = later.period_type
            and wrong.period_start = later.period_start
            and wrong.place < later.place
            and not later.needs_mending
    group by wrong.partner, wrong.contract, wrong.period_type, wrong.period_start, wrong.known_at
),

received as (
    select
        partner,
        contract,
        period_type,
        period_start,
        max(period_end) as period_end,
        count(distinct case when verdict <> 'refused' then delivery_id end) as deliveries
    from states
    group by partner, contract, period_type, period_start
),

final as (
    select
        received.partner,
        received.contract,
        received.period_type,
        received.period_start,
        received.period_end,
        greatest(received.deliveries - 1, 0) as corrections,
        mended.wrong_at,
        mended.mended_at,
        -- A replay can find fault with a file that a correction has long replaced: then nothing wrong stood for a day.
        case
            when mended.mended_at is not null
                then greatest({{ days_between(local_date('mended.wrong_at'), local_date('mended.mended_at')) }}, 0)
        end as days_to_mend
    from received
    left join mended
        on
            received.partner = mended.partner
            and received.contract = mended.contract
            and received.period_type = mended.period_type
            and received.period_start = mended.period_start
)

select * from final
