"""Runs the reading of an untrusted file in a child process that can do little and is stopped when it takes too much."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any
from zoneinfo import ZoneInfo

import core
from core.domain.problems import refusal
from core.errors import ImportRefused
from core.ingest.child import REPORT
from core.ingest.profile import Profile
from core.ingest.staging import FileReport

__all__ = ["FileReport", "Limits", "Progress", "read_file"]

Progress = Callable[[str, int], None]
"""Called with (stage, records so far)."""

_BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from core.ingest.child import main; sys.exit(main())"
"""With -I Python ignores the environment and the working folder, so the child is told where the package lies."""

_LINE_BYTES = 65_536


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
    progress: Progress | None = None,
    limits: Limits | None = None,
) -> FileReport:
    """Read a source file in a child process into `out_dir` (made if missing, 0700).

    `name` is what the user calls the file; `remembered` maps header signatures to profiles (as JSON, one or a list).
    Never raises for what the file does: a refusal stands in the report, and then nothing is left in `out_dir`.
    """
    limits = limits or Limits()
    out_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    request = {
        "path": str(path.resolve()),
        "name": name,
        "out_dir": str(out_dir.resolve()),
        "profile": asdict(profile) if profile is not None else None,
        "table": table,
        "remembered": {key: _listed(found) for key, found in (remembered or {}).items()},
        "secret": secret.hex(),
        "zone": zone.key,
        "limits": asdict(limits),
    }
    report = _run(json.dumps(request).encode(), name, out_dir, progress, limits)
    if report.refusal is not None:
        _empty(out_dir)
    return report


def _listed(found: Any) -> list[dict[str, Any]]:
    several = found if isinstance(found, Sequence) and not isinstance(found, str) else [found]
    return [json.loads(one) if isinstance(one, str) else dict(one) for one in several]


def _run(request: bytes, name: str, out_dir: Path, progress: Progress | None, limits: Limits) -> FileReport:
    """Start the child, follow it to its end, and turn however it ended into a report."""
    process = subprocess.Popen(
        [sys.executable, "-I", "-X", "utf8", "-c", _BOOT, str(Path(core.__file__).resolve().parents[1])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=out_dir,
        env=_environment(out_dir),
        close_fds=True,
        start_new_session=True,
        umask=0o077,
    )
    try:
        crash, late = _follow(process, request, progress, limits.seconds)
    finally:
        _kill(process)
    refused = None if process.returncode == 0 else _why(process.returncode, name, crash, late)
    if refused is None:
        try:
            return FileReport.from_json(json.loads((out_dir / REPORT).read_bytes()), out_dir)
        except (OSError, ValueError, KeyError, TypeError, AssertionError):
            refused = refusal("reader_crashed", file=name)
    return FileReport(name, refusal=refused)


def _environment(out_dir: Path) -> dict[str, str]:
    """Nothing of the parent's environment but where programs and time zones are found."""
    kept = {key: os.environ[key] for key in ("PATH", "PYTHONTZPATH") if key in os.environ}
    return {**kept, "LANG": "C.UTF-8", "TMPDIR": str(out_dir), "MALLOC_ARENA_MAX": "2", "OMP_NUM_THREADS": "1"}


def _follow(
    process: subprocess.Popen[bytes], request: bytes, progress: Progress | None, seconds: float
) -> tuple[str | None, bool]:
    """Hand over the request and read progress lines until the child ends: (where it crashed, whether time ran out)."""
    assert process.stdin is not None
    assert process.stdout is not None
    deadline = time.monotonic() + seconds
    with contextlib.suppress(BrokenPipeError):  # it died at once; its exit code tells why
        process.stdin.write(request)
        process.stdin.close()
    crash: str | None = None
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        rest = b""
        while (left := deadline - time.monotonic()) > 0:
            if not selector.select(min(left, 1.0)):
                continue
            chunk = _read(process.stdout)
            if not chunk:
                break
            *lines, rest = (rest + chunk)[-_LINE_BYTES:].split(b"\n")
            for line in lines:
                crash = _hear(line, progress) or crash
        else:
            return crash, True
    try:
        process.wait(max(deadline - time.monotonic(), 1.0))
    except subprocess.TimeoutExpired:
        return crash, True
    return crash, False


def _read(stream: IO[bytes]) -> bytes:
    return os.read(stream.fileno(), _LINE_BYTES)


def _hear(line: bytes, progress: Progress | None) -> str | None:
    """One line of the child: progress is passed on; where it crashed is returned."""
    try:
        said = json.loads(line)
    except ValueError:
        return None
    if not isinstance(said, dict):
        return None
    if progress is not None and isinstance(said.get("rows"), int):
        progress(str(said.get("stage")), said["rows"])
    return str(said["crash"])[:200] if "crash" in said else None


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the child and everything it started, and reap it."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()


def _why(code: int, name: str, crash: str | None, late: bool) -> ImportRefused:
    """The refusal for a child that gave no report."""
    if late or code == -signal.SIGXCPU:
        return refusal("reader_timeout", file=name)
    if code in (-signal.SIGKILL, -signal.SIGABRT) or (crash or "").startswith(("MemoryError", "ArrowMemoryError")):
        return refusal("reader_memory", file=name)
    refused = refusal("reader_crashed", file=name)
    refused.details["place"] = crash or f"exit {code}"
    return refused


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)
