{{ standing_rows('management_scenarios', ['scenario', 'year']) }}
