"""The file in which a person settles pairs: what comes back from a spreadsheet, and that nothing filled in is ever lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingestion.home import Home
from linkage.decisions import decided_at, last_settled
from linkage.review import COLUMNS, read_review, review_path, settle, write_review

NOW = datetime(2026, 6, 1, 2, tzinfo=UTC)
LATER = datetime(2026, 6, 2, 2, tzinfo=UTC)


def doubt(one: str, other: str, name: str = "تعاونية الأمل") -> dict[str, str]:
    shown = {"name_1": name, "name_2": "Coopérative Al Amal", "province_1": "Fès", "province_2": "Fès"}
    return {"key_1": one, "key_2": other, **shown, "registers": "a / b", "score": "0,600", "evidence": "même nom"}


DOUBTS = [doubt("a:1", "b:1"), doubt("a:2", "b:2")]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    write_review(home, DOUBTS)
    return home


def fill_in(home: Home, decisions: dict[str, str], render: Callable[[str], bytes] = lambda text: text.encode("utf-8-sig")) -> None:
    """Writes decisions (by first key) as a person would, and saves the file as some program does."""
    header, *lines = review_path(home).read_text(encoding="utf-8-sig").splitlines()
    at = COLUMNS.index("decision")
    written = [header]
    for line in lines:
        cells = line.split(";")
        cells[at : at + 3] = [decisions[cells[0]], "Salma", "01/06/2026"] if cells[0] in decisions else cells[at : at + 3]
        written.append(";".join(cells))
    review_path(home).write_bytes(render("\r\n".join(written) + "\r\n"))


def decided(home: Home, as_of: datetime = LATER) -> list[tuple[str, str, bool]]:
    return [(row["key_1"], row["key_2"], row["is_same"]) for row in decided_at(home, as_of) if row["known_until"] is None]


def test_doubtful_pairs_are_written_so_that_excel_reads_arabic(home: Home) -> None:
    content = review_path(home).read_bytes()

    assert content.startswith(b"\xef\xbb\xbf")
    assert "تعاونية الأمل" in content.decode()


@pytest.mark.parametrize("word", ["same", "Identique", " MÊME ", "نفس", "متطابقة"])
def test_same_is_understood(home: Home, word: str) -> None:
    fill_in(home, {"a:1": word})
    settle(home, NOW)

    assert decided(home) == [("a:1", "b:1", True)]


@pytest.mark.parametrize("word", ["different", "Différent", "DIFFÉRENTES", "مختلف", "distinct"])
def test_different_is_understood(home: Home, word: str) -> None:
    fill_in(home, {"a:1": word})
    settle(home, NOW)

    assert decided(home) == [("a:1", "b:1", False)]


@pytest.mark.parametrize(
    "render",
    [
        pytest.param(lambda text: text.encode("utf-16"), id="Unicode text"),
        pytest.param(lambda text: text.replace(";", "\t").encode("utf-16"), id="tabs"),
        pytest.param(lambda text: text.replace(";", ",").replace("0,600", "0.600").encode(), id="commas, no mark"),
        pytest.param(lambda text: text.replace("\r\n", "\n").encode("utf-8"), id="other line ends"),
        pytest.param(lambda text: text.replace("\r\n", ";;;\r\n").encode("utf-8-sig"), id="empty columns behind"),
        pytest.param(lambda text: text.encode("cp1256", errors="replace"), id="Windows Arabic"),
        pytest.param(lambda text: f"{text}{';' * 12}\r\n".encode("utf-8-sig"), id="an empty line at the end"),
    ],
)
def test_a_decision_is_read_however_the_file_was_saved(home: Home, render: Callable[[str], bytes]) -> None:
    fill_in(home, {"a:1": "identique", "a:2": "différent"}, render)
    settle(home, NOW)

    assert decided(home) == [("a:1", "b:1", True), ("a:2", "b:2", False)]


def test_a_decision_not_understood_is_told_and_kept_as_written(home: Home) -> None:
    fill_in(home, {"a:1": "peut-être"})
    problems = settle(home, NOW)
    write_review(home, DOUBTS)

    assert [problem.fr for problem in problems] == [
        "La décision « peut-être » sur a:1 et b:1 n'est pas comprise : écrire « identique » ou « différent »."
    ]
    assert decided(home) == []
    assert "peut-être;Salma;01/06/2026" in review_path(home).read_text(encoding="utf-8-sig")


def test_a_decision_made_unreadable_stays_as_it_was(home: Home) -> None:
    fill_in(home, {"a:1": "identique"})
    settle(home, NOW)
    fill_in(home, {"a:1": "identiqqque"})
    settle(home, LATER)

    assert decided(home) == [("a:1", "b:1", True)]


def test_a_decision_removed_is_undone_and_what_was_known_before_is_still_known(home: Home) -> None:
    fill_in(home, {"a:1": "identique"})
    settle(home, NOW)
    fill_in(home, {"a:1": ""})
    settle(home, LATER)

    assert decided(home) == []
    assert decided(home, NOW) == [("a:1", "b:1", True)]


def test_a_decided_line_stays_when_its_pair_is_no_longer_doubtful(home: Home) -> None:
    fill_in(home, {"a:1": "identique"})
    settle(home, NOW)
    waiting = write_review(home, [doubt("a:3", "b:3")])
    lines = read_review(home).lines

    assert waiting == 1
    assert lines is not None
    assert [(line.key_1, line.decision) for line in lines] == [("a:1", "identique"), ("a:3", "")]


def test_a_file_that_would_say_the_same_is_not_touched(home: Home) -> None:
    fill_in(home, {"a:1": "identique"}, lambda text: text.encode("utf-16"))
    before = review_path(home).read_bytes()
    write_review(home, DOUBTS)

    assert review_path(home).read_bytes() == before


@pytest.mark.parametrize("content", [b"\x00\x01\x02\x03" * 900, b"", b"nom;autre\r\nx;y\r\n", b"%PDF-1.7 not a table"])
def test_a_file_that_is_not_readable_loses_nothing(home: Home, content: bytes) -> None:
    fill_in(home, {"a:1": "identique"})
    settle(home, NOW)
    review_path(home).write_bytes(content)
    problems = settle(home, LATER)
    write_review(home, DOUBTS)

    assert len(problems) == 1
    assert decided(home) == [("a:1", "b:1", True)]
    assert review_path(home).read_bytes() == content


def test_a_file_that_was_deleted_is_made_again_with_its_decisions(home: Home) -> None:
    fill_in(home, {"a:1": "identique"})
    settle(home, NOW)
    review_path(home).unlink()
    settle(home, LATER)
    write_review(home, DOUBTS)

    assert [(each.key_1, each.is_same, each.decided_by) for each in last_settled(home)] == [("a:1", True, "Salma")]
    assert "identique;Salma" in review_path(home).read_text(encoding="utf-8-sig")


def test_two_lines_that_contradict_each_other_decide_nothing_new(home: Home) -> None:
    write_review(home, DOUBTS)
    text = review_path(home).read_text(encoding="utf-8-sig")
    rows = "b:1;a:1" + ";" * 7 + ";same;x;\r\na:1;b:1" + ";" * 7 + ";different;y;\r\n"
    review_path(home).write_text(text + rows, encoding="utf-8-sig")
    problems = settle(home, NOW)

    assert [problem.en for problem in problems] == ["Two lines decide the opposite of each other on a:1 and b:1: keep one of them."]
    assert decided(home) == []


def test_the_same_decisions_make_no_new_entry(home: Home) -> None:
    fill_in(home, {"a:1": "identique"})
    settle(home, NOW)
    settle(home, LATER)

    assert len(list((home.folder("review") / "journal").iterdir())) == 1


def test_a_name_is_never_a_formula(home: Home) -> None:
    write_review(home, [doubt("a:9", "b:9", '=cmd|"/c calc"!A1')])

    assert ";'=cmd" in review_path(home).read_text(encoding="utf-8-sig").replace('"', "")
