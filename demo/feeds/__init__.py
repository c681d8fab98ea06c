"""What partners state beside registers, jobs and the hub's bookings and visits: one module a family of contracts."""
