"""What a night must build to say why figures changed: one state for each cause but the last, in the order of causes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from orchestration_helpers import hand_made_release

from ingestion.home import Home
from ingestion.ledger import LoadRecord
from orchestration.revisions import CORRECTION, LATE, LINKAGE, RULES, last_publication, plan
from publishing.figures import keep_figures, kept_figures
from publishing.release import Release

LAST_NIGHT = datetime(2026, 6, 10, 2, tzinfo=UTC)
TONIGHT = LAST_NIGHT + timedelta(days=1)
LAST = Release("r1", LAST_NIGHT.isoformat(), LAST_NIGHT.isoformat(), "f", {"rules": "rules", "decisions": "decisions"})


def load(delivery: str, received: datetime, number: int = 1, period: date = date(2026, 5, 1), **told: Any) -> LoadRecord:
    values: dict[str, Any] = {
        "load_id": f"{delivery}.{number}",
        "delivery_id": delivery,
        "partner": "cri",
        "contract": "job_declarations",
        "mode": "period",
        "period_type": "month",
        "period_start": period,
        "received_at": received,
        "loaded_at": received,
        "verdict": "accepted",
    }
    return _record(values | told)


def _record(values: dict[str, Any]) -> LoadRecord:
    """A record whose other fields do not matter."""
    blank: dict[str, Any] = dict.fromkeys(LoadRecord.__dataclass_fields__)
    return LoadRecord(**(blank | values))


KNOWN = load("may", LAST_NIGHT - timedelta(days=3))
AGAIN = load("may-corrected", TONIGHT - timedelta(hours=2))
NEXT = load("april", TONIGHT - timedelta(hours=2), period=date(2026, 4, 1))


def causes(records: list[LoadRecord], rules: str = "rules", decisions: str = "decisions") -> tuple[list[str], str]:
    made = plan(LAST, records, TONIGHT, rules, decisions)
    return [stage.cause for stage in made.stages], made.last_cause


def test_the_first_release_has_nothing_to_explain() -> None:
    assert plan(None, [KNOWN], TONIGHT, "rules", "decisions").stages == ()


def test_one_cause_alone_needs_no_build() -> None:
    assert causes([KNOWN, NEXT]) == ([], LATE)
    assert causes([KNOWN, AGAIN]) == ([], CORRECTION)
    assert causes([KNOWN], rules="others") == ([], RULES)
    assert causes([KNOWN], decisions="others") == ([], LINKAGE)
    assert causes([KNOWN]) == ([], LATE)  # time went by


def test_several_causes_are_built_one_after_the_other() -> None:
    assert causes([KNOWN, NEXT, AGAIN], rules="others", decisions="others") == ([RULES, LINKAGE, LATE], CORRECTION)
    assert causes([KNOWN, AGAIN], rules="others") == ([RULES], CORRECTION)


def test_each_state_knows_what_its_causes_brought_and_no_more() -> None:
    rules, links, late = plan(LAST, [KNOWN, NEXT, AGAIN], TONIGHT, "others", "others").stages

    assert (rules.knowledge.records, rules.knowledge.as_of, rules.knowledge.decisions_as_of) == ((KNOWN,), LAST_NIGHT, LAST_NIGHT)
    assert (links.knowledge.records, links.knowledge.as_of, links.knowledge.decisions_as_of) == ((KNOWN,), LAST_NIGHT, TONIGHT)
    assert (late.knowledge.records, late.knowledge.as_of) == ((KNOWN, NEXT), TONIGHT)


def test_a_replay_is_a_change_of_rules() -> None:
    replayed = load("may", KNOWN.received_at, number=2, loaded_at=TONIGHT - timedelta(hours=1))

    assert causes([KNOWN, replayed]) == ([], RULES)


def test_a_refused_correction_changes_nothing() -> None:
    assert causes([KNOWN, replace(AGAIN, verdict="refused"), NEXT]) == ([], LATE)


def test_events_that_are_appended_are_late_not_corrected() -> None:
    known, more = replace(KNOWN, mode="append"), replace(AGAIN, mode="append")

    assert causes([known, more]) == ([], LATE)


def test_what_came_with_an_old_date_of_receipt_is_news_all_the_same() -> None:
    dug_out = load("march", LAST_NIGHT - timedelta(days=60), period=date(2026, 3, 1), loaded_at=TONIGHT - timedelta(hours=1))

    assert causes([KNOWN, dug_out, AGAIN]) == ([LATE], CORRECTION)


def test_a_look_back_is_no_publication(tmp_path: Path) -> None:
    home = Home(tmp_path)
    hand_made_release(home, "r1", LAST_NIGHT.isoformat(), "f")
    folder = home.folder("releases") / "r2"
    folder.mkdir()
    text = (home.folder("releases") / "r1" / "release.json").read_text()
    (folder / "release.json").write_text(
        text.replace('"r1"', '"r2"').replace(f'"built_at": "{LAST_NIGHT.isoformat()}"', f'"built_at": "{TONIGHT.isoformat()}"')
    )

    last = last_publication(home)
    assert last is not None
    assert last.id == "r1"


def test_figures_that_a_killed_night_did_not_copy_are_copied_by_the_next(tmp_path: Path) -> None:
    home = Home(tmp_path)
    release = home.folder("releases") / "r1"
    half_made = home.folder("releases") / ".r2.part"
    for folder in (release, half_made):
        folder.mkdir()
        (folder / "figures.parquet").write_bytes(b"figures")
    keep_figures(home)
    (release / "figures.parquet").unlink()  # the release grows old and is removed
    keep_figures(home)

    assert [path.name for path in kept_figures(home)] == ["r1.parquet"]
    assert kept_figures(home)[0].read_bytes() == b"figures"
