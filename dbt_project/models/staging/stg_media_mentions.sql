{{ standing_rows('media_mentions', ['mention_ref']) }}
