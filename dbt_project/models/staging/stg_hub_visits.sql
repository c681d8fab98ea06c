{{ standing_rows('hub_visits', ['visit_ref']) }}
