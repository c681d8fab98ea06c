"""Dagster around the house: assets, checks, jobs, schedules, sensors, and the `qutb` command."""
