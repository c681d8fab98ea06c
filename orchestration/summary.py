"""What a person reads in the terminal: the end of a night, the status of the feeds, what the demo made.

What goes here: words and figures for the terminal, in French or English (`QUTB_LANG`). What does not: figures' meaning (the
KPI catalogue).
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from ingestion.channels.state import last_outcomes
from ingestion.home import Home
from ingestion.ledger import Ledger
from ingestion.partners import load_feeds
from ingestion.wording import number, share
from linkage.review import review_path, waiting_pairs
from orchestration.feed_status import FeedStatus, feed_statuses
from orchestration.terminal import language_of_the_terminal
from publishing.release import published_release

if TYPE_CHECKING:
    from demo.run import DemoSummary
    from orchestration.night import Night

_WORDS: Final = {
    "fr": {
        "title": "Pôle modèle de l'ESS, Fès-Meknès : la nuit du {date}",
        "month": "Dernier mois complet : {period}", "year": "Année {period}", "jobs": "emplois durables créés",
        "net": "emplois durables nets", "women": "part des femmes", "occupancy": "taux d'occupation du pôle",
        "organisations": "organisations actives au pôle", "visitors": "visiteurs du pôle", "coverage": "déclarations reçues",
        "loads": "Livraisons de cette nuit : {loads}, dont {refused} refusées ; lignes lues {read}, rejetées {rejected}",
        "late": "Flux en retard : {feeds}", "no_late": "Aucun flux en retard",
        "refused": "Flux dont la dernière livraison est refusée : {feeds}",
        "not_fetched": "Canaux en échec : {count}",
        "unwritten": "Reçus non écrits : {count} (logs/nightly.log dit pourquoi ; la nuit suivante réessaie)",
        "pairs": "Paires d'organisations à trancher : {count} ({path})",
        "where": "Où regarder", "warehouse": "entrepôt (DuckDB)", "extracts": "classeur, bulletin, tableau de bord, données ouvertes",
        "quarantine": "lignes rejetées",
        "receipts": "reçus des partenaires", "provisional": "provisoire", "final": "définitif", "revised": "révisé",
        "nothing": "Rien n'est encore publié.", "seconds": "Durée : {seconds:.0f} s", "release": "Version publiée",
        "not_released": "Cette nuit n'a pas été publiée ; la dernière version reste en ligne.",
    },
    "en": {
        "title": "Model hub of the SSE, Fès-Meknès: the night of {date}",
        "month": "Last full month: {period}", "year": "Year {period}", "jobs": "lasting jobs created", "net": "net lasting jobs",
        "women": "women's share", "occupancy": "hub occupancy", "organisations": "organisations active at the hub",
        "visitors": "hub visitors", "coverage": "declarations received",
        "loads": "Deliveries tonight: {loads}, of which {refused} refused; rows read {read}, rejected {rejected}",
        "late": "Feeds late: {feeds}", "no_late": "No feed is late", "refused": "Feeds whose last delivery is refused: {feeds}",
        "not_fetched": "Channels that fail: {count}",
        "unwritten": "Receipts not written: {count} (logs/nightly.log says why; the next night tries again)",
        "pairs": "Pairs of organisations to settle: {count} ({path})",
        "where": "Where to look", "warehouse": "warehouse (DuckDB)", "extracts": "workbook, bulletin, dashboard, open data",
        "quarantine": "rejected rows",
        "receipts": "partners' receipts", "provisional": "provisional", "final": "final", "revised": "revised",
        "nothing": "Nothing is published yet.", "seconds": "Took {seconds:.0f} s", "release": "Published release",
        "not_released": "This night was not released; the last release is still up.",
    },
}  # fmt: skip
_HEADLINE: Final = (
    ("JOB-01", "jobs"), ("JOB-03", "net"), ("JOB-06", "women"),
    ("HUB-01", "occupancy"), ("HUB-04", "organisations"), ("HUB-05", "visitors"),
)  # fmt: skip
_SHARES: Final = {"JOB-06", "HUB-01"}


def print_night(night: Night, code: int, seconds: float) -> None:
    """The end of a night, for a director: figures, what is missing, where to look."""
    words = _words()
    print()
    print(words["title"].format(date=night.now.strftime("%d/%m/%Y")))
    print("─" * 64)
    if code:
        print(words["not_released"])
    for line in _figures(night.home, words):
        print(line)
    print()
    print(
        words["loads"].format(
            loads=len(night.loaded),
            refused=sum(record.verdict == "refused" for record in night.loaded),
            read=_number(sum(record.rows_read for record in night.loaded)),
            rejected=_number(sum(record.rows_rejected for record in night.loaded)),
        )
    )
    statuses = feed_statuses(night.feeds, night.intake.records, night.as_of)
    for state, word in (("late", "late"), ("refused", "refused")):
        feeds = [status.feed.id for status in statuses if status.state == state]
        if feeds:
            print(words[word].format(feeds=f"{len(feeds)} ({', '.join(feeds)})"))
        elif state == "late":
            print(words["no_late"])
    failing = [outcome for outcome in night.channels or () if outcome.state == "failed"]
    if failing:
        print(words["not_fetched"].format(count=len(failing)))
        for outcome in failing:
            print(f"  {outcome.line(language_of_the_terminal())}")
    if unwritten := _without_receipt(night):
        print(words["unwritten"].format(count=unwritten))
    if waiting := waiting_pairs(night.home):
        print(words["pairs"].format(count=waiting, path=review_path(night.home)))
    print(f"{words['where']} :")
    release = published_release(night.home)
    places = {
        "warehouse": night.home.published,
        "quarantine": night.home.root / "quarantine",
        "receipts": night.home.root / "receipts",
    }
    if release is not None:
        places["extracts"] = night.home.published.with_name("extracts")
        print(f"  {words['release']} : {release.id}")
    for word, path in places.items():
        print(f"  {words[word]} : {path}")
    print(words["seconds"].format(seconds=seconds))


def _without_receipt(night: Night) -> int:
    if not night.loaded:
        return 0
    from orchestration.receipts import without_receipt

    return len(without_receipt(night.home, night.loaded))


def print_status(home: Home, now: datetime) -> None:
    """Each feed with what was due last and what came; the published release."""
    from rich.console import Console
    from rich.table import Table

    table = Table("feed", "state", "period due", "due on", "last received", "why")
    for status in feed_statuses(load_feeds(), Ledger(home).entries(), now):
        table.add_row(*_status_cells(status))
    Console(width=max(120, Console().width)).print(table)
    _print_channels(home)
    release = published_release(home)
    print(f"Published: {release.id}, as of {release.as_of}" if release else "Nothing is published yet; run `qutb nightly`.")


def print_demo(made: DemoSummary) -> None:
    """What the demo put into the inbox."""
    print(f"{made.organisations} organisations, {_number(made.jobs)} jobs; {sum(made.files.values())} files, {_number(made.rows)} rows:")
    for partner, count in made.files.items():
        print(f"  {partner}: {count} files")
    for file in made.held:
        print(f"  left with the partner, to be fetched: {file}")
    if made.held:
        print(f"To fetch them: python -m demo.servers -- qutb nightly --now {made.as_of.isoformat()}")
    print(f"{made.planted_errors} errors planted. The truth is in truth/; it holds for `qutb nightly --now {made.as_of.isoformat()}`.")


def _figures(home: Home, words: dict[str, str]) -> list[str]:
    import duckdb

    if published_release(home) is None:
        return [words["nothing"]]
    with duckdb.connect(str(home.published), read_only=True) as connection:
        rows = connection.execute(
            """with closed as (
                select period_type, max(period_start) as period_start from marts.kpi_values
                where kpi_id = 'JOB-01' and territory_code = '03' and breakdown = 'total' and coverage is not null
                    and period_type in ('month', 'year') and period_start + case period_type
                        when 'month' then interval 1 month else interval 0 day end <= (select max(period_start) from marts.kpi_values)
                group by period_type
            )
            select kpi_values.period_type, kpi_values.period_start, kpi_id, value, coverage, status
            from marts.kpi_values inner join closed
                on kpi_values.period_type = closed.period_type and kpi_values.period_start = closed.period_start
            where territory_code = '03' and breakdown = 'total'"""
        ).fetchall()
    lines = []
    for period_type in ("month", "year"):
        values = {kpi: (start, value, coverage, status) for kind, start, kpi, value, coverage, status in rows if kind == period_type}
        if "JOB-01" not in values:
            continue
        start, _, coverage, status = values["JOB-01"]
        shown = start.strftime("%m/%Y") if period_type == "month" else str(start.year)
        lines.append(words[period_type].format(period=shown) + f"  [{words[status]}, {words['coverage']} {_share(coverage)}]")
        lines += [f"  {words[word]:<36}{_value(kpi, values[kpi][1]):>12}" for kpi, word in _HEADLINE if kpi in values]
    return lines


def _status_cells(status: FeedStatus) -> tuple[str, ...]:
    colours = {"late": "[red]late[/]", "refused": "[red]refused[/]", "received": "[green]received[/]"}
    return (
        status.feed.id,
        colours.get(status.state, status.state.replace("_", " ")),
        status.period.start.isoformat() if status.period else "",
        status.due.isoformat() if status.due else "",
        status.last_received_at.strftime("%Y-%m-%d %H:%M UTC") if status.last_received_at else "never",
        status.last_reason or "",
    )


def _print_channels(home: Home) -> None:
    """How each channel did last, and since when it fails; which feeds have none at this installation."""
    outcomes = last_outcomes(home)
    for outcome in outcomes:
        told = outcome.line(language_of_the_terminal())
        print(f"{'FAILING' if outcome.state == 'failed' else 'channel'}  {told}, {outcome.at:%Y-%m-%d %H:%M} UTC")
        if outcome.detail:
            print(f"         {outcome.detail}")
    tried = {outcome.feed for outcome in outcomes}
    without = [feed.id for feed in load_feeds() if feed.channel is not None and feed.id not in tried]
    if without:
        print(f"channel not configured (these come as files in the inbox): {', '.join(without)}")


def _value(kpi: str, value: Any) -> str:
    if value is None:
        return "–"
    return _share(value) if kpi in _SHARES else _number(value)


def _share(value: float | None) -> str:
    return "–" if value is None else share(value, language_of_the_terminal())


def _number(value: float) -> str:
    return number(round(value), language_of_the_terminal())


def _words() -> dict[str, str]:
    return _WORDS[language_of_the_terminal()]
