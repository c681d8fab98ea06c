-- Each figure by itself: a ratio is its numerator over its denominator (none where that is 0), anything else its numerator alone; a
-- share lies between 0 and 1 (jobs realised may exceed those promised), a count is never negative.
with judged as (
    select
        figures.kpi_id,
        figures.period_type,
        figures.period_start,
        figures.territory_code,
        figures.breakdown,
        figures.breakdown_value,
        figures.numerator,
        figures.denominator,
        figures.value,
        case
            when catalogue.kind = 'ratio'
                and (figures.value is null) <> (figures.numerator is null or coalesce(figures.denominator, 0) = 0)
                then 'a ratio has a value exactly where it has a denominator other than 0'
            when catalogue.kind = 'ratio'
                and abs(figures.value - figures.numerator / figures.denominator) > 1e-9 * greatest(1, abs(figures.value))
                then 'value must be numerator ÷ denominator'
            when catalogue.kind <> 'ratio' and figures.denominator is not null then 'only a ratio has a denominator'
            when catalogue.kind <> 'ratio'
                and ((figures.value is null) <> (figures.numerator is null) or abs(figures.value - figures.numerator) > 1e-9 * greatest(1, abs(figures.value)))
                then 'value must be the numerator'
            when catalogue.unit = 'share' and catalogue.kpi_id <> 'JOB-11' and figures.value not between 0 and 1 then 'a share lies between 0 and 1'
            when catalogue.kind = 'count' and figures.value < 0 then 'a count is never negative'
        end as what_is_wrong
    from {{ ref('kpi_values') }} as figures
    inner join {{ ref('kpi_catalogue') }} as catalogue on figures.kpi_id = catalogue.kpi_id
)

select *
from judged
where what_is_wrong is not null
