"""A new kind of data is one contract and one staging model: nothing else is written."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from tests.end_to_end.homes import PROJECT, DemoHome

NEW_CONTRACT = """
apiVersion: v3.2.0
kind: DataContract
id: qutb.broadcasts
name: broadcasts
version: 1.0.0
status: active
description: {purpose: Émissions qui parlent du pôle.}
customProperties:
  - {property: name_fr, value: Émissions}
  - {property: name_ar, value: البرامج الإذاعية والتلفزية}
  - {property: name_en, value: Broadcasts}
  - {property: delivery_mode, value: append}
slaProperties:
  - {property: frequency, value: month}
  - {property: latency, value: 10, unit: d}
schema:
  - name: broadcasts
    logicalType: object
    properties:
      - {name: broadcast_ref, businessName: Référence, logicalType: string, required: true, primaryKey: true}
      - {name: outlet, businessName: Média, logicalType: string, required: true, synonyms: [{locale: ar, synonym: المنبر}]}
      - {name: published_on, businessName: Date de parution, logicalType: date, required: true}
      - name: tone
        businessName: Ton
        logicalType: string
        semanticType: code
        enum:
          - {value: positive, label: Positif}
          - {value: negative, label: Négatif}
"""


def test_a_new_contract_is_one_odcs_file_and_one_staging_model(tmp_path: Path) -> None:
    project = tmp_path / "project"
    for folder in ("ingestion", "linkage", "quality", "publishing", "orchestration", "dbt_project", "demo"):
        shutil.copytree(PROJECT / folder, project / folder, ignore=shutil.ignore_patterns("__pycache__", "target", "*.generated.yml"))
    (project / "ingestion/contracts/broadcasts.odcs.yaml").write_text(NEW_CONTRACT, encoding="utf-8")
    (project / "dbt_project/models/staging/stg_broadcasts.sql").write_text("{{ standing_rows('broadcasts', ['broadcast_ref']) }}\n")
    partners = project / "ingestion/partners.yaml"
    broadcaster = "  broadcaster:\n    name_fr: Radio et télévision\n    name_ar: الإذاعة والتلفزة\n    feeds:\n      broadcasts: {}\n"
    partners.write_text(partners.read_text(encoding="utf-8").rstrip() + "\n" + broadcaster, encoding="utf-8")
    home = DemoHome(tmp_path / "home", project)
    inbox = home.root / "inbox" / "broadcaster" / "broadcasts"
    inbox.mkdir(parents=True)
    (inbox / "emissions_2026-05.csv").write_text(
        "Référence;Média;Date de parution;Ton\nM-1;Le Matin;12/05/2026;Positif\nM-2;هسبريس;١٣ ماي ٢٠٢٦;Négatif\n"
        "M-3;L'Économiste;14/05/2026;\nM-4;Médias24;15 mai 2026;\nM-5;2M;16-05-26;positif\nM-6;SNRT;;Positif\n",
        encoding="utf-8",
    )

    done = home.night("2026-06-11T02:00:00+00:00")

    assert done.returncode == 0, done.stdout + done.stderr
    with duckdb.connect(str(home.root / "build" / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.execute("select broadcast_ref, published_on::varchar, tone from staging.stg_broadcasts order by 1").fetchall()
        comment = connection.execute("select comment from duckdb_columns() where table_name = 'stg_broadcasts' and column_name = 'outlet'")
        assert "Média" in str(comment.fetchone())
    assert rows == [
        ("M-1", "2026-05-12", "positive"),
        ("M-2", "2026-05-13", "negative"),
        ("M-3", "2026-05-14", None),
        ("M-4", "2026-05-15", None),
        ("M-5", "2026-05-16", "positive"),
    ]
    (entry,) = home.ledger()
    assert (entry["verdict"], entry["rows_read"], entry["rows_accepted"], entry["rows_rejected"]) == ("accepted_with_rejections", 6, 5, 1)
    assert home.query("select rule, cell from quality.rejections") == [("published_on.required", "C7")]
