-- Ids of organisations that became others: where new evidence brought two together (merge: the id is no more) or parted one (split:
-- the id goes on for the others). Derived from what was known on each day, so that it is the same however often it is computed.
with assignments as (
    select
        node,
        organisation_id,
        known_on,
        evidence,
        lag(organisation_id) over (partition by node order by known_on) as previous_id,
        lead(known_on) over (partition by node order by known_on) as until_on
    from {{ ref('int_linkage_outcomes') }}
    where row_kind = 'entry'
),

changes as (
    select
        previous_id as organisation_id,
        organisation_id as became,
        known_on as changed_on,
        min(evidence) as evidence
    from assignments
    where previous_id is not null and previous_id <> organisation_id
    group by previous_id, organisation_id, known_on
),

-- The old id goes on when another entry still has it on the day of the change.
final as (
    select
        changes.organisation_id,
        changes.became,
        case when count(others.node) > 0 then 'split' else 'merge' end as kind,
        changes.changed_on,
        changes.evidence
    from changes
    left join assignments as others
        on
            changes.organisation_id = others.organisation_id
            and others.known_on <= changes.changed_on
            and (others.until_on is null or others.until_on > changes.changed_on)
    group by changes.organisation_id, changes.became, changes.changed_on, changes.evidence
)

select * from final
