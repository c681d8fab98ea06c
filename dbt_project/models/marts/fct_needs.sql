-- One row a need of the diagnosis, and whether the hub has met it since.
with final as (
    select
        need_ref,
        partner,
        organisation_id,
        is_organisation_registered,
        province as territory_code,
        sector,
        theme,
        cast(severity as bigint) as severity,
        recorded_on,
        met_on,
        is_met,
        delivery_period_start as period_start,
        delivery_id,
        load_id,
        sheet,
        row_number
    from {{ ref('int_needs') }}
)

select * from final
