"""Nights one after the other: what was known then, what changed since and why, and what a person decides on who is who.

Between the nights come late files, corrected ones, refused ones and a replay. What was known then is made again: every published table
must be the one of that night.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import duckdb
import pytest

from tests.end_to_end.homes import PROJECT, DemoHome, identities
from tests.end_to_end.some_nights import NIGHTS, SomeNights, different_rows

LATER = "2026-11-23T02:00:00+00:00"


@pytest.fixture
def home(some_nights: SomeNights) -> DemoHome:
    return some_nights.home


@pytest.fixture
def nights(some_nights: SomeNights) -> list[Path]:
    return some_nights.releases


def test_a_decision_on_two_organisations_is_honoured_and_undone(home: DemoHome) -> None:
    before = organisations(home)
    one, other = some_pair(before)
    review = home.root / "review" / "organisation_pairs.csv"
    untouched = review.read_text(encoding="utf-8-sig") if review.exists() else "key_1,key_2,decision,decided_by,decided_on\n"
    names = untouched.splitlines()[0].split(",")
    told = {"key_1": one, "key_2": other, "decision": "identique", "decided_by": "F. Alaoui", "decided_on": "20/11/2026"}
    review.parent.mkdir(exist_ok=True)
    review.write_text(untouched.rstrip("\n") + "\n" + ",".join(told.get(name, "") for name in names) + "\n", encoding="utf-8-sig")

    assert home.night("2026-11-21T02:00:00+00:00").returncode == 0
    decided = organisations(home)
    assert decided[one] == decided[other]
    assert decided[one] in (before[one], before[other])
    joined = {before[one], before[other]}
    assert {key: each for key, each in decided.items() if before[key] not in joined} == {
        key: each for key, each in before.items() if each not in joined
    }

    review.write_text(untouched, encoding="utf-8-sig")
    assert home.night("2026-11-22T02:00:00+00:00").returncode == 0
    assert organisations(home) == before


def test_what_was_known_then_is_what_was_published_then(home: DemoHome, nights: list[Path]) -> None:
    """Also when keys were exchanged and a person was erased since: no row moves, for releases hold no pseudonyms (docs/privacy.md)."""
    for what in ("pseudonym", "archive"):
        done = home.qutb("keys", "rotate", what)
        assert done.returncode == 0, done.stdout + done.stderr
    person = sorted(identities(home))[0]
    done = home.qutb("erase", "--no-night", given=person)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Erased: 0 rows" not in done.stdout
    assert "Erased: " in done.stdout
    before = home.published.resolve()

    done = home.qutb("nightly", "--now", LATER, "--as-of", NIGHTS[0])

    assert done.returncode == 0, done.stdout + done.stderr
    assert home.published.resolve() != before
    assert different_rows(nights[0], home.published) == {}


def test_each_change_has_its_causes(home: DemoHome, nights: list[Path]) -> None:
    with duckdb.connect(str(nights[2]), read_only=True) as connection:
        revised, late, corrected, ruled = connection.execute(
            "select count(*) filter (revisions > 0), count(*) filter (late_data <> 0), count(*) filter (correction <> 0),"
            " count(*) filter (rule_change <> 0) from marts.kpi_revisions"
        ).fetchall()[0]
        connection.execute(f"attach '{nights[0]}' as first_night (read_only)")
        wrong_first = connection.execute(
            """select count(*) from first_night.marts.kpi_values as published
            left join marts.kpi_revisions as revisions
                using (kpi_id, period_type, period_start, territory_code, breakdown, breakdown_value)
            where published.value is not null and published.value is distinct from revisions.first_value"""
        ).fetchone()

    assert wrong_first == (0,)
    assert revised > 100
    assert late > 100
    assert corrected > 0
    assert ruled == 0  # the replay brought the same rows under the same contract


def test_the_analysts_question_on_revisions_shows_what_the_releases_show(nights: list[Path]) -> None:
    """The tenth question of docs/analysts.md, against the figures that stand in the three releases and may be handed on."""
    page = (PROJECT / "docs" / "analysts.md").read_text(encoding="utf-8")
    query = page.split("### 10.")[1].split("```sql\n")[1].split("```")[0]
    first: dict[tuple[object, ...], float] = {}
    last: dict[tuple[object, ...], float | None] = {}
    for night in nights:
        with duckdb.connect(str(night), read_only=True) as connection:
            figures = connection.execute(
                """select name_fr, kpi_id, period_type, period_start, value, conf_status
                from marts.kpi_values inner join marts.kpi_catalogue using (kpi_id)
                where territory_code = '03' and breakdown = 'total'"""
            ).fetchall()
        last = {tuple(key): value for *key, value, _ in figures}
        kept_back = {tuple(key) for *key, _, status in figures if status != "F"}
        first |= {key: value for key, value in last.items() if value is not None and key not in first}
    changed = {key: (value, last.get(key)) for key, value in first.items() if key not in kept_back}
    expected = sorted(
        ((key, old, new, new - old) for key, (old, new) in changed.items() if new is not None and new != old), key=lambda row: -abs(row[3])
    )

    with duckdb.connect(str(nights[-1]), read_only=True) as connection:
        asked = connection.execute(query).fetchall()

    assert len(asked) == min(20, len(expected)) > 5
    assert [row[4] for row in asked] == pytest.approx([row[3] for row in expected[: len(asked)]])
    told = Counter((name, old, new) for (name, *_), old, new, _ in expected)
    assert all(told[row[0], row[2], row[3]] for row in asked)
    assert all(sum(row[5:9]) == pytest.approx(row[4]) for row in asked)


def organisations(home: DemoHome) -> dict[str, str]:
    """Register entry, `partner:local_ref`, → organisation."""
    with duckdb.connect(str(home.root / "build" / "warehouse.duckdb"), read_only=True) as connection:
        return dict(
            connection.execute(
                """select mentions.partner || ':' || mentions.organisation_ref, links.organisation_id
                from intermediate.int_organisation_links as links inner join intermediate.int_organisation_mentions as mentions
                    using (mention_id)
                where links.mention_kind = 'register' and mentions.is_standing order by all"""
            ).fetchall()
        )


def some_pair(entries: dict[str, str]) -> tuple[str, str]:
    """Two entries of different partners and organisations."""
    one = next(key for key in entries if key.startswith("chamber_agriculture:"))
    other = next(key for key in entries if key.startswith("hub_operator:") and entries[key] != entries[one])
    return one, other
