{{ standing_rows('kpi_targets', ['kpi_id', 'period_type', 'period_start', 'territory_code']) }}
