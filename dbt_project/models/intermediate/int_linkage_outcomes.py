def model(dbt, session):
    """Organisations of register entries over time, what wordings of facts mean, and pairs that a person is asked about."""
    dbt.config(materialized="table")
    from linkage.tables import outcomes

    return outcomes(
        dbt.ref("int_linkage_mentions").to_arrow_table(),
        dbt.ref("int_linkage_pairs").to_arrow_table(),
        dbt.source("lake", "organisation_decisions").to_arrow_table(),
    )
