"""The alert that a night failed: at once, once, from the command or from the daemon, and without a secret in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest
from mail_server import Box, configure, running

import orchestration.nightly
from ingestion.home import Home
from orchestration.alerts.failure import Failure, harmless
from orchestration.alerts.sending import send_alert
from orchestration.night import Night
from orchestration.night_lock import AnotherNightRuns, night_lock
from orchestration.nightly import TOLD_HERE, run_night
from orchestration.replay import ReplayError

NOW = datetime(2026, 6, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("QUTB_HOME", str(tmp_path / "home"))
    return Home.from_environment()


@pytest.fixture
def box(home: Home) -> Iterator[Box]:
    box = Box()
    with running(box) as server:
        configure(home, server.port, "security: none", "digest: {to: {equipe@hub.example: fr, direction@hub.example: ar}}")
        yield box


def text_of(box: Box, language: str = "fr") -> str:
    [text] = [m.get_body(("plain",)).get_content() for m in box.messages if m["Content-Language"] == language]
    return str(text)


def test_the_alert_names_the_step_what_it_said_and_where_to_look(home: Home, box: Box) -> None:
    assert send_alert(home, Failure("warehouse", "No space left on device"), NOW, print) == 2

    assert "Étape\u00a0: warehouse" in text_of(box)
    assert "No space left on device" in text_of(box)
    assert "docs/runbook.md, « Failed (1) »" in text_of(box)
    assert "تعطلت ليلة 20 يونيو 2026" in text_of(box, "ar")
    assert box.messages[0]["Subject"] == "Qutb – La nuit du 20 juin 2026 a échoué"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("cannot reach postgresql://qutb:geheim@db:5432/hub", "cannot reach postgresql://qutb:•••@db:5432/hub"),
        ("login failed, password=geheim; retry", "login failed, password=•••; retry"),
        ("header Authorization: Bearer abc.def", "header Authorization: •••"),
        ("the server said geheim-from-env", "the server said •••"),
        ("row of fatima@guild.example", "row of •••"),
    ],
)
def test_no_secret_and_no_person_is_in_it(said: str, kept: str) -> None:
    assert harmless(said, {"QUTB_SMTP_PASSWORD": "geheim-from-env", "HOME": "/root"}) == kept


def test_a_server_that_is_away_costs_nothing(home: Home) -> None:
    configure(home, 1, "security: none", "digest: {to: {equipe@hub.example: fr}}")
    said: list[str] = []

    assert send_alert(home, Failure("night", "x"), NOW, said.append) == 0
    assert "the alert (fr) could not be sent" in said[0]


def test_without_addresses_nobody_is_told(home: Home) -> None:
    configure(home, 1, "security: none")

    assert send_alert(home, Failure("night", "x"), NOW, pytest.fail) == 0


def fails(error: Exception, home: Home) -> None:
    def before(night: Night) -> None:
        raise error

    with pytest.raises(type(error)):
        run_night(home, NOW, None, before=before)


def test_a_night_that_breaks_outside_its_steps_is_told(home: Home, box: Box) -> None:
    fails(OSError("disk gone"), home)

    assert "OSError: disk gone" in text_of(box)


def test_what_a_person_at_the_terminal_reads_anyway_is_no_alert(home: Home, box: Box) -> None:
    fails(ReplayError("no such delivery"), home)
    with night_lock(home), pytest.raises(AnotherNightRuns):
        run_night(home, NOW, None)

    assert not box.taken


def broken_run(home: Home, tags: dict[str, str] | None = None) -> dg.RunFailureSensorContext:
    """A run of the daemon's in which a step failed, as the sensor sees it."""

    @dg.op
    def build() -> None:
        raise RuntimeError("the model broke")

    @dg.job
    def nightly() -> None:
        build()

    instance = dg.DagsterInstance.ephemeral()
    outcome = nightly.execute_in_process(instance=instance, raise_on_error=False, tags=tags)
    return failure_context(instance, outcome)


def failure_context(instance: dg.DagsterInstance, outcome: dg.ExecuteInProcessResult) -> dg.RunFailureSensorContext:
    return dg.build_run_status_sensor_context(
        sensor_name="failed_run", dagster_instance=instance, dagster_run=outcome.dagster_run, dagster_event=outcome.get_run_failure_event()
    ).for_run_failure()


def test_the_daemons_failed_run_is_told_once_and_the_commands_own_is_not_told_again(home: Home, box: Box) -> None:
    from orchestration.defs.sensors import failed_run

    failed_run(broken_run(home))
    assert "Étape\u00a0: build" in text_of(box)
    assert "RuntimeError: the model broke" in text_of(box)
    box.taken.clear()

    failed_run(broken_run(home, TOLD_HERE))
    assert not box.taken


def test_a_run_of_the_daemons_that_the_audit_stopped_is_told_as_not_released(home: Home, box: Box) -> None:
    from orchestration.defs.sensors import failed_run

    context = broken_run(home)
    advice = {"advice_fr": "Les provinces ne font pas la région.", "advice_ar": "الأقاليم لا تساوي الجهة.", "advice_en": "…"}
    check = {"name": "provinces", "severity": "critical", "passed": False} | advice
    audit = {"released": False, "release_id": "R2", "audited_at": datetime.now(UTC).isoformat(), "checks": [check]}
    (home.folder("build") / "audit.json").write_text(json.dumps(audit))

    failed_run(context)

    assert "provinces [bloque]\u00a0: Les provinces ne font pas la région." in text_of(box)
    assert "a échoué" not in text_of(box)


@pytest.mark.parametrize("is_command", [False, True])
def test_the_daemons_good_night_has_its_digest_and_the_commands_own_is_not_told_again(home: Home, box: Box, is_command: bool) -> None:
    from orchestration.defs.sensors import night_over

    settings = home.root / "mail.yaml"
    settings.write_text(settings.read_text().replace("digest: {", "digest: {when: always, "))

    @dg.op
    def build() -> None:
        return None

    @dg.job
    def nightly() -> None:
        build()

    instance = dg.DagsterInstance.ephemeral()
    outcome = nightly.execute_in_process(instance=instance, tags=TOLD_HERE if is_command else None)
    night_over(
        dg.build_run_status_sensor_context(
            sensor_name="night_over",
            dagster_instance=instance,
            dagster_run=outcome.dagster_run,
            dagster_event=outcome.get_run_success_event(),
        )
    )

    assert len(box.taken) == (0 if is_command else 2)


def test_a_run_that_found_another_night_running_is_no_alert(home: Home, box: Box) -> None:
    from orchestration.defs.resources import NightResource
    from orchestration.defs.sensors import failed_run

    @dg.op(required_resource_keys={"night"})
    def build() -> None:
        return None

    @dg.job(resource_defs={"night": NightResource()})
    def nightly() -> None:
        build()

    instance = dg.DagsterInstance.ephemeral()
    with night_lock(home):
        outcome = nightly.execute_in_process(instance=instance, raise_on_error=False)

    failed_run(failure_context(instance, outcome))

    assert not box.taken


def test_the_commands_failed_job_tells_of_itself_under_its_mark(home: Home, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """The graph is replaced by one step that breaks, so that the night costs no build."""
    tags: list[dict[str, str]] = []

    @dg.op
    def warehouse() -> None:
        raise RuntimeError("out of memory")

    @dg.job(name="nightly")
    def job() -> None:
        warehouse()

    class Broken:
        def resolve_job_def(self, name: str) -> Broken:
            return self

        def execute_in_process(self, **options: object) -> dg.ExecuteInProcessResult:
            tags.append(options["tags"])  # type: ignore[arg-type]
            return job.execute_in_process(raise_on_error=False)

    monkeypatch.setattr("orchestration.definitions.build_defs", lambda overrides: Broken())

    assert run_night(home, NOW, None) == orchestration.nightly.FAILED
    assert tags == [TOLD_HERE]
    assert "RuntimeError: out of memory" in text_of(box)
    assert len(box.taken) == 2  # one a language: no digest beside the alert
