-- The versions of an organisation leave no gap and do not overlap: the first is valid from the first day of all, each next one from
-- the day after the one before, the last one to the last day, and only that one is current.
with neighbours as (
    select
        organisation_id,
        valid_from,
        valid_to,
        is_current,
        lag(valid_to) over (partition by organisation_id order by valid_from) as valid_to_before,
        lead(valid_from) over (partition by organisation_id order by valid_from) as valid_from_after
    from {{ ref('int_organisation_history') }}
)

select *
from neighbours
where
    valid_from > valid_to
    or (valid_to_before is null and valid_from <> {{ first_day_of_all() }})
    or (valid_to_before is not null and valid_from <> {{ add_days('valid_to_before', 1) }})
    or (valid_from_after is null and valid_to <> {{ last_day_of_all() }})
    or is_current <> (valid_from_after is null)
