"""What the figures about to be published tell of a few people, as a check: what stops the release, and what to do then.

What goes here: from disclosed counts to a check, in words. What does not: the attack (`publishing.disclosure`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ingestion.messages import Message
from publishing.disclosure.rules import Rules, read_rules
from publishing.disclosure.system import CELL, SCOPE, TERM
from quality.checks import ROWS_SHOWN, Check
from quality.table_suites import BUILD

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from publishing.disclosure.audit import Disclosed

NAME: Final = "disclosure.small_counts"
COLUMNS: Final = (*CELL, "measure", "at_least", "at_most")
_TABLES: Final = ("kpi_values", "kpi_values_public", "kpi_terms", "int_measure_scope")
_SAFE: Final = Message(
    fr="Aucun effectif de moins de {threshold} personnes ne se déduit des chiffres à publier (docs/disclosure.md).",
    ar="لا يمكن استنتاج أي عدد يقل عن {threshold} أشخاص من الأرقام المعدة للنشر (docs/disclosure.md).",
    en="No count of fewer than {threshold} people follows from the figures to be published (docs/disclosure.md).",
)
_DISCLOSED: Final = Message(
    fr="Des effectifs de moins de {threshold} personnes sont publiés ou se déduisent des chiffres à publier, entre les bornes données. "
    "Voyez d'où vient la colonne conf_status (int_confidential_cells) et les règles « disclosure » de kpi_catalogue.yaml "
    "(docs/disclosure.md), corrigez, puis relancez la nuit.",
    ar="أعداد تقل عن {threshold} أشخاص منشورة أو يمكن استنتاجها من الأرقام المعدة للنشر ضمن الحدود المذكورة. تحققوا من مصدر العمود "
    "conf_status (int_confidential_cells) ومن قواعد disclosure في kpi_catalogue.yaml (docs/disclosure.md)، صححوا ثم أعيدوا تشغيل الليلة.",
    en="Counts of fewer than {threshold} people are published, or follow from the figures to be published, within the bounds given. See "
    "where the column conf_status comes from (int_confidential_cells) and the rules under `disclosure` of kpi_catalogue.yaml "
    "(docs/disclosure.md), mend it, then run the night again.",
)


def disclosure_check(connection: DuckDBPyConnection, rules: Rules | None = None) -> Check | None:
    """Attacks the built public figures; None where there are none (another check says so).

    Args:
        connection: DuckDB with the build attached as `warehouse`.
        rules: those of the catalogue unless others are given.

    Raises:
        DisclosureRuleError: when the catalogue's rules cannot be used.
        AttackError: when the figures contradict each other.
    """
    found = connection.execute(
        "select table_name from duckdb_tables() where database_name = ? and list_contains(?, table_name)", [BUILD, list(_TABLES)]
    ).fetchall()
    if len({name for (name,) in found}) < len(_TABLES):
        return None
    # SciPy takes a while to import; commands that audit nothing do without.
    from publishing.disclosure.audit import disclosed
    from publishing.disclosure.tables import catalogue_of

    rules = rules or read_rules()
    columns = ", ".join((*CELL, "numerator", "denominator"))
    true = connection.execute(f"select {columns} from {BUILD}.marts.kpi_values").fetchall()
    public = connection.execute(f"select {columns} from {BUILD}.marts.kpi_values_public").fetchall()
    terms = connection.execute(f"select {', '.join(TERM)} from {BUILD}.reference.kpi_terms").fetchall()
    scopes = connection.execute(f"select {', '.join(SCOPE)} from {BUILD}.intermediate.int_measure_scope").fetchall()
    return _check(disclosed(true, public, catalogue_of(terms, scopes), rules), rules)


def _check(learnt: list[Disclosed], rules: Rules) -> Check:
    if not learnt:
        return Check(NAME, "disclosure", "critical", True, _SAFE.with_values(threshold=rules.threshold))
    rows = tuple((*each.cell, each.what, round(each.least, 2), round(each.most, 2)) for each in learnt[:ROWS_SHOWN])
    return Check(NAME, "disclosure", "critical", False, _DISCLOSED.with_values(threshold=rules.threshold), len(learnt), COLUMNS, rows)
