{{ standing_rows('organisations', ['local_ref']) }}
