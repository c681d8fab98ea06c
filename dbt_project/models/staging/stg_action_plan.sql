{{ standing_rows('action_plan', ['action_ref']) }}
