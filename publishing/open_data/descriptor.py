"""`datapackage.json`: the package as Frictionless Data Package 1 tells it (profile `tabular-data-package`).

What goes here: which property says what. What does not: the words and schemas themselves (`tables.py`), the terms (`settings.yaml`).

Source: https://specs.frictionlessdata.io (Tabular Data Package 1.0, Table Schema 1.0). A tabular package may list tabular resources only,
so the Parquet file of a table stands beside its CSV under `alternates`. Arabic words stand in properties that end in `_ar`: the standard
knows one language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from ingestion.periods import Period
from ingestion.wording import period_text
from publishing.edition import REGION, Edition
from publishing.open_data.schema import Described, DescribedTable, Reference
from publishing.open_data.settings import Settings

NAME: Final = "indicateurs-pole-ess-fes-meknes"
_TITLE_FR: Final = "Indicateurs du pôle modèle de l'économie sociale et solidaire de Fès-Meknès, édition : {period}"
_TITLE_AR: Final = "مؤشرات القطب النموذجي للاقتصاد الاجتماعي والتضامني بجهة فاس - مكناس، نشرة {period}"
_DESCRIPTION_FR: Final = (
    "Emplois créés, usage du pôle, financement, formation, conditions de vie et gouvernance : tous les chiffres publics de la version, "
    "avec leur catalogue, leurs révisions et les livraisons des partenaires. Les petits effectifs de personnes sont confidentiels : leur "
    "valeur est vide et conf_status le dit. Voir LISEZ-MOI.md."
)
_DESCRIPTION_AR: Final = (
    "مناصب الشغل المحدثة واستعمال القطب والتمويل والتكوين وظروف العيش والحكامة: كل الأرقام العمومية للإصدار مع دليلها ومراجعاتها وتسليمات "
    "الشركاء. الأعداد الصغيرة من الأشخاص سرية: قيمتها فارغة ويبين ذلك العمود conf_status. انظر LISEZ-MOI.ar.md."
)
_KEYWORDS: Final = ("économie sociale et solidaire", "artisanat", "coopératives", "emploi", "indicateurs", "Fès-Meknès", "Maroc")
_SOURCES: Final = (
    "Haut-Commissariat au Plan (HCP) : recensement général de la population et de l'habitat 2024, et emplois permanents des établissements",
)


@dataclass(frozen=True, slots=True)
class Files:
    """One written file: path below the package, bytes, SHA-256 in hexadecimal."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Written:
    """A table and its two files."""

    table: DescribedTable
    csv: Files
    parquet: Files


def title(edition: Edition) -> tuple[str, str]:
    """The package's title in French and Arabic; it names the edition's period."""
    return (
        _TITLE_FR.format(period=period_text(edition.period, "fr")),
        _TITLE_AR.format(period=period_text(edition.period, "ar")),
    )


def sources(edition: Edition) -> list[str]:
    """Where the figures come from: each partner that has to deliver, by its name, then what is not delivered by partners."""
    names = edition.rows(
        """select distinct coalesce(label_fr, partner) from quality.feed_calendar
        left join (select breakdown_value as partner, label_fr from marts.kpi_labels where breakdown = 'partner') using (partner)
        order by 1"""
    )
    return [*(name for (name,) in names), *_SOURCES]


def descriptor(edition: Edition, written: Sequence[Written], settings: Settings) -> dict[str, Any]:
    """The descriptor, ready for JSON; nothing in it but the release and the edition's period."""
    title_fr, title_ar = title(edition)
    region = edition.territories.get(REGION)
    return {
        "profile": "tabular-data-package",
        "name": NAME,
        "title": title_fr,
        "title_ar": title_ar,
        "description": _DESCRIPTION_FR,
        "description_ar": _DESCRIPTION_AR,
        "version": edition.release.id,
        "created": datetime.fromisoformat(edition.release.built_at).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "languages": ["fr", "ar"],
        "licenses": [{"name": settings.licence, "title": settings.licence_title, "path": settings.licence_path}],
        "contributors": [{"title": settings.publisher.fr, "title_ar": settings.publisher.ar, "role": "publisher"}],
        "sources": [{"title": name} for name in sources(edition)],
        "keywords": list(_KEYWORDS),
        "temporal": _temporal(edition),
        "spatial": {"code": REGION, "name": region.fr if region else "", "name_ar": region.ar if region else ""},
        "resources": [_resource(each) for each in written],
    }


def _temporal(edition: Edition) -> dict[str, str]:
    """First and last day that any figure is about."""
    periods = [
        Period(start, kind) for start, kind in edition.rows("select distinct period_start, period_type from marts.kpi_values_public")
    ]
    if not periods:
        return {}
    return {"start": min(period.start for period in periods).isoformat(), "end": max(period.end for period in periods).isoformat()}


def _resource(written: Written) -> dict[str, Any]:
    table = written.table.table
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": written.csv.path,
        "title": table.title.fr,
        "title_ar": table.title.ar,
        "description": written.table.description_fr,
        "description_ar": table.description.ar,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": written.csv.size,
        "hash": f"sha256:{written.csv.sha256}",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\n", "header": True},
        "alternates": [
            {
                "path": written.parquet.path,
                "format": "parquet",
                "mediatype": "application/vnd.apache.parquet",
                "bytes": written.parquet.size,
                "hash": f"sha256:{written.parquet.sha256}",
            }
        ],
        "schema": {
            "fields": [_field(column) for column in written.table.columns],
            "missingValues": [""],
            "primaryKey": list(table.key),
            **({"foreignKeys": [_foreign_key(each, table.name) for each in table.references]} if table.references else {}),
        },
    }


def _field(described: Described) -> dict[str, Any]:
    column = described.column
    constraints: dict[str, Any] = {
        **({"required": True} if column.is_required else {}),
        **({"unique": True} if column.is_unique else {}),
        **({"enum": list(column.values)} if column.values else {}),
    }
    return {
        "name": column.name,
        "type": described.type,
        "title": column.title.fr,
        "title_ar": column.title.ar,
        "description": described.description,
        **({"unit": column.unit.fr, "unit_ar": column.unit.ar} if column.unit else {}),
        **({"constraints": constraints} if constraints else {}),
    }


def _foreign_key(reference: Reference, own: str) -> dict[str, Any]:
    """A table that refers to itself is told by an empty name."""
    return {
        "fields": list(reference.columns),
        "reference": {"resource": "" if reference.table == own else reference.table, "fields": list(reference.to)},
    }
