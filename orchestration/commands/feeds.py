"""Naming a feed on the command line.

What goes here: looking a feed up, and saying which there are. What does not: what is done with it.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingestion.partners import Feed


def find_feed(name: str) -> Feed | None:
    """The feed called `partner/contract`; None after having said which feeds there are."""
    from ingestion.partners import load_feeds

    feeds = {feed.id: feed for feed in load_feeds()}
    if name not in feeds:
        print(f"There is no feed {name}. Feeds: {', '.join(feeds)}.", file=sys.stderr)
    return feeds.get(name)
