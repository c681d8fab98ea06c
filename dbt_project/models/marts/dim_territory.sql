-- The region and its nine provinces and prefectures (HCP codes).
with provinces as (
    select * from {{ source('reference', 'provinces') }}
),

final as (
    select
        '{{ var("region_code") }}' as territory_code,
        'Fès-Meknès' as name_fr,
        'فاس - مكناس' as name_ar,
        'region' as type,
        cast(null as varchar) as parent_code,
        cast(sum(population_2024) as bigint) as population_2024,
        cast(sum(permanent_jobs_2024) as bigint) as permanent_jobs_2024
    from provinces
    union all
    select
        code as territory_code,
        name_fr,
        name_ar,
        type,
        '{{ var("region_code") }}' as parent_code,
        cast(population_2024 as bigint) as population_2024,
        cast(permanent_jobs_2024 as bigint) as permanent_jobs_2024
    from provinces
)

select * from final
