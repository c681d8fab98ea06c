{{ standing_rows('hub_services', ['service_ref']) }}
