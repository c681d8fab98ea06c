-- Measures of the money that reaches organisations and programmes, one row a cell.
{{ measures_of({
    'financing': ref('fct_financing'),
    'funding_periods': ref('int_funding_periods'),
    'financed_jobs': ref('int_financed_jobs'),
    'agreements': ref('fct_agreements'),
    'market_contracts': ref('fct_market_contracts'),
}) }}
