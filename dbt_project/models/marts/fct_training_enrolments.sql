-- Numbers of people enrolled in a training session, by sex. Numbers only: nobody is named.
with final as (
    select
        session_ref,
        partner,
        province as territory_code,
        theme,
        programme,
        starts_on,
        sex,
        cast(persons as bigint) as persons,
        delivery_id,
        load_id,
        sheet,
        row_number
    from {{ ref('int_training_enrolments') }}
)

select * from final
