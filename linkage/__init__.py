"""Who is who: organisations that partners name in their own ways, brought together. Works on rows of the lake, knows no KPI."""
