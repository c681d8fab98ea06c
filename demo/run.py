"""The demo: a synthetic region is made, its partners' deliveries are put into the inbox, and its truth is written beside it.

What belongs here: the order of these steps and a summary of them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from demo.deliveries import truth_files
from demo.deliveries.composing import Delivery
from demo.deliveries.observing import observe
from demo.deliveries.schedule import horizon
from demo.deliveries.shipping import deliveries, put
from demo.differences import touched_cells
from demo.expected import truth_kpis
from demo.mentions import mentions
from demo.partner_side import leave, left_with_partners
from demo.region import build_region
from demo.remaking import Remade
from demo.truth import Observed, Region
from demo.truth_links import truth_links

_FEWEST_MONTHS: Final = 3


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """What a demo run made.

    Attributes:
        organisations: organisations of the region.
        jobs: real jobs.
        files: files in the inbox, by partner.
        files_written: files that were not there already with the same bytes.
        rows: rows of data in all files.
        planted_errors: errors to be found, warnings among them.
        expected_values: figures expected from the warehouse.
        until: first day of the last month.
        as_of: instant for which the expected figures hold; everything is received before.
        held: files that were left with their partners instead of being put into the inbox, to be fetched from `demo.servers`.
    """

    organisations: int
    jobs: int
    files: Mapping[str, int]
    files_written: int
    rows: int
    planted_errors: int
    expected_values: int
    until: date
    as_of: datetime
    held: tuple[str, ...] = ()


def run_demo(
    home: Path, months: int = 24, until: date | None = None, scale: float = 1.0, seed: int = 7, channels: bool = False
) -> DemoSummary:
    """Fills the inbox of a home with a synthetic region's deliveries, and writes the region's truth to `truth/`.

    The same arguments give the same bytes of every file; files that are there already are left alone.

    Args:
        home: `QUTB_HOME`.
        months: length of the demo in months.
        until: any day of the last month; the last full month before today when None.
        scale: size of the region, 1 is about 600 organisations.
        seed: seed of everything random.
        channels: whether the last delivery of each feed that has a channel is left with its partner, under `partners/`.

    Raises:
        ValueError: fewer than three months, or a scale that is not positive.
    """
    if months < _FEWEST_MONTHS or scale <= 0:
        raise ValueError(f"a demo needs at least {_FEWEST_MONTHS} months and a positive scale, not months={months}, scale={scale}")
    last_month = (until or _last_full_month(datetime.now(UTC).date())).replace(day=1)
    region = build_region(months=months, until=last_month, scale=scale, seed=seed)
    sent = list(deliveries(region))
    held = left_with_partners(sent) if channels else {}
    for feed, delivery in held.items():
        leave(home / "partners", feed, delivery)
    written = sum(put(home / "inbox", delivery) for delivery in sent if delivery not in held.values())
    as_of = horizon(last_month)
    observed = observe(region, sent)
    values = _write_truth(home / "truth", region, sent, observed, as_of, months)
    return DemoSummary(
        organisations=len(region.organisations),
        jobs=len(region.jobs),
        files=Counter(delivery.draft.partner for delivery in sent),
        files_written=written,
        rows=sum(len(delivery.draft.rows) for delivery in sent),
        planted_errors=sum(len(delivery.errors) for delivery in sent),
        expected_values=values,
        until=last_month,
        as_of=as_of,
        held=tuple(delivery.file for delivery in held.values()),
    )


def _last_full_month(today: date) -> date:
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def _write_truth(folder: Path, region: Region, sent: Sequence[Delivery], observed: Observed, as_of: datetime, months: int) -> int:
    made = Remade(region, observed, as_of)
    expected = made.figures(truth_links(region))
    beside = made.contexts(expected)
    truth = truth_kpis(region, as_of)
    figures = [(key, expected.get(key), truth.get(key)) for key in sorted(expected.keys() | truth.keys())]
    touched = touched_cells(region, observed, as_of)
    truth_files.write_figures(folder / "expected_kpis.csv", (each for each in figures if each[1] is not None), beside)
    truth_files.write_differences(
        folder / "differences.csv",
        ((key, found, true, touched.cases(key)) for key, found, true in figures if found != true),
    )
    truth_files.write_errors(folder / "planted_errors.csv", (error for each in sent for error in each.errors))
    truth_files.write_rows(folder / "rows.csv", sent)
    truth_files.write_links(folder / "links.csv", mentions(region))
    truth_files.write_lines(folder / "identities.txt", (*region.person_ids, *region.badge_ids))
    contacts = {contact for row in region.register for contact in (row.phone, row.email) if contact is not None}
    truth_files.write_lines(folder / "contacts.txt", sorted(contacts))
    truth_files.write_facts(
        folder / "meta.json",
        {
            "seed": region.seed,
            "scale": region.scale,
            "months": months,
            "until": region.last_month.isoformat(),
            "as_of": as_of.isoformat(),
        },
    )
    return len(expected)
