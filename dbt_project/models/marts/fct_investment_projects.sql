-- One row an investment project as the investment centre tells it now.
with final as (
    select
        project_ref,
        partner,
        organisation_id,
        is_organisation_registered,
        title,
        province as territory_code,
        commune as commune_code,
        sector,
        status,
        is_approved,
        submitted_on,
        decided_on,
        cast(amount_mad as double) as amount_mad,
        cast(jobs_promised as bigint) as jobs_promised,
        cast(jobs_realised as bigint) as jobs_realised,
        delivery_period_start as period_start,
        delivery_id,
        load_id,
        sheet,
        row_number
    from {{ ref('int_investment_projects') }}
)

select * from final
