"""What holds for all tests: how property tests draw their examples."""

from __future__ import annotations

import os

from hypothesis import settings

# The same examples on every run, so that a commit is not judged by luck; QUTB_HYPOTHESIS=random looks for new ones.
settings.register_profile("steady", deadline=None, database=None, derandomize=True)
settings.register_profile("random", deadline=None, database=None, print_blob=True)
settings.load_profile(os.environ.get("QUTB_HYPOTHESIS", "steady"))
