-- Every day a figure can speak of: the semantic layer's time spine.
with final as (
    select distinct day from {{ ref('int_calendar') }}
)

select * from final
