"""One page of the dashboard, before it is laid out.

What goes here: what every page module and the site share. What does not: the content of any page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ingestion.messages import Message


@dataclass(frozen=True)
class Page:
    """A page of one language.

    Attributes:
        address: where it stands below the language's folder: `jobs.html`, `kpi/JOB-01.html`. Stable: people link to it.
        title: its title and first heading.
        template: the name of its template.
        context: what the template needs beside what every page has.
    """

    address: str
    title: Message
    template: str
    context: Mapping[str, Any]
