-- How many open questions weigh on the figures of each KPI and period: warnings on loads that stand, of the contracts that the KPI needs,
-- in the periods whose slots the load fills (as int_kpi_coverage counts them). A list that is not due at any time (on change) holds for
-- all of them. Figures by partner and by contract bear the questions of that partner or contract alone; all others bear those of the total.
with questions as (
    select
        findings.finding_id,
        loads.partner,
        loads.contract,
        loads.mode,
        loads.period_type,
        loads.period_start,
        loads.period_end
    from {{ ref('findings') }} as findings
    inner join {{ ref('stg_standing_loads') }} as loads on findings.load_id = loads.load_id
    where findings.state = 'open' and findings.severity = 'warning'
),

-- Any other load that fills no slot, such as one of a feed that is no more, counts by its own period.
spans as (
    select
        questions.finding_id,
        questions.partner,
        questions.contract,
        coalesce(slots.slot_start, questions.period_start) as slot_start,
        coalesce(slots.slot_end, questions.period_end) as slot_end,
        coalesce(slots.frequency, questions.period_type) as frequency,
        slots.slot_start is null and questions.mode = 'snapshot' as is_always_valid
    from questions
    left join {{ ref('int_feed_slots') }} as slots on {{ fills_slot('questions', 'slots') }}
),

asked as (
    select distinct
        spans.finding_id,
        spans.partner,
        spans.contract,
        periods.period_type,
        periods.period_start
    from spans
    inner join {{ ref('int_periods') }} as periods on spans.is_always_valid or {{ belongs_to_period('spans', 'periods') }}
),

kpi_contracts as (
    {{ contracts_needed_by_kpis() }}
),

final as (
    select
        kpi_contracts.kpi_id,
        asked.period_type,
        asked.period_start,
        breakdown,
        case breakdown when 'partner' then asked.partner when 'contract' then asked.contract else 'total' end as breakdown_value,
        count(distinct asked.finding_id) as open_questions
    from asked
    inner join kpi_contracts on asked.contract = kpi_contracts.contract
    cross join {{ axis('breakdown', ['total', 'partner', 'contract']) }}
    group by
        kpi_contracts.kpi_id,
        asked.period_type,
        asked.period_start,
        breakdown,
        case breakdown when 'partner' then asked.partner when 'contract' then asked.contract else 'total' end
)

select * from final
