{{ standing_rows('market_contracts', ['contract_ref']) }}
