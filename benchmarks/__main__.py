"""Runs every benchmark, one after the other."""

from benchmarks import intake, nights

if __name__ == "__main__":
    intake.main()
    nights.main()
