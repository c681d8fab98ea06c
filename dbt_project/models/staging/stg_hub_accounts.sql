{{ standing_rows('hub_accounts', ['entry_ref']) }}
