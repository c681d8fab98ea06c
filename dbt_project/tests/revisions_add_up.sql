-- What a figure is now is what it was first published as, plus its changes; and it is what kpi_values says.
select
    revisions.kpi_id,
    revisions.period_type,
    revisions.period_start,
    revisions.territory_code,
    revisions.breakdown,
    revisions.breakdown_value,
    revisions.first_value,
    revisions.change,
    revisions.current_value,
    figures.value
from {{ ref('kpi_revisions') }} as revisions
left join {{ ref('kpi_values') }} as figures on {{ same_cell('revisions', 'figures') }}
where
    abs(coalesce(revisions.first_value, 0) + revisions.change - coalesce(revisions.current_value, 0)) > 1e-6
    or abs(coalesce(revisions.current_value, 0) - coalesce(figures.value, 0)) > 1e-6
