"""A whole night over deliveries with hostile names in every text column: whatever it leaves or tells holds them as text."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import duckdb
import hostile
import pytest
from hostile_deliveries import Hostility, is_taken_as_written, make_hostile, text_columns
from open_data_helpers import HOSTILE_NAMES

from ingestion.contract import load_contracts
from ingestion.home import Home
from ingestion.ledger import Ledger
from ingestion.partners import load_feeds
from ingestion.text import fold
from orchestration.alerts.digest import digest_letter
from orchestration.alerts.gathering import gather
from publishing.edition import open_edition
from tests.end_to_end.homes import DemoHome, make_demo
from tests.end_to_end.planted_secrets import PLANTED, secrets_found, secrets_found_below, with_secrets

pytestmark = pytest.mark.slow

FOLDERS = ("receipts", "reports", "data_docs", "extracts", "logs")
# Letters that stay in a name however it is folded, cut or masked: what of ours would hold one, has taken it from a delivery.
MARKS = ("evil", "<script>alert", "alert 1", "\u202e", "x" * 200)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[DemoHome, Hostility, str]:
    """The home after its night, what was put into its deliveries, and what the night printed."""
    home = with_secrets(make_demo(tmp_path_factory.mktemp("hostile") / "home", "--months", "3", "--scale", "0.05"))
    hostility = make_hostile(home.root / "inbox")
    night = home.night()
    assert night.returncode == 0, night.stderr
    return home, hostility, night.stdout + night.stderr


@pytest.fixture
def home(made: tuple[DemoHome, Hostility, str]) -> DemoHome:
    return made[0]


def test_every_text_column_of_every_contract_was_given_every_name(made: tuple[DemoHome, Hostility, str]) -> None:
    hostility = made[1]

    given = {name: {column for column, names in hostility.put[name].items() if names == set(HOSTILE_NAMES)} for name in load_contracts()}

    assert given == {name: set(text_columns(contract)) for name, contract in load_contracts().items()}
    assert sum(map(len, given.values())) > 100
    assert hostility.formats == {".csv", ".csv.gz", ".xlsx", ".ods", ".json", ".jsonl"}


def test_it_is_accepted_in_every_column_that_takes_any_text(home: DemoHome) -> None:
    hostile_texts = {fold(name) for name in HOSTILE_NAMES}
    missing = []
    with duckdb.connect() as connection:
        for name, contract in load_contracts().items():
            for column in contract.columns:
                if not is_taken_as_written(column) or column.is_pseudonymised:
                    continue
                files = f"{home.root}/lake/{name}/*/*.parquet"
                found = connection.execute(
                    f"select distinct {column.name} from read_parquet(?, union_by_name = true) where {column.name} is not null", [files]
                ).fetchall()
                if not any(fold(text).startswith(tuple(hostile_texts)) for (text,) in found):
                    missing.append(f"{name}.{column.name}")
    assert missing == []


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("check", hostile.CHECKS, ids=lambda check: check.__name__)
def test_what_the_night_leaves_holds_it_as_text(home: DemoHome, folder: str, check: hostile.Check) -> None:
    assert any(path.is_file() for path in (home.root / folder).rglob("*"))
    assert check(home.root / folder) == []


def test_no_secret_is_in_what_the_night_leaves_or_prints(made: tuple[DemoHome, Hostility, str]) -> None:
    """The run database of Dagster, dbt's target, logs, receipts, releases: everything but the files that are there to hold them."""
    home, _, printed = made

    assert "could not be sent" in printed  # the mail server was asked with the password, and is away
    assert "NOT FETCHED cri/investment_projects" in printed  # so is the partner's server
    assert secrets_found(printed.encode()) == set()
    assert secrets_found_below(home.root) == {}


def test_the_runbooks_queries_run_on_what_a_night_publishes(home: DemoHome) -> None:
    page = (home.project / "docs" / "runbook.md").read_text(encoding="utf-8")
    queries = re.findall(r"```sql\n(.*?)```", page, re.DOTALL) + re.findall(r"\.sql\('(.*?)'\)", page)

    assert len(queries) >= 2
    for query in queries:
        home.query(query)


def test_what_is_found_is_found(tmp_path: Path) -> None:
    (tmp_path / "log").write_text(f"login failed: {PLANTED['QUTB_MAIL_PASSWORD']}")

    assert secrets_found_below(tmp_path) == {"log": {"QUTB_MAIL_PASSWORD"}}


def test_nothing_that_the_night_leaves_is_open_to_others(home: DemoHome) -> None:
    """Below the inbox lie files that the test wrote itself."""
    left = [
        home.root,
        *(path for path in home.root.rglob("*") if not path.is_symlink() and "inbox" not in path.relative_to(home.root).parts[:1]),
    ]

    folders = {path.relative_to(home.root).parts[0] for path in left[1:]}
    assert {
        "archive",
        "build",
        "dagster",
        "extracts",
        "keys",
        "lake",
        "ledger",
        "logs",
        "published",
        "quarantine",
        "receipts",
        "releases",
    } <= folders
    assert [path for path in left if path.lstat().st_mode & 0o077] == []
    assert {path.lstat().st_mode & 0o777 for path in (home.root / "keys").iterdir()} == {0o600}


def test_the_night_leaves_nothing_among_the_temporary_files(made: tuple[DemoHome, Hostility, str]) -> None:
    home = made[0]

    assert list(Path(home.given["TMPDIR"]).iterdir()) == []
    assert list((home.root / "build").glob("staging-*")) == []


def test_receipts_of_all_kinds_were_looked_at(home: DemoHome) -> None:
    suffixes = {"".join(path.suffixes[-2:]) for path in (home.root / "receipts").rglob("*") if path.is_file()}

    assert {".html", ".json", ".txt", ".annote.xlsx", ".annote.ods"} <= suffixes
    assert {entry["verdict"] for entry in home.ledger()} == {"accepted", "accepted_with_rejections", "refused"}


@pytest.mark.parametrize("output", hostile.OUTPUTS)
def test_an_output_holds_it_as_text(home: DemoHome, tmp_path: Path, output: str) -> None:
    release = f"{datetime.fromisoformat(home.as_of):%Y%m%dT%H%M%SZ}"
    with open_edition(Home(home.root), release) as edition:
        assert {"+1", "<script>alert(1)</script>", HOSTILE_NAMES[0]} <= {words.fr for words in edition.labels.values()}
        hostile.OUTPUTS[output](edition, tmp_path)

    for check in hostile.CHECKS:
        assert check(tmp_path) == [], check.__name__


def test_the_night_tells_it_as_text(made: tuple[DemoHome, Hostility, str]) -> None:
    printed = made[2]

    assert "[U+202E]" in printed
    assert hostile.text(printed) == []


@pytest.mark.parametrize(
    "words", [("status",), ("releases",), ("accept",), ("trace", "JOB-01", "--period", "2026-10")], ids=lambda words: words[0]
)
def test_a_command_tells_it_as_text(home: DemoHome, words: tuple[str, ...]) -> None:
    said = home.qutb(*words)

    assert said.stdout
    assert hostile.text(said.stdout + said.stderr) == []


@pytest.mark.parametrize("pattern", ["*copie*.csv", "*copie*.xlsx", "*copie*.ods"])
def test_a_check_by_hand_tells_it_as_text(home: DemoHome, tmp_path: Path, pattern: str) -> None:
    delivery = max((home.root / "inbox").rglob(pattern))
    feed = "/".join(delivery.parts[-3:-1])

    said = home.qutb(
        "check", str(delivery), "--feed", feed, "--now", home.as_of,
        "--html", str(tmp_path / "recu.html"), "--annotated", str(tmp_path / f"recu.annote{delivery.suffix}"),
    )  # fmt: skip

    assert (tmp_path / "recu.html").exists(), said.stderr
    assert hostile.text(said.stdout + said.stderr) == []
    for check in hostile.CHECKS:
        assert check(tmp_path) == [], check.__name__


def test_the_digest_tells_it_as_text(home: DemoHome, tmp_path: Path) -> None:
    place = Home(home.root)
    facts = gather(place, load_feeds(), Ledger(place).entries(), datetime.fromisoformat(home.as_of), "released")

    for language in ("fr", "ar", "en"):
        letter = digest_letter(facts, ("equipe@hub.example",), language)
        assert letter.html is not None
        (tmp_path / f"digest.{language}.html").write_text(letter.html, encoding="utf-8")
        (tmp_path / f"digest.{language}.txt").write_text(f"{letter.subject}\n{letter.text}", encoding="utf-8")

    assert facts.refused
    for check in hostile.CHECKS:
        assert check(tmp_path) == [], check.__name__


def test_nothing_in_the_analysts_file_is_called_or_explained_by_it(home: DemoHome) -> None:
    names = home.query(
        "select concat_ws(' ', schema_name, table_name, column_name, comment) from duckdb_columns()"
        " union all select concat_ws(' ', schema_name, table_name, comment) from duckdb_tables()"
        " union all select concat_ws(' ', schema_name, view_name, comment, sql) from duckdb_views()"
    )

    assert len(names) > 500
    assert [name for (name,) in names if any(mark in name for mark in MARKS)] == []
