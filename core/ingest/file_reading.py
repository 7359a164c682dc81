"""The files of one import: read in child processes, read again another way, taken out again."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from core.domain.problems import Problem
from core.ingest import sandbox
from core.ingest.choice import NOTHING_CHOSEN, Choice
from core.ingest.comparison import refused_together
from core.ingest.preview import Preview
from core.ingest.profile import Profile
from core.ingest.sandbox import Progress
from core.ingest.staging import FileReport, Output
from core.store import Store


class FileReading:
    """What has been read so far: `outputs` in the files' order, their problems and rejected rows."""

    def __init__(self, store: Store, spool: Path) -> None:
        self.store = store
        self.spool = spool
        self.outputs: list[Output] = []
        self.problems: list[Problem] = []
        self.rejected_csv: list[Path] = []
        self._reports: dict[int, FileReport] = {}
        self._lock = threading.Lock()

    def read(
        self,
        files: Sequence[tuple[Path, str]],
        *,
        profile: Profile | None = None,
        table: str | None = None,
        progress: Progress | None = None,
    ) -> None:
        """Parse (path, display name) pairs, two at a time, each in its own limited child process.

        Raises ImportRefused naming every file that cannot be read and why; nothing is kept then.
        """

        def one(numbered: tuple[int, tuple[Path, str]]) -> FileReport:
            number, (path, name) = numbered
            return self._parse(number, path, name, NOTHING_CHOSEN, progress, None, profile, table)

        first = len(self._reports)
        with ThreadPoolExecutor(2) as pool:
            reports = list(pool.map(one, enumerate(files, first)))
        self._reports.update(enumerate(reports, first))
        self._gather()
        refused = [r.refusal for r in reports if r.refusal is not None]
        if refused:
            raise refused_together(refused, self.problems)

    def read_one(
        self,
        number: int,
        path: Path,
        name: str,
        choice: Choice = NOTHING_CHOSEN,
        *,
        progress: Progress | None = None,
        stop: threading.Event | None = None,
    ) -> FileReport:
        """Read one file, or read it again another way: what was read of `number` before is forgotten. Several threads
        may read at once.

        A refusal stands in the report and leaves the other files as they are; setting `stop` ends the reading.
        """
        self.remove(number)
        report = self._parse(number, path, name, choice, progress, stop)
        with self._lock:
            self._reports[number] = report
            self._gather()
        return report

    def remove(self, number: int) -> None:
        """Forget a file and delete what was read of it."""
        with self._lock:
            if self._reports.pop(number, None) is not None:
                shutil.rmtree(self.spool / str(number), ignore_errors=True)
                self._gather()

    def preview(
        self, number: int, path: Path, name: str, choice: Choice, stop: threading.Event | None = None
    ) -> Preview:
        """Look into a file in a child process of its own; changes nothing."""
        folder = self.spool / f"preview-{number}"
        return sandbox.preview_file(path, name, folder, zone=self.store.zone, choice=choice, stop=stop)

    def _parse(
        self,
        number: int,
        path: Path,
        name: str,
        choice: Choice,
        progress: Progress | None,
        stop: threading.Event | None,
        profile: Profile | None = None,
        table: str | None = None,
    ) -> FileReport:
        return sandbox.read_file(
            path,
            name,
            self.spool / str(number),
            profile=profile,
            table=table,
            remembered=self.store.setting("profiles", {}),
            secret=self.store.secret,
            zone=self.store.zone,
            choice=choice,
            progress=progress,
            stop=stop,
        )

    def _gather(self) -> None:
        """Outputs and problems of all files in their order; a refused file has no outputs."""
        reports = [self._reports[number] for number in sorted(self._reports)]
        self.outputs = [output for report in reports for output in report.outputs]
        self.problems = [problem for report in reports for problem in report.problems]
        self.rejected_csv = [output.rejected_csv for output in self.outputs if output.rejected_csv]
