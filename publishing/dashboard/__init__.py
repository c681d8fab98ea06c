"""The dashboard: a static site of the public figures, in French and in Arabic, that opens from a file share without JavaScript.

What goes here: pages and how they are laid out. What does not: charts (`publishing.charts`), figures (`publishing.edition`).
"""

from publishing.dashboard.site import write_dashboard

__all__ = ["write_dashboard"]
