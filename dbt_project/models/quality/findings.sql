-- Each question that a load raised, and each notable difference between two sources, once: whose it is, since when it stands, and how
-- it ended.
-- A question is the same in two loads that replace each other when check, column and segment are the same.
-- Differences between two feeds' sources (quality.source_differences) belong to no load: were they to be asked here, they would join in `final`.
with occurrences as (
    select
        findings.*,
        loads.partner,
        loads.contract,
        loads.period_start,
        loads.delivery_id,
        loads.replaced_part,
        loads.load_order,
        loads.known_at,
        coalesce(findings.column_name, '') as asked_column,
        coalesce(findings.segment, '') as asked_segment
    from {{ source('lake', 'findings') }} as findings
    inner join {{ ref('int_load_history') }} as loads on findings.load_id = loads.load_id
),

-- What came after it: the next load that raises it again, and the next one that stood without it.
followed as (
    select
        occurrences.load_id,
        occurrences.finding_id,
        min(case when again.finding_id is not null then later.load_order end) as repeated_order,
        min(case when again.finding_id is null and later.verdict <> 'refused' then later.load_order end) as mended_order
    from occurrences
    inner join {{ ref('int_load_history') }} as later
        on
            occurrences.partner = later.partner
            and occurrences.contract = later.contract
            and occurrences.replaced_part = later.replaced_part
            and occurrences.load_order < later.load_order
    left join occurrences as again
        on
            later.load_id = again.load_id
            and occurrences.check_name = again.check_name
            and occurrences.asked_column = again.asked_column
            and occurrences.asked_segment = again.asked_segment
    group by occurrences.load_id, occurrences.finding_id
),

ended as (
    select
        occurrences.*,
        acceptances.accepted_by,
        acceptances.reason as accepted_reason,
        acceptances.accepted_at,
        mending.known_at as mended_at,
        repeating.known_at as repeated_at,
        coalesce(followed.repeated_order < coalesce(followed.mended_order, followed.repeated_order + 1), false) as is_repeated
    from occurrences
    left join followed on occurrences.load_id = followed.load_id and occurrences.finding_id = followed.finding_id
    left join {{ ref('int_load_history') }} as mending
        on
            occurrences.partner = mending.partner
            and occurrences.contract = mending.contract
            and followed.mended_order = mending.load_order
    left join {{ ref('int_load_history') }} as repeating
        on
            occurrences.partner = repeating.partner
            and occurrences.contract = repeating.contract
            and followed.repeated_order = repeating.load_order
    left join {{ source('lake', 'acceptances') }} as acceptances on occurrences.finding_id = acceptances.accepted_id
),

settled as (
    select
        *,
        case
            when severity = 'info' then 'noted'
            when accepted_at is not null and (is_repeated or mended_at is null or accepted_at < mended_at) then 'accepted'
            when is_repeated then 'repeated'
            when mended_at is not null then 'mended'
            else 'open'
        end as state
    from ended
),

-- A question that goes on from load to load has been open since it was first raised.
runs as (
    select
        *,
        case
            when
                lag(state) over (
                    partition by partner, contract, replaced_part, check_name, asked_column, asked_segment order by load_order
                ) = 'repeated'
                then 0
            else 1
        end as begins
    from settled
),

numbered as (
    select
        *,
        sum(begins) over (
            partition by partner, contract, replaced_part, check_name, asked_column, asked_segment
            order by load_order
            rows between unbounded preceding and current row
        ) as run_number
    from runs
),

opened as (
    select
        *,
        min(known_at) over (
            partition by partner, contract, replaced_part, check_name, asked_column, asked_segment, run_number
        ) as opened_at,
        row_number() over (partition by finding_id order by load_order desc) as is_latest,
        case state
            when 'accepted' then accepted_at
            when 'repeated' then repeated_at
            when 'mended' then mended_at
        end as closed_at
    from numbered
),

of_loads as (
    select
        opened.finding_id,
        opened.partner,
        opened.contract,
        opened.period_start,
        opened.delivery_id,
        opened.load_id,
        opened.check_name,
        opened.column_name,
        opened.segment,
        opened.severity,
        opened.message_fr,
        opened.message_ar,
        opened.message_en,
        opened.observed,
        opened.expected_low,
        opened.expected_high,
        {{ finding_owner('opened.check_name', 'coalesce(opened.is_ours, false)') }} as owner,
        opened.opened_at,
        opened.state,
        opened.closed_at,
        cast(
            {{ days_between(local_date('opened.opened_at'), local_date('coalesce(opened.closed_at, run.as_of)')) }} as bigint
        ) as age_days,
        case when opened.state = 'accepted' then opened.accepted_by end as accepted_by,
        case when opened.state = 'accepted' then opened.accepted_reason end as accepted_reason
    from opened
    cross join {{ source('lake', 'run') }} as run
    where opened.is_latest = 1
),

final as (
    select * from of_loads
    union all
    select * from {{ ref('int_difference_findings') }}
)

select * from final
