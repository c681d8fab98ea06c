"""Whole nights from the command line, against the synthetic region's truth."""
