-- What each source (partner and contract) says of things that others speak of too, one row a statement; `source_differences` holds them
-- against each other. Only organisations that a register holds, so that both sources mean the same one. `told_for` is the period that the
-- source itself spoke of: a register's list holds until the next one. A comparison has two sides where the sources do not play the same part.
{%- set register_facts = {'members_total': 'members_total', 'members_women': 'members_women', 'status': none, 'province': none} %}
with quarters as (
    select
        period_start,
        period_end
    from {{ ref('int_periods') }}
    where period_type = 'quarter'
),

-- The list of each register that is valid in a quarter: its last one by the quarter's end.
lists as (
    select
        quarters.period_start,
        states.partner,
        max(states.holds_from) as newest_list
    from {{ ref('int_register_states') }} as states
    inner join quarters on states.holds_from <= quarters.period_end
    group by quarters.period_start, states.partner
),

-- An organisation that one register holds twice is the entry that is not dissolved, then the one entered last.
register_entries as (
    select
        lists.period_start,
        {{ first_day('quarter', 'states.holds_from') }} as told_for,
        states.partner,
        states.delivery_id,
        links.organisation_id,
        states.members_total,
        states.members_women,
        states.status,
        states.province,
        row_number() over (
            partition by lists.period_start, states.partner, links.organisation_id
            order by case when states.status = 'dissolved' then 1 else 0 end, states.local_ref desc
        ) as entry_rank
    from lists
    inner join {{ ref('int_register_states') }} as states
        on lists.partner = states.partner and lists.newest_list = states.holds_from
    inner join {{ ref('int_organisation_mentions') }} as mentions
        on
            mentions.mention_kind = 'register'
            and states.partner = mentions.partner
            and states.local_ref = mentions.organisation_ref
    inner join {{ ref('int_organisation_links') }} as links on mentions.mention_id = links.mention_id
    where links.is_registered
),

survey_answers as (
    select
        {{ first_day('quarter', 'loads.period_end') }} as period_start,
        responses.partner,
        responses.delivery_id,
        responses.organisation_id,
        responses.members_total,
        responses.members_women,
        row_number() over (
            partition by {{ first_day('quarter', 'loads.period_end') }}, responses.partner, responses.organisation_id
            order by responses.received_at desc, responses.response_ref desc
        ) as answer_rank
    from {{ ref('int_survey_responses') }} as responses
    inner join {{ ref('stg_standing_loads') }} as loads on responses.load_id = loads.load_id
    where responses.is_organisation_registered
),

-- Posts that projects say they created, by organisation: told of the month in which its first project was approved.
projects as (
    select
        organisation_id,
        partner,
        {{ first_day('month', 'min(decided_on)') }} as first_approved_in,
        {{ last_known('delivery_id', 'received_at') }} as delivery_id,
        sum(jobs_realised) as jobs_realised
    from {{ ref('int_investment_projects') }}
    where is_organisation_registered and is_approved and jobs_realised is not null and decided_on is not null
    group by organisation_id, partner
),

distinct_jobs_since as (
    select
        projects.organisation_id,
        projects.first_approved_in,
        count(*) as jobs
    from (select distinct organisation_id, first_approved_in from projects) as projects
    inner join {{ ref('int_jobs') }} as jobs
        on projects.organisation_id = jobs.organisation_id and projects.first_approved_in <= jobs.started_on
    group by projects.organisation_id, projects.first_approved_in
),

-- The partner that declares most of these jobs speaks for them.
declared_since as (
    select
        projects.organisation_id,
        projects.first_approved_in,
        reported.partner,
        {{ last_known('reported.delivery_id', 'reported.received_at') }} as delivery_id,
        row_number() over (
            partition by projects.organisation_id, projects.first_approved_in
            order by sum(reported.jobs_reported) desc, reported.partner
        ) as partner_rank
    from (select distinct organisation_id, first_approved_in from projects) as projects
    inner join {{ ref('int_reported_jobs') }} as reported
        on projects.organisation_id = reported.organisation_id and projects.first_approved_in <= reported.start_month
    group by projects.organisation_id, projects.first_approved_in, reported.partner
),

statements as (
    select
        'jobs' as comparison,
        organisation_id as subject_id,
        sex_group || ' ' || employment_type as subject_part,
        start_month as period_start,
        start_month as told_for,
        'alike' as side,
        partner,
        'job_declarations' as contract,
        delivery_id,
        cast(jobs_reported as double) as value,
        cast(null as varchar) as said
    from {{ ref('int_reported_jobs') }}
    where is_organisation_registered
    {%- for fact, number in register_facts.items() %}
    union all
    select
        '{{ fact }}' as comparison,
        organisation_id as subject_id,
        '' as subject_part,
        period_start,
        told_for,
        'alike' as side,
        partner,
        'organisations' as contract,
        delivery_id,
        {%- if number %}
        cast({{ number }} as double) as value,
        cast(null as varchar) as said
        {%- else %}
        cast(null as double) as value,
        {{ fact }} as said
        {%- endif %}
    from register_entries
    where entry_rank = 1 and {{ fact }} is not null
    {%- endfor %}
    {%- for fact in ['members_total', 'members_women'] %}
    union all
    select
        '{{ fact }}' as comparison,
        organisation_id as subject_id,
        '' as subject_part,
        period_start,
        period_start as told_for,
        'alike' as side,
        partner,
        'activity_surveys' as contract,
        delivery_id,
        cast({{ fact }} as double) as value,
        cast(null as varchar) as said
    from survey_answers
    where answer_rank = 1 and {{ fact }} is not null
    {%- endfor %}
    union all
    select
        'financing_approved_mad' as comparison,
        organisation_id as subject_id,
        programme_key || ' ' || instrument as subject_part,
        {{ first_day('quarter', 'approved_on') }} as period_start,
        {{ first_day('quarter', 'approved_on') }} as told_for,
        'alike' as side,
        partner,
        'financing' as contract,
        {{ last_known('delivery_id', 'received_at') }} as delivery_id,
        {{ stable_sum('amount_approved_mad') }} as value,
        cast(null as varchar) as said
    from {{ ref('int_financing') }}
    where is_organisation_registered and programme_key is not null
    group by organisation_id, programme_key, instrument, {{ first_day('quarter', 'approved_on') }}, partner
    union all
    select
        'agreements_committed_mad' as comparison,
        {{ fold_name('programme') }} as subject_id,
        '' as subject_part,
        {{ first_day('year', 'signed_on') }} as period_start,
        {{ first_day('year', 'signed_on') }} as told_for,
        'alike' as side,
        partner,
        'agreements' as contract,
        {{ last_known('delivery_id', 'received_at') }} as delivery_id,
        {{ stable_sum('committed_mad') }} as value,
        cast(null as varchar) as said
    from {{ ref('stg_agreements') }}
    where {{ fold_name('programme') }} <> ''
    group by {{ fold_name('programme') }}, {{ first_day('year', 'signed_on') }}, partner
    union all
    select
        'project_jobs' as comparison,
        organisation_id as subject_id,
        '' as subject_part,
        first_approved_in as period_start,
        first_approved_in as told_for,
        'told' as side,
        partner,
        'investment_projects' as contract,
        delivery_id,
        cast(jobs_realised as double) as value,
        cast(null as varchar) as said
    from projects
    union all
    select
        'project_jobs' as comparison,
        declared.organisation_id as subject_id,
        '' as subject_part,
        declared.first_approved_in as period_start,
        declared.first_approved_in as told_for,
        'against' as side,
        declared.partner,
        'job_declarations' as contract,
        declared.delivery_id,
        cast(distinct_jobs_since.jobs as double) as value,
        cast(null as varchar) as said
    from declared_since as declared
    inner join distinct_jobs_since
        on
            declared.organisation_id = distinct_jobs_since.organisation_id
            and declared.first_approved_in = distinct_jobs_since.first_approved_in
    where declared.partner_rank = 1
),

final as (
    select
        statements.comparison,
        statements.subject_id,
        statements.subject_part,
        case
            when statements.comparison = 'agreements_committed_mad' then '{{ var("region_code") }}'
            else organisations.province
        end as territory_code,
        statements.period_start,
        statements.told_for,
        statements.side,
        statements.partner,
        statements.contract,
        statements.delivery_id,
        statements.value,
        statements.said
    from statements
    left join {{ ref('int_organisations') }} as organisations on statements.subject_id = organisations.organisation_id
)

select * from final
