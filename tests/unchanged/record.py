"""`python -m tests.unchanged.record [DATASET…]`: writes recorded/, with the code of the release to compare with.

To be run on release 27bd404 only; recording with later code would make the test compare that code with itself.
Nothing in the answers had to be changed or left out: they hold no random ids, paths or times of the clock.
"""

from __future__ import annotations

import gzip
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.conftest import SHARED
from tests.unchanged.datasets import DATASETS, ask, build
from tests.unchanged.variants import VARIANTS

RECORDED = Path(__file__).with_name("recorded")


def recorded_file(dataset: str, report: str) -> Path:
    """Where the answers of a report on a dataset are kept."""
    return RECORDED / f"{dataset}.{report}.json.gz"


def recorded(dataset: str, report: str) -> dict[str, Any]:
    """Variant → JSON as recorded."""
    found: dict[str, Any] = json.loads(gzip.decompress(recorded_file(dataset, report).read_bytes()))
    return found


def record(dataset: str) -> None:
    """Ask every variant and write the files: sorted keys and no time in the gzip header, so equal answers give
    equal bytes."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = build(dataset, Path(folder))
        for report, variants in VARIANTS[dataset].items():
            answers = {name: ask(dataset, workspace, words) for name, words in variants.items()}
            text = json.dumps(answers, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
            path = recorded_file(dataset, report)
            path.write_bytes(gzip.compress(text.encode(), mtime=0))
            print(f"{path.name}: {len(answers)} answers, {path.stat().st_size:,} bytes")


def main(names: list[str]) -> None:
    """Record the named datasets, by default all whose data are there."""
    RECORDED.mkdir(exist_ok=True)
    for name in names or [n for n, d in DATASETS.items() if SHARED.is_dir() or not d.shared]:
        record(name)


if __name__ == "__main__":
    main(sys.argv[1:])
