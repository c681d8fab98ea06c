"""A partner's JSON API on a real port, with every fault that such servers have."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable

import pytest
from channel_helpers import NOW, configure, feed_of, fetch, in_lake, landed_files, numbered, once, take_in
from http_server import Answering, Api, ApiServer, body, first, hang, projects, serving, status

from ingestion.channels.channel import Outcome, RetryPolicy
from ingestion.channels.plan import HttpPlan
from ingestion.home import Home

PAGED = feed_of("investment_projects", HttpPlan("/projects", paging="page", page_size=10))
CURSORED = feed_of("investment_projects", HttpPlan("/cursors", paging="cursor", page_size=10))
LINKED = feed_of("investment_projects", HttpPlan("/links", paging="cursor"))
MENTIONS = feed_of("media_mentions", HttpPlan("/projects", paging="page", page_size=10, since="since", changed_at="changed_at"))
REFS = numbered("P", 35)
FEEDS = pytest.mark.parametrize("feed", [PAGED, CURSORED, LINKED], ids=["page", "cursor", "link"])


def mentions(refs: list[str], changed_at: str) -> list[dict[str, object]]:
    return [{"mention_ref": ref, "outlet": "Le Matin", "published_on": "2026-11-01", "changed_at": changed_at} for ref in refs]


@FEEDS
def test_every_page_is_landed_as_one_file(home: Home, feed) -> None:  # type: ignore[no-untyped-def]
    with serving(Api(projects(REFS), token="sesame")) as server:
        configure(home, http_api={"url": server.url, "token": "sesame"})
        outcome = fetch(home, feed)[0]
    take_in(home, feed)

    assert outcome.state == "landed"
    assert landed_files(home, feed) == ["investment_projects_2026-10.jsonl"]
    assert in_lake(home, "investment_projects", "project_ref") == once(REFS)


FAULTS: dict[str, Callable[[], Answering]] = {
    "429": lambda: status(429, Retry_After="0"),
    "500": lambda: status(500),
    "503": lambda: status(503),
    "no answer": lambda: hang(2.0),
    "cut": lambda: body('{"data": [{"project_ref": "P-000', length=9_000),
    "truncated": lambda: body('{"data": [{"project_ref": "P-000'),
    "no JSON": lambda: body("<html>gateway</html>"),
    "NaN": lambda: body('{"data": [{"project_ref": NaN}]}'),
    "too deep": lambda: body("[" * 100_000),
}


@FEEDS
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_the_midst_neither_loses_nor_doubles(home: Home, feed, fault: str) -> None:  # type: ignore[no-untyped-def]
    with serving(Api(projects(REFS), faults={2: FAULTS[fault](), 4: FAULTS[fault]()})) as server:
        configure(home, http_api={"url": server.url})
        outcome = fetch(home, feed)[0]

    assert outcome.state == "landed"
    lines = (home.inbox / outcome.landed[0]).read_text().splitlines()
    assert sorted(json.loads(line)["project_ref"] for line in lines) == REFS


def test_a_failure_goes_on_from_the_page_reached(home: Home) -> None:
    api = Api(projects(REFS), faults={3: status(500), 4: status(500)})
    with serving(api) as server:
        configure(home, http_api={"url": server.url})
        fetch(home, PAGED)

    assert [asked["page"] for asked in api.asked] == ["1", "2", "3", "3", "3", "4"]


def test_a_wait_that_is_asked_for_is_kept(home: Home) -> None:
    with serving(Api(projects(REFS), faults={2: status(429, Retry_After="1")})) as server:
        configure(home, http_api={"url": server.url})
        started = time.monotonic()
        outcome = fetch(home, PAGED)[0]

    assert outcome.state == "landed"
    assert time.monotonic() - started >= 1


def test_a_wait_beyond_all_bounds_is_left_to_the_next_night(home: Home) -> None:
    with serving(Api(projects(REFS), faults={2: status(429, Retry_After="86400")})) as server:
        configure(home, http_api={"url": server.url})
        outcome = fetch(home, PAGED)[0]

    assert (outcome.failure, outcome.attempts, landed_files(home, PAGED)) == ("transient", 2, [])


def test_a_page_sent_twice_is_taken_once(home: Home) -> None:
    api = Api(projects(REFS), with_total=False)
    api.faults = {3: lambda request: body(json.dumps({"data": api.records[10:20]}))(request)}  # the second page in place of the third
    with serving(api) as server:
        configure(home, http_api={"url": server.url})
        fetch(home, PAGED)
    take_in(home, PAGED)

    assert in_lake(home, "investment_projects", "project_ref") == once(REFS)


@pytest.mark.parametrize("with_total", [True, False])
def test_a_record_added_in_front_while_pages_are_read_is_there_once(home: Home, with_total: bool) -> None:
    api = Api(projects(REFS), with_total=with_total)
    api.faults = {3: first(lambda: api.records.insert(0, projects(["P-NEW"])[0]))}
    with serving(api) as server:
        configure(home, http_api={"url": server.url})
        fetch(home, PAGED)
    take_in(home, PAGED)

    assert in_lake(home, "investment_projects", "project_ref") == once([*REFS, "P-NEW"])


def test_a_record_taken_away_while_pages_are_read_costs_no_other(home: Home) -> None:
    api = Api(projects(REFS))
    api.faults = {3: first(lambda: api.records.pop(0))}
    with serving(api) as server:
        configure(home, http_api={"url": server.url})
        fetch(home, PAGED)
    take_in(home, PAGED)

    assert in_lake(home, "investment_projects", "project_ref") == once(REFS[1:])


def test_two_records_of_one_key_on_a_page_are_left_to_the_contract(home: Home) -> None:
    """That is the partner's own mistake, and the partner is to be told of it."""
    api = Api(projects(["P-1", "P-2", "P-1"]))
    with serving(api) as server:
        configure(home, http_api={"url": server.url})
        outcome = fetch(home, PAGED)[0]

    assert len((home.inbox / outcome.landed[0]).read_text().splitlines()) == 3


def test_a_server_that_restarts_between_pages(home: Home) -> None:
    api = Api(projects(REFS))
    server = ApiServer(api)
    restarting: list[threading.Timer] = []

    def restart() -> None:
        def again() -> None:
            server.stop()
            server.start()

        restarting.append(threading.Timer(0.0, again))
        restarting[0].start()

    api.faults = {2: first(restart), 3: hang(0.3)}
    try:
        configure(home, http_api={"url": server.url})
        policy = RetryPolicy(attempts=20, wait_initial=0.05, wait_max=0.1, wait_jitter=0.05, quiet=1.0, total=20.0)
        outcome = fetch(home, PAGED, policy=policy)[0]
    finally:
        restarting[0].join()
        server.stop()
    take_in(home, PAGED)

    assert outcome.state == "landed"
    assert in_lake(home, "investment_projects", "project_ref") == once(REFS)


def test_what_did_not_change_is_not_sent_again(home: Home) -> None:
    api = Api(projects(REFS), with_etags=True)
    with serving(api) as server:
        configure(home, http_api={"url": server.url})
        fetch(home, PAGED)
        served = api.served
        second = fetch(home, PAGED)[0]
        unchanged = api.served - served
        api.records[-1]["status"] = "completed"
        third = fetch(home, PAGED)[0]

    assert (second.state, unchanged) == ("nothing_new", 0)
    assert third.state == "landed"  # the change stands on the last page, the first is still the same


def test_an_address_that_moved_is_asked_in_the_old_ones_place(home: Home) -> None:
    api = Api(projects(REFS), with_etags=True)
    for expected in ("landed", "nothing_new"):
        with serving(api) as server:
            configure(home, http_api={"url": server.url})
            assert fetch(home, PAGED)[0].state == expected


def test_a_new_period_owes_the_list_again(home: Home) -> None:
    with serving(Api(projects(REFS), with_etags=True)) as server:
        configure(home, http_api={"url": server.url})
        fetch(home, PAGED)
        outcome = fetch(home, PAGED, now=NOW.replace(month=12))[0]

    assert outcome.landed == ("guild/investment_projects/investment_projects_2026-11.jsonl",)


def test_only_what_changed_since_is_landed(home: Home) -> None:
    api = Api(mentions(numbered("M", 15), "2026-11-01T10:00:00+00:00"))
    with serving(api) as server:
        configure(home, http_api={"url": server.url})
        fetch(home, MENTIONS)
        api.records += mentions(["M-LATE"], "2026-11-01T09:30:00+00:00")  # seen late, yet before the last one
        api.records += mentions(["M-NEW"], "2026-11-02T10:00:00+00:00")
        fetch(home, MENTIONS)
        third = fetch(home, MENTIONS)[0]
    take_in(home, MENTIONS)

    assert third.state == "nothing_new"
    assert api.asked[-1]["since"] == "2026-11-02T09:00:00+00:00"
    assert in_lake(home, "media_mentions", "mention_ref") == once([*numbered("M", 15), "M-LATE", "M-NEW"])


def permanent(outcome: Outcome) -> bool:
    return (outcome.state, outcome.failure, outcome.attempts) == ("failed", "permanent", 1)


@pytest.mark.parametrize("code", [400, 401, 403, 404, 410, 302])
def test_what_a_person_must_mend_is_not_tried_again(home: Home, code: int) -> None:
    with serving(Api(projects(REFS), faults={1: status(code)})) as server:
        configure(home, http_api={"url": server.url})
        assert permanent(fetch(home, PAGED)[0])


@pytest.mark.parametrize("text", ['{"message": "moved"}', '"hello"', "[1, 2]", '{"data": {"a": 1}}', "null"])
def test_an_answer_of_another_shape_fails_for_good(home: Home, text: str) -> None:
    with serving(Api(faults={1: body(text)})) as server:
        configure(home, http_api={"url": server.url})
        assert permanent(fetch(home, PAGED)[0])


def test_the_token_goes_to_the_partners_own_server_only(home: Home) -> None:
    other = Api(projects(["X-1"]))
    with serving(other) as elsewhere, serving(Api(projects(REFS))) as server:
        link = {"Link": f'<{elsewhere.url}/links?start=10>; rel="next"'}
        api = Api(projects(REFS), faults={1: lambda request: body("[]")(request)})
        api.faults[1] = lambda request: _with_headers(body(json.dumps(projects(["P-1"])))(request), link)
        with serving(api) as leading:
            configure(home, http_api={"url": leading.url, "token": "sesame"})
            outcome = fetch(home, LINKED)[0]
        assert server.url

    assert permanent(outcome)
    assert other.asked == []


def _with_headers(response, headers):  # type: ignore[no-untyped-def]
    response.headers.update(headers)
    return response


def test_a_token_is_not_sent_in_clear_over_the_network(home: Home) -> None:
    configure(home, http_api={"url": "http://api.example.org", "token": "sesame"})

    outcome = fetch(home, PAGED)[0]

    assert outcome.failure == "permanent"
    assert outcome.message is not None
    assert "https" in outcome.message.en


def test_pages_that_lead_in_a_circle_end(home: Home) -> None:
    api = Api(projects(REFS))
    circle = body(json.dumps({"items": projects(["P-1"]), "next_cursor": "at-0"}))
    api.faults = dict.fromkeys(range(1, 50), circle)
    with serving(api) as server:
        configure(home, http_api={"url": server.url})
        outcome = fetch(home, CURSORED)[0]

    assert (outcome.state, outcome.failure) == ("failed", "transient")
    assert len(api.asked) < 10


def test_a_server_that_does_not_turn_the_page_ends(home: Home) -> None:
    api = Api(projects(REFS[:10]), with_total=False)
    same = body(json.dumps({"data": api.records}))
    api.faults = dict.fromkeys(range(1, 100), same)
    with serving(api) as server:
        configure(home, http_api={"url": server.url})
        fetch(home, PAGED)
    take_in(home, PAGED)

    assert in_lake(home, "investment_projects", "project_ref") == once(REFS[:10])
