"""What makes the analysts' file explain itself: what is read first, views with names and labels, keys, and questions with their queries.

What goes here: everything a release adds to the tables that it copies from a build, declared once. What does not: copying and switching
(`publishing.release`), what tables and columns mean (their comments, which come from dbt).
"""
