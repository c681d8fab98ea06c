"""Runs every benchmark, one after the other."""

from benchmarks import extracts, intake, linkage, linkage_quality, nights, transliteration, verdict, workbook
from benchmarks.faults.__main__ import main as faults

if __name__ == "__main__":
    intake.main()
    verdict.main()
    workbook.main()
    transliteration.main()
    nights.main()
    extracts.main()
    linkage.main()
    linkage_quality.main()
    faults()
