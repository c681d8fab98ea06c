-- Measures of what is done for members and what they tell: training and surveys, one row a cell.
{{ measures_of({
    'training_enrolments': ref('fct_training_enrolments'),
    'training_sessions': ref('fct_training_sessions'),
    'survey_periods': ref('int_survey_periods'),
    'turnover_periods': ref('int_turnover_periods'),
}) }}
