{{ standing_rows('agreements', ['agreement_ref']) }}
