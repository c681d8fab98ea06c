-- People enrolled in training sessions, by sex: a session is a row for its women and one for its men, or a single one where
-- their number is not told.
with sessions as (
    select * from {{ ref('int_training_sessions') }}
),

counted as (
    select *, 'female' as sex, enrolled_women as persons from sessions where enrolled_women is not null
    union all
    select *, 'male' as sex, enrolled - enrolled_women as persons from sessions where enrolled_women is not null
    union all
    select *, cast(null as varchar) as sex, enrolled as persons from sessions where enrolled_women is null
),

final as (
    select
        session_ref,
        partner,
        delivery_id,
        load_id,
        sheet,
        row_number,
        theme,
        programme,
        province,
        starts_on,
        sex,
        persons
    from counted
    where persons > 0
)

select * from final
