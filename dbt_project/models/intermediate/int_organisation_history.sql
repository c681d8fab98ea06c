{#- What makes a version: when one of these changes, a new one begins. A name that is only written otherwise has not changed. -#}
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
            coalesce({{ fold_name(attribute) if attribute in ['name_fr', 'name_ar'] else 'cast(' ~ attribute ~ ' as varchar)' }}, '')
            {%- endfor %}
        ) as content
    from at_moments
),

changes as (
    select
        *,
        case
            when content = lag(content) over (partition by organisation_id order by moment) then 0 else 1
        end as is_change
    from compared
),

numbered as (
    select
        *,
        sum(is_change) over (partition by organisation_id order by moment rows unbounded preceding) as version_number
    from changes
),

-- A version begins with its first moment, and bears the spelling of its last one.
versions as (
    select
        *,
        min(moment) over (partition by organisation_id, version_number) as begins_on,
        min(case when is_change = 1 then delivery_id end) over (partition by organisation_id, version_number) as brought_by,
        row_number() over (partition by organisation_id, version_number order by moment desc) as moment_rank
    from numbered
),

final as (
    select
        organisation_id,
        case when version_number = 1 then {{ first_day_of_all() }} else begins_on end as valid_from,
        coalesce(
            {{ add_days('lead(begins_on) over (partition by organisation_id order by version_number)', -1) }},
            {{ last_day_of_all() }}
        ) as valid_to,
        lead(begins_on) over (partition by organisation_id order by version_number) is null as is_current,
        brought_by as delivery_id
        {%- for attribute in attributes %},
        {{ attribute }}
        {%- endfor %}
    from versions
    where moment_rank = 1
)

select * from final
