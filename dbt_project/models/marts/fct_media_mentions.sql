-- One row a mention of the hub in the media.
with final as (
    select
        mention_ref,
        partner,
        outlet,
        published_on,
        title,
        language,
        tone,
        delivery_period_start as period_start,
        delivery_id,
        load_id,
        sheet,
        row_number
    from {{ ref('stg_media_mentions') }}
)

select * from final
