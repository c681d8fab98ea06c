"""What makes a load good: suites derived from the contracts, run by Great Expectations, and the verdict."""
