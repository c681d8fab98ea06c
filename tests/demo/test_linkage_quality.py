"""Precision and recall of links by pairs, worked by hand; and what is wrong in figures."""

from __future__ import annotations

from datetime import date

from demo.expected_matching import Links, Reference
from demo.linkage_quality import KpiError, Linked, Pairs, kpi_errors, linked, pairs, pairs_by_class
from demo.mentions import Mention


def mention(truth: str, found: str, *classes: str) -> Linked:
    return Linked(truth, found, frozenset(classes))


# A: four mentions, of which one was taken for somebody of its own. B: two, to one of which a mention of C was added.
# Truly one: 6 pairs of A, 1 of B, none of C. Taken for one: 3 of A, 3 of B and C. Both: 3 of A, 1 of B.
MENTIONS = [
    mention("A", "x", "easy"),
    mention("A", "x", "easy"),
    mention("A", "x", "typo"),
    mention("A", "y", "same_script"),
    mention("B", "z", "easy"),
    mention("B", "z", "easy"),
    mention("C", "z", "easy", "trap: numbered"),
]


def test_pairs_are_counted_as_by_hand() -> None:
    found = pairs(MENTIONS)

    assert found == Pairs(true=7, found=6, both=4)
    assert found.precision == 4 / 6
    assert found.recall == 4 / 7


def test_a_class_holds_the_pairs_in_which_at_least_one_mention_has_it() -> None:
    by_class = pairs_by_class(MENTIONS)

    # The mistyped mention of A makes three true pairs, of which the two with the easy ones were found.
    assert by_class["typo"] == Pairs(true=3, found=2, both=2)
    assert by_class["same_script"] == Pairs(true=3, found=0, both=0)
    # All pairs but that of the mistyped and the otherwise spelled one.
    assert by_class["easy"] == Pairs(true=6, found=6, both=4)
    assert by_class["trap: numbered"] == Pairs(true=0, found=2, both=0)


def test_a_class_without_pairs_has_no_share() -> None:
    alone = pairs([mention("A", "x", "easy")])

    assert (alone.precision, alone.recall) == (None, None)


def test_mentions_find_their_links_whatever_way_they_were_written() -> None:
    entry = Mention("register", ("organisations",), "unions", "UC-1", None, "Al Amal", None, "03.231", "A", "typo", None)
    reference = Mention("reference", ("financing",), "banks", None, "008800001000004", "Al Amal", None, "03.231", "A", "easy", "numbered")
    lost = Mention("reference", ("financing",), "banks", None, None, "An Nour", None, "03.231", "B", "easy", None)
    key = Reference("banks", None, "008800001000101", "AL-AMAL", "03.231").key

    found = linked([entry, reference, lost], Links({key: "x"}, {("unions", "UC-1"): "y"}))

    assert found == [mention("A", "y", "typo"), mention("A", "x", "easy", "trap: numbered")]


def test_error_of_a_kpi_is_what_is_off_of_all_there_is() -> None:
    def cell(kpi: str, month: int) -> tuple[str, str, date, str, str, str]:
        return (kpi, "month", date(2026, month, 1), "03", "total", "total")

    true = {cell("JOB-01", 1): 10.0, cell("JOB-01", 2): 30.0, cell("JOB-01", 3): None, cell("HUB-04", 1): 0.0}
    found = {cell("JOB-01", 1): 12.0, cell("JOB-01", 3): None, cell("HUB-04", 1): 0.0}

    # Two too many and thirty missing, of forty.
    assert kpi_errors(found, true) == {"HUB-04": KpiError(1, 0, None), "JOB-01": KpiError(3, 2, 0.8)}
