"""The fault harness takes a quarter of an hour even in its short form: it runs when it is asked for (docs/reliability.md)."""

from __future__ import annotations

import os

# `make test` has a kill test of its own (tests/end_to_end/test_nights.py).
collect_ignore = [] if os.environ.get("QUTB_FAULTS") else ["test_faults.py"]
