"""Readers: from the path of a file to a table of text in which each cell keeps its address.

Belongs here: formats, encodings, dialects, headers. Does not belong here: what a text means (`conforming`).
Start at ``reader.read``; ``delimited.read_delimited`` and ``workbook.read_workbook`` can be called alone.
"""
