{{ standing_rows('job_declarations', ['local_ref']) }}
