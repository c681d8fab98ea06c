-- Notable differences between two sources as questions of the house, in the form of `findings`. The same two values are the same question,
-- from period to period where they tell of something that lasts; other values ask anew. It is open since both deliveries were there.
-- A difference that is no more leaves no trace: nothing is noted of it but what somebody accepted.
with comparisons as (
    {%- for comparison, meaning in var('source_comparisons').items() %}
    select
        '{{ comparison }}' as comparison,
        {{ meaning.is_state | default(false) | lower }} as is_state,
        '{{ meaning.name_fr }}' as name_fr,
        '{{ meaning.name_ar }}' as name_ar,
        '{{ meaning.name_en }}' as name_en
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

partners as (
    select
        partner,
        min(partner_name_fr) as name_fr,
        min(partner_name_ar) as name_ar
    from {{ source('lake', 'feeds') }}
    group by partner
),

deliveries as (
    select
        delivery_id,
        min(received_at) as received_at
    from {{ source('lake', 'loads') }}
    where verdict <> 'refused'
    group by delivery_id
),

notable as (
    select
        differences.*,
        comparisons.is_state,
        comparisons.name_fr,
        comparisons.name_ar,
        comparisons.name_en,
        coalesce(differences.said, cast(cast(round(differences.value) as bigint) as varchar)) as told,
        coalesce(differences.other_said, cast(cast(round(differences.other_value) as bigint) as varchar)) as other_told,
        concat_ws(' ', differences.subject_id, differences.subject_part) as subject,
        {{ foreign_text("concat_ws(' ', differences.subject_id, differences.subject_part)") }} as subject_told,
        concat_ws(
            chr(31),
            'source_difference',
            differences.comparison,
            differences.subject_id,
            coalesce(differences.subject_part, ''),
            case when comparisons.is_state then '' else cast(differences.period_start as varchar) end,
            differences.partner,
            differences.contract,
            differences.other_partner,
            differences.other_contract
        ) as disputed_thing
    from {{ ref('source_differences') }} as differences
    inner join comparisons on differences.comparison = comparisons.comparison
    where differences.is_notable
),

-- A newer list of a register says again what the one before said: the question goes on, and tells the newest period.
ranked as (
    select
        notable.*,
        'q-' || substr({{ long_hash("concat_ws(chr(31), notable.disputed_thing, notable.told, notable.other_told)") }}, 1, 10) as finding_id,
        row_number() over (partition by notable.disputed_thing order by notable.period_start desc) as period_rank,
        min(greatest(one.received_at, other.received_at)) over (
            partition by notable.disputed_thing, notable.told, notable.other_told
        ) as opened_at
    from notable
    left join deliveries as one on notable.delivery_id = one.delivery_id
    left join deliveries as other on notable.other_delivery_id = other.delivery_id
),

-- A difference that was told in an earlier quarter, and is not there in the last one compared, is settled.
last_compared as (
    select
        comparison,
        subject_id,
        partner,
        contract,
        other_partner,
        other_contract,
        max(period_start) as period_start
    from {{ ref('source_differences') }}
    group by comparison, subject_id, partner, contract, other_partner, other_contract
),

final as (
    select
        ranked.finding_id,
        ranked.partner,
        ranked.contract,
        ranked.period_start,
        ranked.delivery_id,
        cast(null as varchar) as load_id,
        'source_difference' as check_name,
        cast(null as varchar) as column_name,
        ranked.comparison || '=' || ranked.subject || ', ' || ranked.other_partner || '/' || ranked.other_contract as segment,
        'warning' as severity,
        'Deux sources se contredisent (' || ranked.name_fr || ', ' || ranked.subject_told || ', ' || cast(ranked.period_start as varchar) || ') : '
        || coalesce(one.name_fr, ranked.partner) || ' (' || ranked.contract || ') dit ' || ranked.told || ', '
        || coalesce(other.name_fr, ranked.other_partner) || ' (' || ranked.other_contract || ') dit ' || ranked.other_told
        || '. Demandez-leur laquelle a raison ; si la différence s''explique, acceptez-la en disant pourquoi.' as message_fr,
        'مصدران متناقضان (' || ranked.name_ar || '، ' || {{ isolated_text('ranked.subject_told') }} || '، '
        || {{ isolated_text('cast(ranked.period_start as varchar)') }} || '): '
        || coalesce(one.name_ar, {{ isolated_text('ranked.partner') }}) || ' (' || {{ isolated_text('ranked.contract') }} || ') يقول '
        || {{ isolated_text('ranked.told') }} || '، و' || coalesce(other.name_ar, {{ isolated_text('ranked.other_partner') }}) || ' ('
        || {{ isolated_text('ranked.other_contract') }} || ') يقول ' || {{ isolated_text('ranked.other_told') }}
        || '. اسألوهما أيهما على صواب؛ وإن كان للفرق تفسير فاقبلوه مع ذكر السبب.' as message_ar,
        'Two sources contradict each other (' || ranked.name_en || ', ' || ranked.subject_told || ', ' || cast(ranked.period_start as varchar) || '): '
        || coalesce(one.name_fr, ranked.partner) || ' (' || ranked.contract || ') says ' || ranked.told || ', '
        || coalesce(other.name_fr, ranked.other_partner) || ' (' || ranked.other_contract || ') says ' || ranked.other_told
        || '. Ask them which is right; if the difference has a reason, accept it and say so.' as message_en,
        ranked.value as observed,
        ranked.other_value - ranked.tolerance as expected_low,
        ranked.other_value + ranked.tolerance as expected_high,
        {{ finding_owner("'source_difference'") }} as owner,
        ranked.opened_at,
        case when acceptances.accepted_id is null then 'open' else 'accepted' end as state,
        acceptances.accepted_at as closed_at,
        cast(
            {{ days_between(local_date('ranked.opened_at'), local_date('coalesce(acceptances.accepted_at, run.as_of)')) }} as bigint
        ) as age_days,
        acceptances.accepted_by,
        acceptances.reason as accepted_reason
    from ranked
    cross join {{ source('lake', 'run') }} as run
    inner join last_compared
        on
            ranked.comparison = last_compared.comparison
            and ranked.subject_id = last_compared.subject_id
            and ranked.partner = last_compared.partner
            and ranked.contract = last_compared.contract
            and ranked.other_partner = last_compared.other_partner
            and ranked.other_contract = last_compared.other_contract
            and (not ranked.is_state or ranked.period_start = last_compared.period_start)
    left join partners as one on ranked.partner = one.partner
    left join partners as other on ranked.other_partner = other.partner
    left join {{ source('lake', 'acceptances') }} as acceptances on ranked.finding_id = acceptances.accepted_id
    where ranked.period_rank = 1
)

select * from final
