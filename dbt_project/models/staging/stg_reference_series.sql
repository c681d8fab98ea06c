{{ standing_rows('reference_series', ['series', 'observed_on']) }}
