"""How many people it takes to say a share."""

from __future__ import annotations

MIN_SAMPLE = 30
"""Of fewer people at the step before no share is said and nothing is judged: one more would move it by points."""
