{{ standing_rows('needs_assessments', ['need_ref']) }}
