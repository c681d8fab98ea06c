"""A synthetic region: its truth, and the messy deliveries its partners would send."""
