def model(dbt, session):
    """Figures of people that must not leave the house: too small, or telling of one that is (see docs/disclosure.md)."""
    dbt.config(materialized="table")
    from publishing.disclosure.tables import confidential

    return confidential(
        dbt.ref("int_kpi_cells").to_arrow_table(),
        dbt.source("reference", "kpi_terms").to_arrow_table(),
        dbt.ref("int_measure_scope").to_arrow_table(),
    )
