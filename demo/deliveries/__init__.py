"""The files that the region's partners send, as messy as in life, and what is to become of each of their rows."""
