-- What people call each value of each breakdown; what no list knows is text that a partner wrote, shown as it is.
with named as (
    select
        breakdown,
        breakdown_value,
        label_rank,
        label_fr,
        label_ar,
        label_en
    from {{ source('reference', 'kpi_labels') }}
    union all
    select
        'resource' as breakdown,
        resource_code as breakdown_value,
        cast(null as bigint) as label_rank,
        coalesce(max(name_fr), max(name_ar)) as label_fr,
        coalesce(max(name_ar), max(name_fr)) as label_ar,
        coalesce(max(name_fr), max(name_ar)) as label_en
    from {{ ref('dim_resource') }}
    group by resource_code
),

used as (
    select distinct
        breakdown,
        breakdown_value
    from {{ ref('kpi_values') }}
),

final as (
    select
        used.breakdown,
        used.breakdown_value,
        -- Lists first, in their order; text that partners wrote by the alphabet; what nobody stated last.
        row_number() over (
            partition by used.breakdown
            order by used.breakdown_value = 'unknown', coalesce(named.label_rank, 1000), used.breakdown_value
        ) as label_rank,
        case when used.breakdown_value = 'unknown' then 'Non précisé' else coalesce(named.label_fr, used.breakdown_value) end as label_fr,
        case when used.breakdown_value = 'unknown' then 'غير محدد' else coalesce(named.label_ar, used.breakdown_value) end as label_ar,
        case when used.breakdown_value = 'unknown' then 'Not stated' else coalesce(named.label_en, used.breakdown_value) end as label_en
    from used
    left join named
        on
            used.breakdown = named.breakdown
            and used.breakdown_value = named.breakdown_value
)

select * from final
