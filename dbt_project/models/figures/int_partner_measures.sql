-- Measures of how partners deliver, one row a cell: what was due, what came, when, and what was accepted of it.
{{ measures_of({
    'feed_slots': ref('feed_calendar'),
    'deliveries': ref('loads'),
}) }}
