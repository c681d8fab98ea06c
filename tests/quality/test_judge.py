"""The verdict, with a stub in place of Great Expectations: which observation leads to which verdict, in whose words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from quality_helpers import load

from ingestion.messages import Message
from quality.data_docs import Page
from quality.engine import Observed
from quality.judge import Judgement, judge_all
from quality.suites import Expected
from quality.unmet import BROKEN_PROMISE, NO_ROWS

FILE = Path("/nowhere/accepted.parquet")


class Stub:
    """Says that the given expectations fail, for batches that name the given file."""

    def __init__(self, *failing: str, in_file: str = "") -> None:
        self.failing = failing
        self.in_file = in_file
        self.batches: list[str] = []
        self.pages: list[Page] = []

    def validate(self, suite: Sequence[Expected], facts_sql: str, rows_sql: str, is_counted: bool = False) -> list[Observed]:
        self.batches.append(rows_sql)
        fails = self.failing if self.in_file in rows_sql else ()
        return [Observed(each.id, each.id not in fails, 4) for each in suite]

    def keep(self, page: Page) -> str | None:
        self.pages.append(page)
        return f"data_docs/night/{page.name}.html"


def judged(read: int, rejected: int, *failing: str) -> Judgement:
    return judge_all([load(read, rejected, FILE)], lambda: Stub(*failing))[0]


def test_a_load_without_rejections_is_accepted() -> None:
    assert (judged(10, 0).verdict, judged(10, 0).reason) == ("accepted", None)


def test_a_load_with_rejections_that_are_allowed_says_so() -> None:
    assert (judged(10, 1).verdict, judged(10, 1).reason) == ("accepted_with_rejections", None)


def test_too_many_rejected_rows_are_told_with_exact_counts_in_three_languages() -> None:
    judgement = judged(40, 9, "rejected_share.allowed")

    assert judgement.verdict == "refused"
    assert judgement.reason is not None
    for text, share in ((judgement.reason.fr, "20\u202f%"), (judgement.reason.ar, "\u206620\u202f%\u2069"), (judgement.reason.en, "20%")):
        assert "9" in text
        assert "40" in text
        assert share in text


def test_a_file_without_rows_is_refused_for_that_and_not_for_its_share() -> None:
    judgement = judged(0, 0, "rows_read.some", "rejected_share.allowed")

    assert (judgement.verdict, judgement.reason) == ("refused", NO_ROWS)


@pytest.mark.parametrize("failing", ["ref.given", "kind.in_list", "people.in_range", "rows.accounted_for"])
def test_accepted_rows_that_break_the_contract_refuse_the_load_and_the_ledger_names_the_expectation(failing: str) -> None:
    judgement = judged(10, 0, failing)

    assert judgement.verdict == "refused"
    assert judgement.reason == BROKEN_PROMISE
    assert [each["id"] for each in judgement.expectations if not each["succeeded"]] == [failing]


def test_what_was_observed_is_kept_for_the_ledger() -> None:
    kept = judged(10, 0, "kind.in_list").expectations

    common = {"subject": "rows", "severity": "critical", "observed": 4}
    assert {"id": "kind.in_list", "type": "ExpectColumnValuesToBeInSet", "column": "kind", "succeeded": False, **common} in kept
    assert {"id": "ref.given", "type": "ExpectColumnValuesToNotBeNull", "column": "ref", "succeeded": True, **common} in kept


def test_a_delivery_that_never_became_rows_is_refused_for_its_own_reason_without_asking() -> None:
    reason = Message("Illisible.", "غير مقروء.", "Unreadable.")

    def never() -> Stub:
        raise AssertionError("nothing is there to validate")

    assert judge_all([load(0, 0, None, refusal=reason)], never) == [Judgement("refused", reason)]


def test_an_expectation_without_an_answer_never_passes() -> None:
    class Silent(Stub):
        def validate(self, suite: Sequence[Expected], facts_sql: str, rows_sql: str, is_counted: bool = False) -> list[Observed]:
            return super().validate(suite, facts_sql, rows_sql)[1:]

    with pytest.raises(ValueError, match="shorter"):
        judge_all([load(5, 0, FILE)], Silent)


def test_no_loads_need_no_engine() -> None:
    assert judge_all([], unreachable()) == []


def test_good_loads_are_judged_together_once() -> None:
    stub = Stub()

    judgements = judge_all([load(5, 0, Path(f"/n/{index}.parquet"), name=str(index)) for index in range(8)], lambda: stub)

    assert [each.verdict for each in judgements] == ["accepted"] * 8
    assert len(stub.batches) == 1


def test_one_bad_load_of_many_is_the_only_one_refused_and_the_order_is_kept() -> None:
    stub = Stub("ref.given", in_file="/n/5.parquet")
    loads = [load(5, index % 2, Path(f"/n/{index}.parquet"), name=str(index)) for index in range(8)]
    loads.insert(3, load(0, 0, None, name="unread", refusal=NO_ROWS))

    verdicts = [each.verdict for each in judge_all(loads, lambda: stub)]

    accepted, mixed = "accepted", "accepted_with_rejections"
    assert verdicts == [accepted, mixed, accepted, "refused", mixed, accepted, "refused", accepted, mixed]


def unreachable() -> Callable[[], Stub]:
    def never() -> Stub:
        raise AssertionError("no engine is needed")

    return never
