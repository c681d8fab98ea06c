"""What machines read of a night: a log in JSON lines, and figures for Prometheus."""
