"""dbt's own tests as checks: what each says in words, and the rows on which it fails.

What goes here: reading dbt's results and running a failed test's SQL again. What does not: the tests (`dbt_project/`), and what follows
from them (`audit.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ingestion.home import Home
from ingestion.messages import Message
from quality.checks import ROWS_SHOWN, Check, shown_rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_LANGUAGES: Final = ("fr", "ar", "en")
_MEND: Final = Message(
    fr="Cherchez de quel modèle ou de quelle livraison viennent ces lignes, corrigez, relancez la nuit.",
    ar="ابحثوا عن النموذج أو التسليمة التي جاءت منها هذه الأسطر، ثم صححوا وأعيدوا تشغيل الليلة.",
    en="Find the model or the delivery that these rows come from, mend it, run the night again.",
)
# Tests that dbt brings along; ours are described where they stand.
_OF_DBT: Final[Mapping[str, Message]] = {
    "unique": Message(
        "Dans {model}, {column} n'est pas unique.", "في {model} قيم {column} مكررة.", "In {model}, {column} is not unique."
    ),
    "not_null": Message("Dans {model}, {column} manque.", "في {model} ينقص {column}.", "In {model}, {column} is missing."),
    "accepted_values": Message(
        "Dans {model}, {column} a une valeur hors de sa liste.",
        "في {model} يحمل {column} قيمة خارج لائحته.",
        "In {model}, {column} has a value that is not in its list.",
    ),
}  # fmt: skip
_NAMED: Final = Message("Le test {name} échoue.", "الاختبار {name} لم ينجح.", "The test {name} fails.")
_NOT_RUN: Final = Message(
    fr="{count} tests de dbt n'ont pas été exécutés : l'audit est incomplet. Relancez la nuit entière.",
    ar="لم تُنفذ اختبارات dbt وعددها {count}: التدقيق غير مكتمل. أعيدوا تشغيل الليلة كاملة.",
    en="{count} tests of dbt were not run: the audit is not complete. Run the whole night again.",
)


def dbt_folder(home: Home) -> Path:
    """Where dbt's own files are."""
    return home.root / "build" / "dbt"


def broken_models(home: Home) -> list[str]:
    """Models, and tests, that dbt could not run at all in its last run: then no audit can be made of what there is."""
    return [str(result["unique_id"]) for result in _results(home) if result["status"] in ("error", "runtime error")]


def dbt_checks(home: Home, connection: DuckDBPyConnection) -> list[Check]:
    """Every test of dbt's last run as a check.

    Args:
        home: the installation.
        connection: DuckDB with the build attached as `warehouse`, as dbt's SQL names it.
    """
    manifest = json.loads((dbt_folder(home) / "manifest.json").read_text(encoding="utf-8"))
    tests = {name: node for name, node in manifest["nodes"].items() if node["resource_type"] == "test"}
    results = {result["unique_id"]: result for result in _results(home) if result["unique_id"] in tests}
    checks = [_check(tests[name], results[name], manifest, connection) for name in tests if _was_run(results.get(name))]
    if not_run := len(tests) - len(checks):
        checks.append(Check("dbt.tests_run", "test", "critical", False, _NOT_RUN.with_values(count=not_run), rows=not_run))
    return checks


def _was_run(result: Mapping[str, Any] | None) -> bool:
    return result is not None and result["status"] in ("pass", "fail", "warn")


def _results(home: Home) -> list[dict[str, Any]]:
    try:
        path = dbt_folder(home) / "target" / "run_results.json"
        return list(json.loads(path.read_text(encoding="utf-8"))["results"])
    except (FileNotFoundError, ValueError, KeyError):
        return []


def _check(test: Mapping[str, Any], result: Mapping[str, Any], manifest: Mapping[str, Any], connection: DuckDBPyConnection) -> Check:
    severity: Any = "warning" if str(test["config"].get("severity", "error")).lower() == "warn" else "critical"
    message = _message(test, manifest)
    if result["status"] == "pass":
        return Check(test["name"], "test", severity, True, message)
    sql = result["compiled_code"].strip().removesuffix(";")
    (count,) = connection.execute(f"select count(*) from ({sql})").fetchall()[0]
    found = connection.execute(f"select * from ({sql}) limit {ROWS_SHOWN}")
    columns, shown = shown_rows([each[0] for each in found.description or ()], found.fetchall(), test.get("column_name"))
    return Check(test["name"], "test", severity, False, message, count, columns, shown)


def _message(test: Mapping[str, Any], manifest: Mapping[str, Any]) -> Message:
    """What the test says and what to do: its own words, those of its kind, or dbt's."""
    kind = (test.get("test_metadata") or {}).get("name")
    model = str(test.get("attached_node") or "").rsplit(".", 1)[-1]
    places = {"model": model, "column": test.get("column_name") or "", "name": test["name"]}
    own = _words(test["description"], test["config"].get("meta", {}))
    of_its_kind = manifest["macros"].get(f"macro.qutb.test_{kind}", {})
    words = own or _words(of_its_kind.get("description", ""), of_its_kind.get("meta", {}))
    if words is None:
        words = _joined(_OF_DBT.get(str(kind), _NAMED), _MEND)
    return Message(*_filled(words, places))


def _filled(words: Message, places: Mapping[str, str]) -> Iterator[str]:
    for text in (words.fr, words.ar, words.en):
        for place, value in places.items():
            text = text.replace(f"{{{place}}}", value)
        yield text


def _words(description: str, meta: Mapping[str, Any]) -> Message | None:
    if not description:
        return None
    told = Message(description.strip(), meta.get("description_ar", description), meta.get("description_en", description))
    return _joined(told, Message(*(meta["next"][language] for language in _LANGUAGES)) if "next" in meta else _MEND)


def _joined(what: Message, then: Message) -> Message:
    return Message(f"{what.fr} {then.fr}", f"{what.ar} {then.ar}", f"{what.en} {then.en}")
