"""A partner's PostgreSQL, read from a real server."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from channel_helpers import QUICK, FakePartnerDatabase, Proxy, configure, feed_of, fetch, in_lake, landed_files, numbered, once, take_in
from intake_helpers import parquet_rows

from ingestion.channels.channel import RetryPolicy
from ingestion.channels.plan import PostgresPlan
from ingestion.channels.state import read_state
from ingestion.home import Home
from ingestion.ledger import Ledger

BOOKINGS = feed_of("hub_bookings", PostgresPlan("bookings", cursor="updated_at"))
RESOURCES = feed_of("hub_resources", PostgresPlan("resources"))
ACCOUNTS = feed_of("hub_accounts", PostgresPlan("accounts", cursor="updated_at", period="booked_on"))
MAKE_BOOKINGS = """create table bookings (booking_ref text, resource_code text, starts_at timestamptz, ends_at timestamptz, status text,
    updated_at timestamptz not null default now())"""
MAKE_RESOURCES = """create table resources (resource_code text, name_fr text, kind text, open_days text, opens_at text, closes_at text,
    in_service_from date)"""
MAKE_ACCOUNTS = """create table accounts (entry_ref text, booked_on date, account text, amount_mad numeric(12,2),
    updated_at timestamptz not null default now())"""


def book(refs: list[str], at: str = "now()") -> str:
    values = ", ".join(f"('{ref}', 'R-1', '2026-11-20 09:00+01', '2026-11-20 10:00+01', 'confirmed', {at})" for ref in refs)
    return f"insert into bookings values {values}"


def resources(codes: list[str]) -> str:
    return f"insert into resources values {', '.join(f'''('{code}', 'Salle', 'office', '1-6', '08:00', '18:00', '2025-01-01')''' for code in codes)}"


def test_new_rows_alone_are_landed_after_the_first_time(home: Home, database: FakePartnerDatabase) -> None:
    name = database.fresh("increments", MAKE_BOOKINGS, book(numbered("B", 50)))
    configure(home, postgres=database.address(name))

    fetch(home, BOOKINGS)
    database.run(name, book(numbered("B", 5, 51)))
    second = fetch(home, BOOKINGS)
    third = fetch(home, BOOKINGS)
    take_in(home, BOOKINGS)

    assert [second[0].state, third[0].state] == ["landed", "nothing_new"]
    assert landed_files(home, BOOKINGS) == ["hub_bookings_2026-11-24-2.csv", "hub_bookings_2026-11-24.csv"]
    assert in_lake(home, "hub_bookings", "booking_ref") == once(numbered("B", 55))


def test_an_instant_keeps_its_moment_on_the_way(home: Home, database: FakePartnerDatabase) -> None:
    name = database.fresh("moments", MAKE_BOOKINGS, book(["B-1"]))
    configure(home, postgres=database.address(name))

    fetch(home, BOOKINGS)
    take_in(home, BOOKINGS)

    entry = Ledger(home).entries()[0]
    assert entry.lake_file
    assert entry.repairs == {}
    assert parquet_rows(home.root / entry.lake_file)[0]["starts_at"].isoformat() == "2026-11-20T08:00:00+00:00"


def test_a_transaction_committed_late_is_not_lost(home: Home, database: FakePartnerDatabase) -> None:
    name = database.fresh("late", MAKE_BOOKINGS)
    configure(home, postgres=database.address(name))
    with database.connect(name) as slow:
        slow.autocommit = False
        slow.execute(book(["B-LATE"], at="now()"))  # its instant is that of the transaction's begin
        time.sleep(0.01)
        database.run(name, book(numbered("B", 10)))
        fetch(home, BOOKINGS)
        slow.commit()

    fetch(home, BOOKINGS)
    fetch(home, BOOKINGS)
    take_in(home, BOOKINGS)

    assert in_lake(home, "hub_bookings", "booking_ref") == once([*numbered("B", 10), "B-LATE"])


def test_a_row_dated_in_the_future_does_not_hide_those_of_the_present(home: Home, database: FakePartnerDatabase) -> None:
    name = database.fresh("future", MAKE_BOOKINGS, book(["B-2099"], at="'2099-01-01'"))
    configure(home, postgres=database.address(name))

    fetch(home, BOOKINGS)
    database.run(name, book(["B-NOW"]))
    fetch(home, BOOKINGS)
    fetch(home, BOOKINGS)
    take_in(home, BOOKINGS)

    assert in_lake(home, "hub_bookings", "booking_ref") == once(["B-2099", "B-NOW"])


def test_a_row_that_was_changed_is_read_again(home: Home, database: FakePartnerDatabase) -> None:
    name = database.fresh("changed", MAKE_BOOKINGS, book(["B-1", "B-2"]))
    configure(home, postgres=database.address(name))
    fetch(home, BOOKINGS)

    database.run(name, "update bookings set status = 'cancelled', updated_at = clock_timestamp() where booking_ref = 'B-2'")
    fetch(home, BOOKINGS)
    take_in(home, BOOKINGS)

    assert in_lake(home, "hub_bookings", "booking_ref") == {"B-1": 1, "B-2": 2}  # the later row updates the earlier one by its key


def test_all_feeds_of_a_database_are_read_as_of_one_moment(home: Home, database: FakePartnerDatabase) -> None:
    """Each transaction adds a resource and a booking of it; no booking may be read without its resource, or the other way round."""
    name = database.fresh("moment", MAKE_BOOKINGS, MAKE_RESOURCES, resources(["R-0"]), book(["B-0"]))
    configure(home, postgres=database.address(name))
    stop = threading.Event()

    def write() -> None:
        number = 0
        with database.connect(name) as connection:
            while not stop.is_set():
                number += 1
                with connection.transaction():
                    connection.execute(resources([f"R-{number}"]))
                    connection.execute(book([f"B-{number}"]))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        time.sleep(0.1)
        fetch(home, RESOURCES, BOOKINGS)
    finally:
        stop.set()
        writer.join()
    take_in(home, RESOURCES, BOOKINGS)

    rooms = {code.removeprefix("R-") for code in in_lake(home, "hub_resources", "resource_code")}
    booked = {ref.removeprefix("B-") for ref in in_lake(home, "hub_bookings", "booking_ref")}
    assert rooms == booked
    assert len(rooms) > 1


def test_a_list_that_did_not_change_is_not_landed_again(home: Home, database: FakePartnerDatabase) -> None:
    name = database.fresh("same", MAKE_RESOURCES, resources(["R-1", "R-2"]))
    configure(home, postgres=database.address(name))
    fetch(home, RESOURCES)

    database.run(name, "update resources set name_fr = name_fr", "vacuum full resources")
    outcome = fetch(home, RESOURCES)[0]

    assert outcome.state == "nothing_new"


def test_a_period_that_changed_is_landed_whole(home: Home, database: FakePartnerDatabase) -> None:
    """A delivery replaces its period: half of one must never be landed."""
    october, november = numbered("O", 4), numbered("N", 3)

    def entries(refs: list[str], day: str) -> str:
        return f"insert into accounts values {', '.join(f'''('{ref}', '{day}', 'cost_energy', 10)''' for ref in refs)}"

    name = database.fresh("periods", MAKE_ACCOUNTS, entries(october, "2026-10-05"), entries(november, "2026-11-05"))
    configure(home, postgres=database.address(name))
    fetch(home, ACCOUNTS)
    database.run(name, entries(["O-LATE"], "2026-10-31"))
    fetch(home, ACCOUNTS)

    folder = home.inbox / "guild/hub_accounts"
    assert landed_files(home, ACCOUNTS) == ["hub_accounts_2026-10-2.csv", "hub_accounts_2026-10.csv", "hub_accounts_2026-11.csv"]
    again = (folder / "hub_accounts_2026-10-2.csv").read_text().splitlines()[1:]
    assert sorted(line.split(",")[0] for line in again) == sorted([*october, "O-LATE"])


def test_a_server_that_restarts_in_the_midst_of_a_copy_loses_and_doubles_nothing(home: Home, database: FakePartnerDatabase) -> None:
    refs = numbered("B", 10_000)
    name = database.fresh("restart", MAKE_BOOKINGS, MAKE_RESOURCES, resources(["R-1"]), book(refs))
    proxy = Proxy(database.socket, cuts=[200_000, 500_000])
    configure(home, postgres=database.address(name, host="127.0.0.1", port=proxy.port, sslmode="disable"))

    outcomes = fetch(home, RESOURCES, BOOKINGS)
    take_in(home, RESOURCES, BOOKINGS)

    assert {outcome.state for outcome in outcomes} == {"landed"}
    assert proxy.connections == 3
    assert in_lake(home, "hub_bookings", "booking_ref") == once(refs)
    assert in_lake(home, "hub_resources", "resource_code") == once(["R-1"])


def test_a_server_restarted_while_it_is_read_is_read_again(home: Home, database: FakePartnerDatabase) -> None:
    refs = numbered("B", 200)
    name = database.fresh(
        "restarted",
        MAKE_BOOKINGS,
        book(refs),
        "alter table bookings rename to b",
        "create view bookings as select b.* from b, pg_sleep(0.3)",
    )
    configure(home, postgres=database.address(name))
    restarting = threading.Timer(0.15, database.restart)

    restarting.start()
    outcome = fetch(home, BOOKINGS, policy=RetryPolicy(attempts=40, wait_initial=0.2, wait_max=0.3, wait_jitter=0.1, total=60.0))[0]
    restarting.join()
    take_in(home, BOOKINGS)

    assert outcome.state == "landed", outcome
    assert outcome.attempts > 1, outcome
    assert in_lake(home, "hub_bookings", "booking_ref") == once(refs)


def test_a_missing_table_fails_for_good_and_leaves_the_other_feeds_alone(home: Home, database: FakePartnerDatabase) -> None:
    name = database.fresh("missing", MAKE_RESOURCES, resources(["R-1"]))
    configure(home, postgres=database.address(name))

    bookings, rooms = fetch(home, BOOKINGS, RESOURCES)

    assert (bookings.state, bookings.failure, bookings.attempts) == ("failed", "permanent", 1)
    assert rooms.state == "landed"


def test_a_cursor_that_is_gone_fails_for_good(home: Home, database: FakePartnerDatabase) -> None:
    name = database.fresh("cursorless", MAKE_BOOKINGS, "alter table bookings drop column updated_at")
    configure(home, postgres=database.address(name))

    outcome = fetch(home, BOOKINGS)[0]

    assert (outcome.failure, outcome.attempts) == ("permanent", 1)
    assert outcome.message is not None
    assert "updated_at" in outcome.message.en


def test_a_refused_password_fails_for_good_and_is_told_without_it(home: Home, database: FakePartnerDatabase) -> None:
    name = database.fresh("refusing", MAKE_BOOKINGS)
    database.run(name, "drop role if exists nobody", "create role nobody login password 'right-one'")
    with database.connect(name) as connection:
        hba = str(connection.execute("show hba_file").fetchone()[0])  # type: ignore[index]
    rules = Path(hba).read_text()
    try:
        Path(hba).write_text(f"local all nobody scram-sha-256\n{rules}")
        database.run(name, "select pg_reload_conf()")
        time.sleep(0.3)
        configure(home, postgres=database.address(name, user="nobody", password="wrong-sesame"))
        outcome = fetch(home, BOOKINGS)[0]
    finally:
        Path(hba).write_text(rules)
        database.run(name, "select pg_reload_conf()")

    assert (outcome.state, outcome.failure, outcome.attempts) == ("failed", "permanent", 1)
    written = "".join(path.read_text() for path in (home.root / "ledger").rglob("*.json"))
    assert "wrong-sesame" not in written + outcome.detail


def test_a_server_that_is_down_is_tried_a_few_times_and_marked(home: Home) -> None:
    configure(home, postgres={"host": "127.0.0.1", "port": 1, "dbname": "x", "user": "x"})

    outcome = fetch(home, BOOKINGS)[0]

    assert (outcome.failure, outcome.attempts) == ("transient", QUICK.attempts)
    kept = read_state(home, BOOKINGS.id, "postgres").outcome
    assert kept is not None
    assert kept.failing_since == outcome.at


def test_names_are_quoted(home: Home, database: FakePartnerDatabase) -> None:
    evil = """resources"; drop table resources; --"""
    quoted = evil.replace('"', '""')
    name = database.fresh("quoted", MAKE_RESOURCES, resources(["R-1"]), f'create view "{quoted}" as select * from resources')
    configure(home, postgres=database.address(name))

    outcome = fetch(home, feed_of("hub_resources", PostgresPlan(evil)))[0]

    assert outcome.state == "landed"
    with database.connect(name) as connection:
        assert connection.execute("select count(*) from resources").fetchone() == (1,)


def test_a_table_without_the_right_to_read_fails_for_good(home: Home, database: FakePartnerDatabase) -> None:
    name = database.fresh("rights", MAKE_BOOKINGS)
    database.run(name, "drop role if exists reader", "create role reader login")
    configure(home, postgres=database.address(name, user="reader"))

    outcome = fetch(home, BOOKINGS)[0]

    assert (outcome.failure, outcome.attempts) == ("permanent", 1)
