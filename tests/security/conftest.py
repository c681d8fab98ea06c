"""The tests of what must not get in, out, or be left open; helpers of the intake tests are theirs too."""

from __future__ import annotations

import sys
from pathlib import Path

for folder in ("ingestion", "channels", "orchestration"):
    sys.path.append(str(Path(__file__).parents[1] / folder))
