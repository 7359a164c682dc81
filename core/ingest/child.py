"""The program that reads one untrusted source file, in a process of its own with limited memory, time and disk.

It gets one JSON request on stdin, prints progress as JSON lines, and leaves its result in `out_dir` (report.json and
the Parquet files it names). It prints no cell of the file; a crash is told by its type and place only.
"""

from __future__ import annotations

import ctypes
import errno
import importlib
import json
import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from core.errors import ImportRefused

Found = TypeVar("Found")
REPORT = "report.json"
_PROGRESS_SECONDS = 0.2
_PR_SET_PDEATHSIG = 1
_DISK = {
    errno.EFBIG: "too_large",
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), "spool_full"),
    **dict.fromkeys((errno.ENOENT, errno.EACCES, errno.EISDIR), "unreadable"),
}
"""What goes wrong with a disk or a path → the refusal that says so."""
DISK_FULL = frozenset({"spool_full", "too_large"})
"""Refusals that stand in the last line on stdout where the disk has no room for the report itself."""


class _NoPandas:
    """Hides pandas from this process: Arrow would load it, for a second, only to ask whether a list is a Series."""

    def find_spec(self, name: str, *_: object) -> None:
        """Refuse pandas, leave every other module to the other finders."""
        if name == "pandas":
            raise ModuleNotFoundError(name, name=name)


def main() -> int:
    """Read the request, apply the limits, read the file. Exit code 0 = report.json is complete."""
    sys.meta_path.insert(0, _NoPandas())
    die_with_parent()
    request: dict[str, Any] = json.loads(sys.stdin.buffer.read())
    os.umask(0o077)
    try:
        wanted = "preview" if request.get("kind") == "preview" else "read"
        importlib.import_module(f"core.ingest.{wanted}")  # our own code is loaded first: the limits are for the file

        limit(request["limits"])
        report = _preview(request) if request.get("kind") == "preview" else _report(request)
        _leave(report, Path(request["out_dir"]))
    except BrokenPipeError:
        return 75  # nobody waits for the result any more
    except BaseException as error:
        code = disk_code(error)
        _say({"crash": code if code in DISK_FULL else _place(error)})
        return 70
    return 0


def _leave(report: Mapping[str, Any], out: Path) -> None:
    """Write the report, whole or not at all."""
    partial = out / "report.part"
    partial.write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")
    partial.rename(out / REPORT)


def disk_code(error: BaseException) -> str | None:
    """The refusal for what went wrong with a disk or a path; Arrow tells some of it in words only."""
    number = error.errno if isinstance(error, OSError) else None
    if number is None and os.strerror(errno.ENOSPC) in str(error):
        number = errno.ENOSPC
    return _DISK.get(number or 0)


def die_with_parent() -> None:
    """Ask Linux to kill this process when its parent is killed: nobody would read its result any more.

    Elsewhere the child ends at its next progress line, which nobody takes, or at its limits.
    """
    if sys.platform == "linux":
        prctl = getattr(ctypes.CDLL(None, use_errno=True), "prctl", None)
        if prctl is not None:
            prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def limit(limits: Mapping[str, int]) -> None:
    """Bound this process for good: address space, CPU seconds, size of a written file, open files; no core dump."""
    wanted = {
        resource.RLIMIT_AS: limits["address_bytes"],
        resource.RLIMIT_DATA: limits["address_bytes"],
        resource.RLIMIT_CPU: limits["cpu_seconds"],
        resource.RLIMIT_FSIZE: limits["file_bytes"],
        resource.RLIMIT_NOFILE: limits["open_files"],
        resource.RLIMIT_CORE: 0,
    }
    for which, value in wanted.items():
        _, hard = resource.getrlimit(which)
        most = value if hard == resource.RLIM_INFINITY else min(value, hard)
        try:
            resource.setrlimit(which, (most, most))
        except (ValueError, OSError):  # macOS refuses some of them; the time limit of the parent still holds
            continue


def _report(request: Mapping[str, Any]) -> dict[str, Any]:
    """The report as JSON; what the user can mend becomes its refusal."""
    from core.ingest.choice import Choice
    from core.ingest.profile import Profile
    from core.ingest.read import ReadRequest, read_source
    from core.ingest.staging import FileReport

    def read() -> FileReport:
        given = request["profile"]
        wish = ReadRequest(
            path=Path(request["path"]),
            name=str(request["name"]),
            out_dir=Path(request["out_dir"]),
            secret=bytes.fromhex(request["secret"]),
            zone=ZoneInfo(request["zone"]),
            profile=Profile.from_json(json.dumps(given)) if given is not None else None,
            table=request["table"],
            remembered={
                signature: tuple(Profile.from_json(json.dumps(one)) for one in profiles)
                for signature, profiles in request["remembered"].items()
            },
            choice=Choice.from_json(request.get("choice") or {}),
        )
        return read_source(wish, _progress())

    name = str(request["name"])
    return _or_refusal(name, read, lambda refused: FileReport(name, refusal=refused)).to_json()


def _preview(request: Mapping[str, Any]) -> dict[str, Any]:
    """What the file holds as JSON; what the user can mend becomes its refusal."""
    from core.ingest.choice import Choice
    from core.ingest.preview import Preview, look_into

    name, path, zone = str(request["name"]), Path(request["path"]), ZoneInfo(request["zone"])
    choice = Choice.from_json(request["choice"])
    found = _or_refusal(name, lambda: look_into(path, name, choice, zone), lambda refused: Preview(refusal=refused))
    return found.to_json()


def _or_refusal(name: str, read: Callable[[], Found], refused_as: Callable[[ImportRefused], Found]) -> Found:
    """What `read` gives, or the refusal for what went wrong with the file or the disk."""
    from core.domain.problems import refusal
    from core.errors import ImportRefused

    try:
        return read()
    except ImportRefused as refused:
        return refused_as(refused)
    except MemoryError:
        return refused_as(refusal("reader_memory", file=name))
    except Exception as error:
        code = disk_code(error)
        if code is None:
            raise
        return refused_as(refusal(code, file=name))


def _progress() -> Callable[[int], None]:
    last = 0.0

    def tell(rows: int) -> None:
        nonlocal last
        if time.monotonic() - last >= _PROGRESS_SECONDS:
            last = time.monotonic()
            _say({"stage": "read", "rows": rows})

    return tell


def _say(line: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _place(error: BaseException) -> str:
    """Type and innermost place of an error in our own code, without its message: that may quote the file."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if f"{os.sep}core{os.sep}" in frame.filename] or frames
    return f"{type(error).__name__} {Path(own[-1].filename).name}:{own[-1].lineno}" if own else type(error).__name__


if __name__ == "__main__":
    sys.exit(main())
