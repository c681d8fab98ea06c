-- Register entries of all partners with the organisation that record linkage gives them (docs/linkage.md).
with ranked as (
    select
        partner,
        local_ref,
        organisation_id,
        score,
        evidence,
        -- A number that a register gave to another organisation has a life for each: the last one counts.
        row_number() over (partition by partner, local_ref order by length(node) desc, node desc) as life_rank
    from {{ ref('int_linkage_outcomes') }}
    where row_kind = 'entry' and is_current
),

final as (
    select
        mentions.mention_id,
        ranked.organisation_id,
        case
            when ranked.evidence = '' then 'alone'
            when {{ contains_text('ranked.evidence', "'décidé'") }} then 'decision'
            when ranked.evidence = 'même entité de l''ICE' then 'ice'
            else 'linkage'
        end as method,
        ranked.score,
        ranked.evidence
    from {{ ref('int_organisation_mentions') }} as mentions
    inner join ranked
        on mentions.partner = ranked.partner and mentions.organisation_ref = ranked.local_ref and ranked.life_rank = 1
    where mentions.mention_kind = 'register'
)

select * from final
