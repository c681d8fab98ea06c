-- Financing under a programme, once for each period in which it was approved, and whether its organisation was then financed under
-- two programmes or more. Two spellings of a programme's name are one programme; an instrument alone is none.
with by_period as (
    select
        financing.*,
        period_type,
        {{ period_start('period_type', 'financing.approved_on') }} as period_start
    from {{ ref('int_financing') }} as financing
    cross join {{ period_types() }}
    where financing.programme_key is not null
),

programmes as (
    select
        period_type,
        period_start,
        organisation_id,
        count(distinct programme_key) as programmes
    from by_period
    group by period_type, period_start, organisation_id
),

final as (
    select
        by_period.period_type,
        by_period.period_start,
        by_period.financing_ref,
        by_period.partner,
        by_period.delivery_id,
        by_period.load_id,
        by_period.sheet,
        by_period.row_number,
        by_period.organisation_id,
        by_period.province,
        by_period.sector,
        by_period.programme,
        programmes.programmes,
        programmes.programmes >= {{ var('several_programmes') }} as is_under_several_programmes
    from by_period
    inner join programmes
        on
            by_period.period_type = programmes.period_type
            and by_period.period_start = programmes.period_start
            and by_period.organisation_id = programmes.organisation_id
)

select * from final
