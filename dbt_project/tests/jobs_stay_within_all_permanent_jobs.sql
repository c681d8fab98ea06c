-- The jobs of the SSE that stand at a month's end are never more than all permanent jobs of the province, nor of the region (314,699).
-- Source: HCP, census of 2024 (reference.provinces; the same file as the population).
with standing as (
    {{ standing_jobs() }}
)

select
    *,
    standing_jobs - permanent_jobs_2024 as jobs_too_many
from standing
where standing_jobs > permanent_jobs_2024
