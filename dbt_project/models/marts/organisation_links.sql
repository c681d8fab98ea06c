-- How each way of naming an organisation was understood: by which method, how surely, and on what evidence. No name is told here.
with final as (
    select
        links.mention_id,
        links.mention_kind,
        mentions.partner,
        links.organisation_id,
        links.is_registered,
        links.method,
        links.score,
        links.evidence,
        mentions.province as territory_code
    from {{ ref('int_organisation_links') }} as links
    inner join {{ ref('int_organisation_mentions') }} as mentions on links.mention_id = mentions.mention_id
)

select * from final
