"""Runs every benchmark, one after the other."""

from benchmarks import intake, nights, workbook

if __name__ == "__main__":
    intake.main()
    workbook.main()
    nights.main()
