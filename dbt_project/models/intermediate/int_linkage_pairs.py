def model(dbt, session):
    """Pairs of records that share a blocking key, scored by Splink; only what is new is compared (see docs/linkage.md)."""
    dbt.config(materialized="table")
    from linkage.tables import scored

    return scored(dbt.ref("int_linkage_mentions").to_arrow_table())
