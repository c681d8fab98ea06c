"""Runs every benchmark, one after the other."""

from benchmarks import intake, linkage, nights, workbook

if __name__ == "__main__":
    intake.main()
    workbook.main()
    nights.main()
    linkage.main()
