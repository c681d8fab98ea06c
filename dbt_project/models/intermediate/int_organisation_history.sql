{#- What makes a version: when one of these changes, a new one begins. -#}
{%- set attributes = [
    'ice', 'cooperative_number', 'court', 'name_fr', 'name_ar', 'legal_form', 'province', 'commune', 'sector', 'members_total',
    'members_women', 'members_youth', 'founded_on', 'status',
] -%}
-- One row an organisation and version: its attributes and the days on which they are valid, without gap or overlap, the first
-- version from the first day of all, the last one to the last. On each day an attribute comes from the register whose snapshot of
-- that time was received last (then partner, then reference); what is empty there comes from the next one. A register that did not
-- have the organisation yet speaks last, by its first state.
with states as (
    select
        links.organisation_id,
        register_states.*
    from {{ ref('int_register_states') }} as register_states
    inner join {{ ref('int_organisation_mentions') }} as mentions
        on
            mentions.mention_kind = 'register'
            and register_states.partner = mentions.partner
            and register_states.local_ref = mentions.organisation_ref
    inner join {{ ref('int_organisation_links') }} as links on mentions.mention_id = links.mention_id
),

moments as (
    select distinct
        organisation_id,
        holds_from as moment
    from states
),

ranked as (
    select
        moments.moment,
        states.*,
        row_number() over (
            partition by moments.organisation_id, moments.moment
            order by
                case when states.holds_from <= moments.moment then 0 else 1 end,
                case when states.holds_from > moments.moment then states.holds_from end,
                states.received_at desc,
                states.partner,
                states.local_ref
        ) as state_rank
    from moments
    inner join states
        on
            moments.organisation_id = states.organisation_id
            and (
                moments.moment between states.holds_from and states.holds_to
                or (states.is_first and states.holds_from > moments.moment)
            )
),

at_moments as (
    select
        organisation_id,
        moment,
        max(case when state_rank = 1 then delivery_id end) as delivery_id
        {%- for attribute in attributes %},
        {{ first_known(attribute, 'state_rank') }} as {{ attribute }}
        {%- endfor %}
    from ranked
    group by organisation_id, moment
),

compared as (
    select
        *,
        concat_ws(
            chr(31)
            {%- for attribute in attributes %},
            coalesce(cast({{ attribute }} as varchar), '')
            {%- endfor %}
        ) as content
    from at_moments
),

changes as (
    select *
    from (
        select
            *,
            lag(content) over (partition by organisation_id order by moment) as content_before
        from compared
    ) as with_content_before
    where content_before is null or content <> content_before
),

final as (
    select
        organisation_id,
        case when content_before is null then {{ first_day_of_all() }} else moment end as valid_from,
        coalesce(
            {{ add_days('lead(moment) over (partition by organisation_id order by moment)', -1) }},
            {{ last_day_of_all() }}
        ) as valid_to,
        lead(moment) over (partition by organisation_id order by moment) is null as is_current,
        delivery_id
        {%- for attribute in attributes %},
        {{ attribute }}
        {%- endfor %}
    from changes
)

select * from final
