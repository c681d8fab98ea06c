{{ standing_rows('activity_surveys', ['response_ref']) }}
