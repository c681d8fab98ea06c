"""A demo made again from its arguments: the region, what its deliveries carried, and every figure that links lead to.

What belongs here: all figures of one demo in one place, whatever module they are told in. Nothing is written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from demo.deliveries.observing import observe
from demo.deliveries.shipping import deliveries
from demo.expected import expected_kpis
from demo.expected_cells import Expected, Key
from demo.expected_context import Context, contexts
from demo.expected_matching import Links
from demo.expected_partners import partner_kpis
from demo.expected_standing import standing
from demo.region import build_region
from demo.truth import Observed, Region


@dataclass(frozen=True, slots=True)
class Remade:
    """What a demo was made of: the region, what its deliveries carried, and the instant for which figures are expected."""

    region: Region
    observed: Observed
    as_of: datetime

    def figures(self, links: Links) -> dict[Key, Expected]:
        """Every figure that must be published, given who is who: `truth_links(region)`, or the links of a warehouse."""
        first = standing(self.observed, self.as_of).first or self.region.first_month
        told = expected_kpis(self.region, self.observed, self.as_of, links)
        return told | partner_kpis(self.observed.loads, self.as_of, first)

    def contexts(self, figures: Mapping[Key, Expected]) -> dict[Key, Context]:
        """What stands beside these figures: target, previous value, coverage and status."""
        targets = standing(self.observed, self.as_of).feeds.get("kpi_targets", ())
        return contexts(figures, targets, self.observed.loads, self.as_of)


def remake(home: Path) -> Remade:
    """Makes the demo of a home again, by the arguments in its `truth/meta.json`."""
    facts = json.loads((home / "truth" / "meta.json").read_text(encoding="utf-8"))
    until = date.fromisoformat(facts["until"])
    region = build_region(months=facts["months"], until=until, scale=facts["scale"], seed=facts["seed"])
    return Remade(region, observe(region, list(deliveries(region))), datetime.fromisoformat(facts["as_of"]))
