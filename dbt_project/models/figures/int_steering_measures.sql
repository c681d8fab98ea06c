-- Measures of how the hub is steered, one row a cell: its accounts, scenarios, needs met, the action plan, the press.
{{ measures_of({
    'hub_accounts': ref('fct_hub_accounts'),
    'scenario_projections': ref('int_scenario_projections'),
    'needs': ref('fct_needs'),
    'media_mentions': ref('fct_media_mentions'),
    'actions': ref('fct_actions'),
    'late_actions': ref('fct_late_actions'),
}) }}
