-- Measures of the hub, one row a cell: hours, bookings, visits, services, and the organisations that use it.
{{ measures_of({
    'hub_hours': ref('int_hub_hours'),
    'bookings': ref('fct_bookings'),
    'badge_months': ref('int_badge_months'),
    'services': ref('fct_services'),
    'hub_organisations': ref('int_hub_organisation_periods'),
}) }}
