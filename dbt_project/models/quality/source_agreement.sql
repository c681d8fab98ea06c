-- How well two sources agree, by comparison: how often they speak of the same thing, how often they say the same.
with final as (
    select
        comparison,
        partner,
        contract,
        other_partner,
        other_contract,
        cast(count(*) as bigint) as compared,
        cast(sum(case when difference = 0 then 1 else 0 end) as bigint) as agreeing,
        cast(sum(case when is_notable then 1 else 0 end) as bigint) as notable,
        cast({{ median_of('abs(relative_difference)') }} as double) as median_relative_difference,
        cast({{ stable_sum('value - other_value') }} as double) as net_difference,
        max(period_start) as last_period_start
    from {{ ref('source_differences') }}
    group by comparison, partner, contract, other_partner, other_contract
)

select * from final
