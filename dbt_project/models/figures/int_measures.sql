-- All measures of all families. A new family is one model and one line here.
with final as (
    select * from {{ ref('int_job_measures') }}
    union all
    select * from {{ ref('int_hub_measures') }}
    union all
    select * from {{ ref('int_steering_measures') }}
    union all
    select * from {{ ref('int_partner_measures') }}
    union all
    select * from {{ ref('int_money_measures') }}
    union all
    select * from {{ ref('int_member_measures') }}
)

select * from final
