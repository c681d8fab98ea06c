-- Training sessions as they stand now, with the organisation they were held for where one is named.
with sessions as (
    select
        *,
        {{ organisation_mention_id('partner', 'organisation_ref', 'ice', 'organisation_name', 'province') }} as mention_id
    from {{ ref('stg_training_sessions') }}
),

final as (
    select
        sessions.session_ref,
        sessions.partner,
        sessions.delivery_id,
        sessions.delivery_period_start,
        sessions.received_at,
        sessions.load_id,
        sessions.sheet,
        sessions.row_number,
        sessions.mention_id,
        links.organisation_id,
        coalesce(links.is_registered, false) as is_organisation_registered,
        sessions.theme,
        sessions.programme,
        sessions.province,
        sessions.starts_on,
        sessions.ends_on,
        sessions.hours,
        sessions.enrolled,
        sessions.enrolled_women,
        sessions.completed,
        sessions.certified
    from sessions
    left join {{ ref('int_organisation_links') }} as links on sessions.mention_id = links.mention_id
)

select * from final
