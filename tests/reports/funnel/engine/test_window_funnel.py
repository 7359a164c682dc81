"""ClickHouse's windowFunnel, polars and our funnel agree on random events."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench import window_funnel


@pytest.mark.slow
def test_clickhouse_and_polars_count_the_same_people(tmp_path: Path) -> None:
    window_funnel.compare(1_000_000, tmp_path)
