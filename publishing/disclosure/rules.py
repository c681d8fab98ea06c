"""Which measures count people, and from how many on they may be shown: the section `disclosure` of `kpi_catalogue.yaml`.

What goes here: reading and checking that section. What does not: which cells it keeps back (`choosing.py`), why (docs/disclosure.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ingestion.yaml_files import parsed_yaml

CATALOGUE: Final = Path(__file__).parents[2] / "dbt_project" / "kpi_catalogue.yaml"
_KNOWN: Final = frozenset({"same_as", "part_of", "of", "value", "known"})


class DisclosureRuleError(ValueError):
    """The section `disclosure` of the catalogue cannot be used; the message says what to mend."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A measure that counts people.

    Attributes:
        same_as: the measure that it equals in every cell.
        part_of: the measure of whose people it counts some, in every cell.
        of: the measure that it splits off by `value` or `known`.
        value: (breakdown, value): it counts those of `of` with this value.
        known: a breakdown: it counts those of `of` whose value of it is known.
    """

    same_as: str | None = None
    part_of: str | None = None
    of: str | None = None
    value: tuple[str, str] | None = None
    known: str | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of disclosure.

    Attributes:
        threshold: the smallest count of people that may be shown.
        sparse_share: above this share of small counts, a table of provinces by values is not shown at all.
        people: the measures that count people.
        weighed: KPI → the measures of people whose small counts keep it back, as what it adds up is a property of each of them.
    """

    threshold: int
    sparse_share: float
    people: Mapping[str, Counted]
    weighed: Mapping[str, tuple[str, ...]]


def read_rules(path: Path = CATALOGUE) -> Rules:
    """The rules in force.

    Raises:
        DisclosureRuleError: when they cannot be used.
    """
    return rules_of(parsed_yaml(path.read_text(encoding="utf-8")))


def rules_of(catalogue: Mapping[str, Any]) -> Rules:
    """The rules that a catalogue's document holds.

    Raises:
        DisclosureRuleError: when they cannot be used.
    """
    section = catalogue.get("disclosure")
    if not isinstance(section, Mapping) or {"threshold", "sparse_share", "people", "weighed"} != set(section):
        raise DisclosureRuleError(
            "kpi_catalogue.yaml wants a section `disclosure` with `threshold`, `sparse_share`, `people` and `weighed`."
        )
    threshold = section["threshold"]
    if not isinstance(threshold, int) or isinstance(threshold, bool) or threshold < 2:
        raise DisclosureRuleError(f"disclosure.threshold of kpi_catalogue.yaml must be a whole number of at least 2, not {threshold!r}.")
    sparse_share = section["sparse_share"]
    if not isinstance(sparse_share, int | float) or not 0 <= sparse_share <= 1:
        raise DisclosureRuleError(f"disclosure.sparse_share of kpi_catalogue.yaml must lie between 0 and 1, not {sparse_share!r}.")
    measures = {measure for kpi in catalogue["kpis"] for part in kpi["terms"].values() for measure in part}
    people = {name: _counted(name, told or {}) for name, told in section["people"].items()}
    weighed = {kpi: tuple(names) for kpi, names in section["weighed"].items()}
    named = {name for each in people.values() for name in (each.same_as, each.part_of, each.of) if name}
    named |= {name for names in weighed.values() for name in names}
    for unknown in sorted(named - set(people)):
        raise DisclosureRuleError(f"disclosure of kpi_catalogue.yaml names {unknown}, which is not among its `people`.")
    for unknown in sorted(set(people) - measures):
        raise DisclosureRuleError(f"disclosure.people of kpi_catalogue.yaml names {unknown}, which no KPI's terms use.")
    for unknown in sorted(set(weighed) - {kpi["id"] for kpi in catalogue["kpis"]}):
        raise DisclosureRuleError(f"disclosure.weighed of kpi_catalogue.yaml names {unknown}, which is no KPI.")
    for kpi in catalogue["kpis"]:
        if kpi["unit"] in ("jobs", "persons") and not people.keys() & {name for part in kpi["terms"].values() for name in part}:
            raise DisclosureRuleError(
                f"{kpi['id']} is counted in {kpi['unit']}: name its measure in disclosure.people of kpi_catalogue.yaml."
            )
    return Rules(threshold, float(sparse_share), people, weighed)


def _counted(name: str, told: Mapping[str, Any]) -> Counted:
    if unknown := sorted(set(told) - _KNOWN):
        raise DisclosureRuleError(f"disclosure.people.{name} of kpi_catalogue.yaml has the unknown key {unknown[0]}.")
    if ("value" in told or "known" in told) != ("of" in told):
        raise DisclosureRuleError(f"disclosure.people.{name} of kpi_catalogue.yaml wants `of` with `value` or `known`.")
    value = told.get("value")
    pair = tuple(value.split("=", 1)) if value else None
    if pair is not None and len(pair) != 2:
        raise DisclosureRuleError(f"disclosure.people.{name}.value of kpi_catalogue.yaml is written breakdown=value.")
    return Counted(told.get("same_as"), told.get("part_of"), told.get("of"), pair, told.get("known"))
