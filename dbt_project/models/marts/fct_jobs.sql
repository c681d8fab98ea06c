-- One row a distinct job: counted once, whoever declared it. Nothing here tells who holds it.
with final as (
    select
        job_id,
        is_named,
        organisation_id,
        is_organisation_registered,
        province as territory_code,
        commune as commune_code,
        sector,
        occupation,
        employment_type,
        is_lasting,
        is_evidenced,
        evidence,
        sex,
        age_group,
        area,
        programme,
        started_on,
        ended_on,
        cast(hours_per_week as double) as hours_per_week,
        cast(months_per_year as double) as months_per_year,
        is_hours_imputed,
        is_months_imputed,
        full_time_equivalent,
        has_lasted_6_months,
        has_lasted_12_months,
        is_at_hub_user,
        cast(sources as bigint) as sources,
        cast(partners as bigint) as partners
    from {{ ref('int_jobs') }}
)

select * from final
