"""The digest after the night, against a real SMTP server: what it tells, that it tells each thing once, and that it costs nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from mail_server import Box, configure, running
from orchestration_helpers import hand_made_release, record

from ingestion.channels.channel import Outcome
from ingestion.channels.state import ChannelState, write_state
from ingestion.home import Home
from ingestion.ledger import LoadRecord
from ingestion.messages import Message
from ingestion.partners import Feed, Partner
from ingestion.periods import Period
from orchestration.alerts.digest import digest_letter
from orchestration.alerts.facts import NightFacts, OverdueFeed, ReleaseState, ToldBefore, still_so
from orchestration.alerts.gathering import gather
from orchestration.alerts.sending import send_digest
from orchestration.mailing.settings import MailConfigError, mail_settings
from tests.warehouse.published_quality import finding, load, warehouse

NOW = datetime(2026, 6, 20, 2, 0, tzinfo=UTC)
GUILD = Partner("guild", "Corporation <b>", "هيئة", "fr")
FEEDS = (Feed(GUILD, "job_declarations"),)
MAY = record("2026-05-01", "2026-05-31", "2026-06-03T09:00:00+00:00")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def box(home: Home) -> Iterator[Box]:
    box = Box()
    with running(box) as server:
        configure(home, server.port, "security: none", "digest: {to: {equipe@hub.example: fr, direction@hub.example: ar}}")
        yield box


def publish(home: Home, *findings: dict[str, Any]) -> None:
    """A release with these findings, put up."""
    if not (home.root / "releases" / "R1").exists():
        hand_made_release(home, "R1", NOW.isoformat())
    warehouse(home.folder("releases") / "R1" / "warehouse.duckdb", loads=[load(1), load(2)], findings=findings)
    home.published.unlink(missing_ok=True)
    home.published.symlink_to(home.folder("releases") / "R1" / "warehouse.duckdb")


def night(home: Home, *records: LoadRecord, release: ReleaseState = "released", now: datetime = NOW) -> tuple[int, str]:
    said: list[str] = []
    return send_digest(home, FEEDS, records or (MAY,), now, release, said.append), "\n".join(said)


def refused(number: int = 1) -> LoadRecord:
    made = record("2026-05-01", "2026-05-31", f"2026-06-19T0{number}:00:00+00:00", verdict="refused", reason="Trop de lignes rejetées.")
    return replace(
        made,
        load_id=f"guild.job_declarations.2026-05-01.{number:012x}.1",
        delivery_id=f"guild.job_declarations.2026-05-01.{number:012x}",
        loaded_at=NOW - timedelta(hours=1),
        reasons={"fr": "Trop de lignes rejetées.", "ar": "أسطر مرفوضة كثيرة.", "en": "Too many rows rejected."},
    )


def texts(box: Box) -> dict[str, str]:
    return {m["Content-Language"]: m.get_body(("plain",)).get_content().replace("\r\n", "\n") for m in box.messages}


def test_a_night_with_nothing_for_a_person_sends_nothing(home: Home, box: Box) -> None:
    publish(home)

    assert night(home) == (0, "")
    assert not box.taken


def test_a_refused_delivery_and_a_question_are_told_to_each_in_its_language(home: Home, box: Box) -> None:
    publish(home, finding(1))

    assert night(home, MAY, refused())[0] == 2

    french, arabic = texts(box)["fr"], texts(box)["ar"]
    assert "Publiée : version R1." in french
    assert "Corporation <b>, Déclarations d'emplois, mai 2026\u00a0: Trop de lignes rejetées." in french
    assert "Nouvelles questions – posées aux partenaires\n  – q-0000000001" in french
    assert "أسطر مرفوضة كثيرة." in arabic
    assert "\u2066q-0000000001\u2069" in arabic
    assert "الأسئلة المفتوحة من كل الليالي، عددها \u20661\u2069؛ أقدمها منذ \u206620\u2069" in arabic
    assert box.messages[0]["Subject"].startswith("Qutb – La nuit du 20 juin 2026, À faire : Livraisons refusées (1)")


def test_the_page_runs_from_right_to_left_in_arabic_and_escapes_what_others_wrote(home: Home, box: Box) -> None:
    publish(home, finding(1))

    night(home)

    pages = {m["Content-Language"]: m.get_body(("html",)).get_content() for m in box.messages}
    assert '<html lang="ar" dir="rtl">' in pages["ar"]
    assert "question 1 &lt;b&gt;?&lt;/b&gt;" in pages["fr"]
    assert "<b>" not in pages["fr"]


def test_each_thing_is_told_once(home: Home, box: Box) -> None:
    publish(home, finding(1))
    night(home, MAY, refused())

    assert night(home, MAY, refused(), now=NOW + timedelta(days=1)) == (0, "")

    publish(home, finding(1), finding(2))
    assert night(home, MAY, refused(), now=NOW + timedelta(days=1))[0] == 2
    last = box.messages[-1].get_body(("plain",)).get_content()
    assert "q-0000000002" in last
    assert "q-0000000001" not in last
    assert "Livraisons refusées" not in last


def test_a_question_that_the_next_delivery_raises_again_is_the_same_question(home: Home, box: Box) -> None:
    publish(home, finding(1))
    night(home)

    publish(home, finding(1, state="repeated"), finding(2, load_id="d2.1"))

    assert night(home) == (0, "")


def test_a_difference_between_sources_belongs_to_no_load_and_is_told_to_the_team(home: Home, box: Box) -> None:
    publish(home, finding(1, load_id=None, owner="qutb", check_name="source_difference"))

    night(home)

    assert (
        "Nouvelles questions – pour l'équipe Qutb\n  – q-0000000001 – Corporation <b>, Déclarations d'emplois, mai 2026" in texts(box)["fr"]
    )


def test_a_feed_is_told_late_once_a_period(home: Home, box: Box) -> None:
    publish(home)
    april = record("2026-04-01", "2026-04-30", "2026-05-03T09:00:00+00:00")

    assert night(home, april)[0] == 2
    assert "Flux nouvellement en retard\n  – Corporation <b>, Déclarations d'emplois, mai 2026" in texts(box)["fr"]
    assert night(home, april, now=NOW + timedelta(days=1))[0] == 0
    assert night(home, april, now=NOW + timedelta(days=30))[0] == 2  # June too, now


def test_a_daily_feed_is_told_late_once_until_it_delivers() -> None:
    names = (Message("P", "P", "P"), Message("C", "C", "C"))

    def late(day: int) -> NightFacts:
        feed = OverdueFeed("hub/visits", *names, Period(date(2026, 6, day), "day"), date(2026, 6, day + 1))
        return NightFacts(NOW.date(), "released", "R1", overdue=(feed,))

    told = ToldBefore().after(late(17))

    assert not told.needs_person(late(18))
    assert still_so(told, NightFacts(NOW.date(), "released", "R1")).needs_person(late(19))


def test_a_failing_channel_is_told_with_its_first_day(home: Home, box: Box) -> None:
    publish(home)
    message = Message("Le serveur ne répond pas.", "الخادم لا يجيب.", "The server does not answer.")
    outcome = Outcome("guild/job_declarations", "sftp", "failed", NOW, message=message, failing_since=NOW - timedelta(days=4))
    write_state(home, "guild/job_declarations", "sftp", ChannelState(outcome=outcome))

    assert night(home)[0] == 2
    assert "guild/job_declarations [sftp] (depuis le 16 juin 2026)\u00a0: Le serveur ne répond pas." in texts(box)["fr"]
    assert night(home)[0] == 0


def audit(home: Home, released: bool, *checks: dict[str, Any]) -> None:
    path = home.folder("build") / "audit.json"
    document = {"released": released, "release_id": "R2", "audited_at": NOW.isoformat(), "all_movements_id": None, "checks": checks}
    path.write_text(json.dumps(document))


STOPPING = {
    "name": "provinces_add_up", "severity": "critical", "passed": False, "movement_id": None,
    "advice_fr": "Les provinces ne font pas la région.", "advice_ar": "الأقاليم لا تساوي الجهة.", "advice_en": "Provinces do not add up.",
}  # fmt: skip
MOVED = {"advice_fr": "JOB-01 passe de 9 à 2.", "advice_ar": "انتقل JOB-01 من 9 إلى 2.", "advice_en": "JOB-01 moves from 9 to 2."}
MOVEMENT = STOPPING | {"name": "movement.JOB-01", "movement_id": "m-0123456789"} | MOVED


def test_a_night_that_is_not_released_says_why_each_night(home: Home, box: Box) -> None:
    publish(home)
    audit(home, False, STOPPING, MOVEMENT, STOPPING | {"name": "fine", "passed": True})

    assert night(home, release="not_released")[0] == 2
    assert night(home, release="not_released")[0] == 2

    french = texts(box)["fr"]
    assert "Non publiée : l'entrepôt n'a pas passé son contrôle. La version R1 reste en ligne." in french
    assert "provinces_add_up [bloque]\u00a0: Les provinces ne font pas la région." in french
    assert "m-0123456789\u00a0: JOB-01 passe de 9 à 2." in french
    assert "movement.JOB-01" not in french
    assert "fine" not in french


def test_without_the_audits_word_the_nights_code_is_told(home: Home, box: Box) -> None:
    publish(home)

    assert night(home, release="not_released")[0] == 2
    assert "لم يُنشر شيء" in texts(box)["ar"]


def test_an_audit_of_another_build_is_not_told(home: Home, box: Box) -> None:
    publish(home)
    audit(home, False, STOPPING)

    assert night(home, release="released") == (0, "")


def test_what_ended_and_comes_back_is_told_again(home: Home, box: Box) -> None:
    publish(home)
    warning = STOPPING | {"severity": "warning"}
    audit(home, True, warning)
    assert night(home)[0] == 2
    audit(home, True)
    assert night(home)[0] == 0
    audit(home, True, warning)

    assert night(home)[0] == 2


def test_always_sends_of_a_quiet_night_too(home: Home, box: Box) -> None:
    publish(home)
    settings = home.root / "mail.yaml"
    settings.write_text(settings.read_text().replace("digest: {", "digest: {when: always, "))

    assert night(home)[0] == 2
    assert "Rien ne demande votre intervention." in texts(box)["fr"]
    assert box.messages[0]["Subject"] == "Qutb – La nuit du 20 juin 2026, rien à faire"


def test_what_the_server_did_not_take_is_told_by_the_next_night(home: Home, box: Box) -> None:
    publish(home, finding(1))
    box.answers = ["451 later", "250 OK"]

    assert night(home) == (1, "  mail: the digest (fr) is put off (451 later); the next night tries again.")
    assert night(home)[0] == 1
    assert [m["Content-Language"] for m in box.messages] == ["ar", "fr"]


def test_a_server_that_is_away_or_a_damaged_warehouse_costs_nothing(home: Home, tmp_path: Path) -> None:
    configure(home, 1, "security: none", "digest: {to: {equipe@hub.example: fr}}")
    publish(home, finding(1))

    sent, said = night(home)
    assert sent == 0
    assert "the next night tries again" in said
    assert not (home.root / "alerts" / "told.json").exists()

    (home.folder("releases") / "R1" / "warehouse.duckdb").write_bytes(b"no database")
    sent, said = night(home)
    assert (sent, "the digest could not be made" in said) == (0, True)


def test_the_same_facts_make_the_same_letter(home: Home) -> None:
    publish(home, finding(1), finding(2))
    first, again = (gather(home, FEEDS, (MAY, refused()), NOW, "released") for _ in range(2))

    assert digest_letter(first, ("a@b.example",), "ar") == digest_letter(again, ("a@b.example",), "ar")


def test_a_long_list_is_cut_and_says_by_how_much(home: Home) -> None:
    publish(home, *(finding(number) for number in range(25)))

    letter = digest_letter(gather(home, FEEDS, (MAY,), NOW, "released"), ("a@b.example",), "fr")

    assert letter.text.count("question ") == 20
    assert "… et 5 de plus" in letter.text


def test_more_pairs_than_last_time_need_a_person() -> None:
    facts = NightFacts(NOW.date(), "nothing_new", "R1", pairs_waiting=3)

    assert ToldBefore().needs_person(facts)
    assert not ToldBefore(pairs=3).needs_person(facts)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("digest: [a@b.example]", "docs/quality-reports.md"),
        ("digest: {to: {a@b.example: de}}", "the language of a@b.example"),
        ("digest: {to: {nobody: fr}}", "not a mail address"),
        ("digest: {when: sometimes, to: {a@b.example: fr}}", "when is one of needed, always"),
    ],
)
def test_settings_that_cannot_be_used_are_told(home: Home, line: str, said: str) -> None:
    configure(home, 25, "security: none", line)

    with pytest.raises(MailConfigError, match=said):
        mail_settings(home)
