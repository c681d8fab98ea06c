-- In no hour is a resource used longer than it is open, nor attended or double-booked longer than booked.
select
    partner,
    resource_code,
    day,
    clock_hour,
    open_hours,
    booked_hours,
    attended_hours,
    double_booked_hours
from {{ ref('int_hub_hours') }}
where
    booked_hours > open_hours + 1e-9
    or attended_hours > booked_hours + 1e-9
    or double_booked_hours > booked_hours + 1e-9
