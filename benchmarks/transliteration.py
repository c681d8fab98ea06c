"""Arabic names against a thousand Latin ones: how often the right one comes first or among five, and how long a name takes.

Names held back from learning, names learned from (to see how far the two are apart), and the communes of the region as a second truth.
Data beside the project, see docs/transliteration.md.
"""

from __future__ import annotations

import argparse
import csv
import random
import time
from pathlib import Path

from linkage.transliteration import rank
from linkage.transliteration_training import is_learned

POOL = 1_001


def main() -> None:
    """Prints a line for each set of names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=_beside())
    data = parser.parse_args().data
    names = data / "transliteration" / "latin_arabic_names.tsv"
    communes = data / "hcp_fes_meknes" / "communes.csv"
    if not names.is_file() or not communes.is_file():
        print(f"transliteration: not measured, {data} holds no public names (give their folder with --data)")
        return
    rows = [line.split("\t") for line in names.read_text(encoding="utf-8").splitlines()]
    print("Arabic names, each against 1,000 other Latin ones:     first   among 5   ms a name")
    for label, wanted in (("held back", False), ("learned from", True)):
        pairs = [(arabic.replace(" ", ""), latin) for latin, arabic, _ in rows if is_learned(latin) is wanted]
        random.Random(1).shuffle(pairs)
        groups = [pairs[start : start + POOL] for start in range(0, len(pairs) - POOL + 1, POOL)]
        _report(f"names {label}", groups)
    with communes.open(encoding="utf-8") as file:
        _report("communes of Fès-Meknès", [[(row["name_ar"], row["name_fr"]) for row in csv.DictReader(file)]])


def _report(label: str, groups: list[list[tuple[str, str]]]) -> None:
    asked = first = among_five = 0
    rank("", [latin for _, latin in groups[0]])  # the parameters are read once
    started = time.perf_counter()
    for group in groups:
        names = [latin for _, latin in group]
        for arabic, latin in group:
            place = [name for name, _ in rank(arabic, names)].index(latin)
            asked, first, among_five = asked + 1, first + (place == 0), among_five + (place < 5)
    elapsed_ms = (time.perf_counter() - started) * 1000 / asked
    label = f"{label} ({asked:,})"
    print(f"  {label:50} {first / asked:7.1%} {among_five / asked:9.1%} {elapsed_ms:11.1f}")


def _beside() -> Path:
    """The folder of public data beside the project."""
    beside = (parent / "shared" / "data" for parent in Path(__file__).resolve().parents)
    return next((data for data in beside if data.is_dir()), Path("shared/data"))


if __name__ == "__main__":
    main()
