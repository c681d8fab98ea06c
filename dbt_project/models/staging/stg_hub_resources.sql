{{ standing_rows('hub_resources', ['resource_code']) }}
