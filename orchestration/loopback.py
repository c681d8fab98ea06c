"""Whether a name or an address is this machine alone.

What goes here: the question that the web page's host and the mail server's host are both asked. What does not: what follows from it.
"""

from __future__ import annotations

import ipaddress


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens there."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
