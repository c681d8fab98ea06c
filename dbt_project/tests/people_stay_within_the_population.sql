-- Members of a province's organisations are never more than its inhabitants, nor the hub's visitors of a period more than the region's.
-- Source: HCP, RGPH 2024.
with members as (
    select
        'members' as people,
        territories.territory_code,
        cast(null as date) as period_start,
        sum(organisations.members_total) as counted,
        territories.population_2024
    from {{ ref('dim_organisation') }} as organisations
    inner join {{ ref('dim_territory') }} as territories
        on organisations.territory_code = territories.territory_code or territories.type = 'region'
    where coalesce(organisations.status, 'active') <> 'dissolved'
    group by territories.territory_code, territories.population_2024
),

visitors as (
    select
        'visitors' as people,
        figures.territory_code,
        figures.period_start,
        figures.value as counted,
        territories.population_2024
    from {{ ref('kpi_values') }} as figures
    inner join {{ ref('dim_territory') }} as territories on figures.territory_code = territories.territory_code
    where figures.kpi_id = 'HUB-05' and figures.breakdown = 'total'
),

people as (
    select * from members
    union all
    select * from visitors
)

select * from people
where counted > population_2024
