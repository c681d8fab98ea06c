{{ standing_rows('financing', ['financing_ref']) }}
