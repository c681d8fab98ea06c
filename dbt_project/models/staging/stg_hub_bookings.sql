{{ standing_rows('hub_bookings', ['booking_ref']) }}
