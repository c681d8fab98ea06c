"""The fault-injection benchmark itself: faults are what they say, clean twins give no hit, and hits are told from misses."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest

from benchmarks.faults.clean import FalseAlarm, Size, clean_records, false_alarms, sent_clean
from benchmarks.faults.judging import judged
from benchmarks.faults.kinds import KINDS
from benchmarks.faults.model import WHOLE, Case, Faulty, Setting
from benchmarks.faults.planting import Injection, controls, injections, late, settings_of
from benchmarks.faults.rehearsal import Rehearsed, Stage, open_stage
from benchmarks.faults.report import put_between, tables
from benchmarks.faults.results import Planted, Result, Said, read_json, write_json
from benchmarks.faults.running import run
from ingestion.home import Home
from ingestion.ledger import LoadRecord

SIZE = Size(seed=5, scale=0.1, months=5, until=date(2026, 5, 1))
BANK, ACCOUNTS = "al_barid_bank/financing", "hub_operator/hub_accounts"


@pytest.fixture(scope="module")
def settings() -> dict[str, list[Setting]]:
    return settings_of(sent_clean(SIZE))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clean").resolve()


@pytest.fixture(scope="module")
def records(home: Path, settings: dict[str, list[Setting]]) -> list[LoadRecord]:
    return clean_records(home, SIZE, [each.delivery for feed in (BANK, ACCOUNTS) for each in settings[feed]])


@pytest.fixture(scope="module")
def stage(home: Path, records: list[LoadRecord]) -> Iterator[Stage]:
    with open_stage(Home(home), records) as opened:
        yield opened


def planted(kind: str, setting: Setting, *spot: str) -> Injection:
    case = Case(setting, spot, Random(1))
    faulty = KINDS[kind].plant(case)
    assert faulty is not None
    return Injection(KINDS[kind], case, faulty)


def rehearsed(stage: Stage, injection: Injection) -> Rehearsed:
    return stage.rehearse(injection.faulty.file, injection.faulty.content, injection.case.setting.delivery.draft.received_at)


def twin(stage: Stage, setting: Setting) -> Rehearsed:
    return stage.rehearse(setting.delivery.file, setting.delivery.content, setting.delivery.draft.received_at)


def lines(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_there_are_at_least_forty_kinds_and_each_fits_a_feed() -> None:
    settings = settings_of(sent_clean(Size(seed=5, scale=0.2, months=13)))
    possible = {feed: late(own, date(2026, 10, 1)) for feed, own in settings.items()}

    fitting = {each.kind.name: each for each in injections(KINDS.values(), possible, seed=5, feeds_a_kind=1)}

    assert len(KINDS) >= 40
    assert set(fitting) == set(KINDS)
    assert all(each.kind.expected(each.case) for each in fitting.values())


def test_the_same_seed_plants_the_same_faults(settings: dict[str, list[Setting]]) -> None:
    possible = {feed: late(own, SIZE.until) for feed, own in settings.items()}
    kinds = [KINDS["unit_thousand_times"], KINDS["province_missing"]]

    one, other, elsewhere = ([each.faulty for each in injections(kinds, possible, seed, 4)] for seed in (5, 5, 6))

    assert one == other
    assert len(one) == 8
    assert one != elsewhere


def test_an_amount_in_thousands_is_a_thousand_times_the_clean_one_and_all_else_is_as_it_was(settings: dict[str, list[Setting]]) -> None:
    setting = settings[BANK][-1]
    before = lines(setting.delivery.content)

    after = lines(planted("unit_thousand_times", setting, "amount_approved_mad").faulty.content)

    assert [float(line["Montant accordé"]) for line in after] == [1_000 * float(line["Montant accordé"]) for line in before]
    assert [{**line, "Montant accordé": ""} for line in after] == [{**line, "Montant accordé": ""} for line in before]


def test_a_missing_province_takes_its_rows_and_no_other(settings: dict[str, list[Setting]]) -> None:
    setting = settings[BANK][-1]
    before = lines(setting.delivery.content)

    after = lines(planted("province_missing", setting, "province").faulty.content)

    gone = {line["N° de prêt"] for line in before} - {line["N° de prêt"] for line in after}
    provinces = {line["Code province"].zfill(6) for line in before if line["N° de prêt"] in gone}
    assert len(provinces) == 1
    assert provinces.isdisjoint(line["Code province"].zfill(6) for line in after)
    assert len(after) == len(before) - len(gone)


def test_the_last_file_again_has_its_bytes_and_this_periods_name(settings: dict[str, list[Setting]]) -> None:
    *_, last, setting = settings[BANK]

    faulty = planted("last_file_again", setting).faulty

    assert faulty == Faulty(setting.delivery.file, last.delivery.content)


def test_rows_pasted_twice_have_references_that_nobody_had(settings: dict[str, list[Setting]]) -> None:
    setting = settings[BANK][-1]

    references = [line["N° de prêt"] for line in lines(planted("twice_the_rows", setting).faulty.content)]

    assert len(references) == len(set(references)) == 2 * len(setting.rows)


def test_a_column_sorted_alone_keeps_its_values(settings: dict[str, list[Setting]]) -> None:
    setting = settings[BANK][-1]
    before = [float(line["Montant accordé"]) for line in lines(setting.delivery.content)]

    after = [float(line["Montant accordé"]) for line in lines(planted("sorted_alone", setting, "amount_approved_mad").faulty.content)]

    assert after == sorted(before)
    assert after != before


def test_clean_deliveries_are_accepted_without_a_word(records: list[LoadRecord]) -> None:
    assert len(records) == 10
    assert {record.verdict for record in records} == {"accepted"}
    assert [alarm for alarm in false_alarms(records, SIZE) if alarm.check in ("refused", "question", "rejected rows")] == []


def test_a_clean_twin_is_no_hit_and_is_what_the_intake_made_of_it(
    stage: Stage, records: list[LoadRecord], settings: dict[str, list[Setting]]
) -> None:
    setting = settings[BANK][-1]
    clean = twin(stage, setting)
    assert clean.record is not None

    outcome = judged(planted("unit_centimes", setting, "amount_approved_mad"), twin(stage, setting), clean, 0.0)

    kept = next(record for record in records if record.load_id == clean.record.load_id)
    assert (outcome.verdict, outcome.signals) == ("mended", ())
    assert len(clean.rows) == kept.rows_accepted == len(setting.rows)
    assert clean.record.findings == kept.findings


@pytest.mark.parametrize(
    ("kind", "spot", "by"),
    [
        ("signs_reversed", ("amount_approved_mad",), "rule amount_approved_mad.range"),
        ("unknown_category", ("instrument",), "rule instrument.code"),
        ("empty_file", (), "refusal"),
        ("required_column_dropped", ("instrument",), "refusal"),
        ("last_file_again", (), "same bytes"),
        ("block_again", (), "rule financing_ref.unique"),
    ],
)
def test_what_the_intake_says_of_a_fault_is_a_hit_at_its_place(
    stage: Stage, settings: dict[str, list[Setting]], kind: str, spot: tuple[str, ...], by: str
) -> None:
    setting = settings[BANK][-1]
    injection = planted(kind, setting, *spot)

    outcome = judged(injection, rehearsed(stage, injection), twin(stage, setting), 0.0)

    assert (outcome.verdict, outcome.is_at_place) == ("found", True)
    assert by in {signal.by for signal in outcome.signals}


def test_only_told_findings_that_the_twin_has_not_are_hits(stage: Stage, settings: dict[str, list[Setting]]) -> None:
    setting = settings[ACCOUNTS][-1]
    injection = planted("unit_centimes", setting, "amount_mad")
    clean = twin(stage, setting)
    assert clean.record is not None

    def judged_with(
        *findings: tuple[str, str | None, str | None, str], of_twin: tuple[tuple[str, str | None, str | None, str], ...] = ()
    ) -> tuple[str, bool]:
        one, other = (
            replace(clean, rows=rows, record=replace(clean.record, findings=tuple(as_kept(*each) for each in found)))
            for rows, found in ((("other",), findings), (clean.rows, of_twin))
        )
        outcome = judged(injection, one, other, 0.0)
        return outcome.verdict, outcome.is_at_place

    assert judged_with(("sum", "amount_mad", None, "warning")) == ("found", True)
    assert judged_with(("sum", None, "amount_mad=…", "critical")) == ("found", True)
    assert judged_with(("volume", None, None, "warning")) == ("found", False)
    assert judged_with(("sum", "amount_mad", None, "info")) == ("missed", False)
    assert judged_with(("sum", "amount_mad", None, "warning"), of_twin=(("sum", "amount_mad", None, "warning"),)) == ("missed", False)


def as_kept(check: str, column: str | None, segment: str | None, severity: str) -> dict[str, object]:
    told = {"fr": "…", "ar": "…", "en": "…"}
    return {"check": check, "column": column, "segment": segment, "severity": severity, "message": told}


def test_a_finding_on_a_load_as_a_whole_is_the_place_of_missing_rows(settings: dict[str, list[Setting]]) -> None:
    assert planted("half_the_rows", settings[BANK][-1]).kind.expected(Case(settings[BANK][-1], (), Random(1))) == {WHOLE}


def test_a_clean_delivery_written_anew_is_no_hit(stage: Stage, settings: dict[str, list[Setting]]) -> None:
    (control,) = controls({ACCOUNTS: settings[ACCOUNTS][-1:]}, seed=5)
    clean = control.case.setting.delivery

    outcome = judged(control, rehearsed(stage, control), twin(stage, control.case.setting), 0.0)

    assert control.faulty.content != clean.content
    assert (outcome.verdict, outcome.signals) == ("mended", ())


def test_a_rehearsal_leaves_the_home_as_it_was(stage: Stage, home: Path, settings: dict[str, list[Setting]]) -> None:
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*") if path.is_file()}

    rehearsed(stage, planted("rows_cut", settings[BANK][-1]))

    assert {path: path.stat().st_mtime_ns for path in home.rglob("*") if path.is_file()} == before


def test_a_home_of_another_region_is_not_used(home: Path, records: list[LoadRecord]) -> None:
    with pytest.raises(ValueError, match="holds another clean region"):
        run(replace(SIZE, seed=6), home, [], 1, 0, lambda line: None)


def result_of(*planted: Planted, **more: object) -> Result:
    facts = {
        "loads": 66,
        "feeds": 33,
        "alarms": (),
        "controls": (),
        "twins": 2,
        "unlike": (),
        "seconds": (1.0, 2.0),
        "measured_on": "2026-11-26",
        **more,
    }
    return Result(seed=5, scale=1.0, months=24, until="2026-10-01", planted=planted, **facts)  # type: ignore[arg-type]


def a_fault(verdict: str, *, is_at_place: bool = False, is_cold: bool = False) -> Planted:
    said = (Said("finding sum", ("amount_mad",), "…"),) if verdict == "found" else ()
    return Planted(
        "unit_euros", ACCOUNTS, "2026-05-01", "a.csv", ("amount_mad",), ("amount_mad",), is_cold, 28, 20, verdict, is_at_place, 0.1, said
    )


def test_shares_are_of_what_could_do_harm_with_a_past_behind_it() -> None:
    planted = (a_fault("found", is_at_place=True), a_fault("found"), a_fault("missed"), a_fault("mended"), a_fault("missed", is_cold=True))

    text = "\n".join(tables([result_of(*planted)]))

    assert "| with a past, all kinds | 3 | 2 | 66.7% | 1 | 33.3% |" in text
    assert "| after three deliveries (not part of the goal) | 1 | 0 | 0.0% | 0 | 0.0% |" in text
    assert "Goal of 95% found: NOT MET." in text
    assert "| 3 | 2 | 1 | sum 2 | 0/1 |" in text


def test_false_alarms_are_counted_by_feed_and_year() -> None:
    alarms = [FalseAlarm(ACCOUNTS, year, "volume", f"load-{index}", "", "…") for index, year in enumerate((1, 2, 2))]

    text = "\n".join(tables([result_of(alarms=tuple(alarms))]))

    assert "False alarms: 3, on 3 of 66 clean deliveries; 0.05 a feed and year. Goal of at most 1: met on average; 1 of 66" in text
    assert f"| {ACCOUNTS} | 1.0 | 2.0 | volume 3 |" in text


def test_results_are_read_back_as_they_were_kept(tmp_path: Path) -> None:
    results = [result_of(a_fault("found"), controls=(a_fault("mended"),), alarms=(FalseAlarm(BANK, 1, "volume", "load-1", "", "…"),))]

    write_json(tmp_path / "kept.json", results)

    assert read_json([tmp_path / "kept.json"]) == results


def test_parts_of_one_seed_are_one_result_whose_alarms_count_once(tmp_path: Path) -> None:
    alarms = (FalseAlarm(BANK, 1, "volume", "load-1", "", "…"),)
    parts = [result_of(a_fault("found"), alarms=alarms), result_of(a_fault("missed"), alarms=alarms)]
    for number, part in enumerate(parts):
        write_json(tmp_path / f"{number}.json", [part])

    (joined,) = read_json([tmp_path / "0.json", tmp_path / "1.json"])

    assert [each.verdict for each in joined.planted] == ["found", "missed"]
    assert (joined.alarms, joined.twins, joined.loads) == (alarms, 4, 66)


def test_tables_replace_what_stood_between_the_marks_of_a_page() -> None:
    page = "# Page\n<!-- measured -->\nold\n<!-- end of what was measured -->\nafter\n"

    assert put_between(page, "new") == "# Page\n<!-- measured -->\nnew\n<!-- end of what was measured -->\nafter\n"
