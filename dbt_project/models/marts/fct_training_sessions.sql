-- One row a training session, in its last known state. Numbers of people only: nobody is named.
with final as (
    select
        session_ref,
        partner,
        organisation_id,
        is_organisation_registered,
        province as territory_code,
        theme,
        programme,
        starts_on,
        ends_on,
        cast(hours as double) as duration_hours,
        cast(enrolled as bigint) as enrolled,
        cast(enrolled_women as bigint) as enrolled_women,
        cast(completed as bigint) as completed,
        cast(certified as bigint) as certified,
        delivery_period_start as period_start,
        delivery_id,
        load_id,
        sheet,
        row_number
    from {{ ref('int_training_sessions') }}
)

select * from final
