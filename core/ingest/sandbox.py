"""Runs the reading of an untrusted file in a child process that can do little and is stopped when it takes too much."""

from __future__ import annotations

import json
import shutil
import signal
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from core.domain.problems import refusal
from core.errors import ImportRefused
from core.ingest.child import DISK_FULL, REPORT
from core.ingest.child_process import Ended, Progress, run_child
from core.ingest.choice import NOTHING_CHOSEN, Choice
from core.ingest.preview import Preview
from core.ingest.profile import Profile
from core.ingest.staging import FileReport

__all__ = ["FileReport", "Limits", "Progress", "preview_file", "read_file"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one child may use.

    address_bytes  address space. The budget for resident memory is 1.5 GB for a 1 GB file; Arrow maps about as much
                   again that it never touches, so 3 GB stops a runaway without stopping an honest file.
    cpu_seconds    processor time; seconds is wall-clock time, after which the whole process group is killed
    file_bytes     largest file it may write
    """

    address_bytes: int = 3 << 30
    cpu_seconds: int = 1_200
    seconds: float = 1_800
    file_bytes: int = 4 << 30
    open_files: int = 256


def read_file(
    path: Path,
    name: str,
    out_dir: Path,
    *,
    secret: bytes,
    zone: ZoneInfo,
    profile: Profile | None = None,
    table: str | None = None,
    remembered: Mapping[str, Any] | None = None,
    choice: Choice = NOTHING_CHOSEN,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
    limits: Limits | None = None,
) -> FileReport:
    """Read a source file in a child process into `out_dir` (made if missing, 0700).

    `name` is what the user calls the file; `remembered` maps header signatures to profiles (as JSON, one or a list).
    Setting `stop` kills the child; the report then holds the refusal `cancelled`. Never raises for what the file
    does: a refusal stands in the report, and then nothing is left in `out_dir`.
    """
    limits = limits or Limits()
    request = {
        **_about(path, name, out_dir, zone, choice, limits),
        "profile": asdict(profile) if profile is not None else None,
        "table": table,
        "remembered": {key: _listed(found) for key, found in (remembered or {}).items()},
        "secret": secret.hex(),
    }
    answer = _run(request, name, out_dir, progress, stop or threading.Event(), limits)
    report = answer if isinstance(answer, FileReport) else _report(answer, name, out_dir)
    if report.refusal is not None:
        _empty(out_dir)
    return report


def preview_file(
    path: Path,
    name: str,
    out_dir: Path,
    *,
    zone: ZoneInfo,
    choice: Choice = NOTHING_CHOSEN,
    stop: threading.Event | None = None,
    limits: Limits | None = None,
) -> Preview:
    """Look into a source file in a child process: its sheets, columns and possible encodings. Leaves nothing behind.

    Personal values are masked in the child. Never raises for what the file does: a refusal stands in the preview.
    """
    limits = limits or Limits()
    request = {"kind": "preview", **_about(path, name, out_dir, zone, choice, limits)}
    answer = _run(request, name, out_dir, None, stop or threading.Event(), limits)
    try:
        if isinstance(answer, FileReport):
            return Preview(refusal=answer.refusal)
        return Preview.from_json(answer)
    except (KeyError, TypeError, ValueError):
        return Preview(refusal=refusal("reader_crashed", file=name))
    finally:
        _empty(out_dir)


def _about(path: Path, name: str, out_dir: Path, zone: ZoneInfo, choice: Choice, limits: Limits) -> dict[str, Any]:
    out_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {
        "path": str(path.resolve()),
        "name": name,
        "out_dir": str(out_dir.resolve()),
        "choice": choice.to_json(),
        "zone": zone.key,
        "limits": asdict(limits),
    }


def _listed(found: Any) -> list[dict[str, Any]]:
    several = found if isinstance(found, Sequence) and not isinstance(found, str) else [found]
    return [json.loads(one) if isinstance(one, str) else dict(one) for one in several]


def _run(
    request: Mapping[str, Any],
    name: str,
    out_dir: Path,
    progress: Progress | None,
    stop: threading.Event,
    limits: Limits,
) -> dict[str, Any] | FileReport:
    """Start the child and follow it to its end: the JSON it left, or a refusal that says how it ended."""
    end = run_child(json.dumps(request).encode(), out_dir, progress, stop, limits.seconds)
    if stop.is_set():
        return FileReport(name, refusal=refusal("cancelled", file=name))
    if end.code != 0:
        return FileReport(name, refusal=_why(end, name))
    try:
        found = json.loads((out_dir / REPORT).read_bytes())
        assert isinstance(found, dict)
        return found
    except (OSError, ValueError, AssertionError):
        return FileReport(name, refusal=refusal("reader_crashed", file=name))


def _report(found: Mapping[str, Any], name: str, out_dir: Path) -> FileReport:
    try:
        return FileReport.from_json(found, out_dir)
    except (ValueError, KeyError, TypeError, AssertionError):
        return FileReport(name, refusal=refusal("reader_crashed", file=name))


def _why(end: Ended, name: str) -> ImportRefused:
    """The refusal for a child that gave no report."""
    code, crash = end.code, end.crash
    if end.late or code == -signal.SIGXCPU:
        return refusal("reader_timeout", file=name)
    if code in (-signal.SIGKILL, -signal.SIGABRT) or (crash or "").startswith(("MemoryError", "ArrowMemoryError")):
        return refusal("reader_memory", file=name)
    if crash in DISK_FULL:
        return refusal(crash, file=name)
    refused = refusal("reader_crashed", file=name)
    refused.details["place"] = crash or f"exit {code}"
    return refused


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)
