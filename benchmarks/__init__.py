"""How fast the house is: ratios in one run against a named reference, medians of three. Not timed tests.

Run all with `make bench`, one with `python -m benchmarks.intake` or `python -m benchmarks.nights`.
"""
