{{ standing_rows('training_sessions', ['session_ref']) }}
