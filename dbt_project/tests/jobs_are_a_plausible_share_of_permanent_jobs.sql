-- The jobs of the SSE are a small part of all permanent jobs; from `plausible_share_of_permanent_jobs` on somebody should look.
{{ config(severity='warn') }}

with standing as (
    {{ standing_jobs() }}
)

select
    *,
    cast(standing_jobs as double) / permanent_jobs_2024 as share_of_permanent_jobs
from standing
where
    standing_jobs <= permanent_jobs_2024
    and standing_jobs > {{ var('plausible_share_of_permanent_jobs') }} * permanent_jobs_2024
