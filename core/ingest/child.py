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
from typing import Any
from zoneinfo import ZoneInfo

REPORT = "report.json"
_PROGRESS_SECONDS = 0.2
_PR_SET_PDEATHSIG = 1


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
        importlib.import_module("core.ingest.read")  # our own code is loaded first: the limits are for the file

        limit(request["limits"])
        report = _report(request)
    except BrokenPipeError:
        return 75  # nobody waits for the result any more
    except BaseException as error:
        _say({"crash": _place(error)})
        return 70
    out = Path(request["out_dir"])
    partial = out / "report.part"
    partial.write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")
    partial.rename(out / REPORT)
    return 0


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
    from core.domain.problems import refusal
    from core.errors import ImportRefused
    from core.ingest.profile import Profile
    from core.ingest.read import ReadRequest, read_source
    from core.ingest.staging import FileReport

    name = str(request["name"])
    try:
        given = request["profile"]
        wish = ReadRequest(
            path=Path(request["path"]),
            name=name,
            out_dir=Path(request["out_dir"]),
            secret=bytes.fromhex(request["secret"]),
            zone=ZoneInfo(request["zone"]),
            profile=Profile.from_json(json.dumps(given)) if given is not None else None,
            table=request["table"],
            remembered={
                signature: tuple(Profile.from_json(json.dumps(one)) for one in profiles)
                for signature, profiles in request["remembered"].items()
            },
        )
        return read_source(wish, _progress()).to_json()
    except ImportRefused as refused:
        return FileReport(name, refusal=refused).to_json()
    except MemoryError:
        return FileReport(name, refusal=refusal("reader_memory", file=name)).to_json()
    except OSError as error:
        if error.errno == errno.EFBIG:
            return FileReport(name, refusal=refusal("too_large", file=name)).to_json()
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return FileReport(name, refusal=refusal("spool_full", file=name)).to_json()
        if error.errno in (errno.ENOENT, errno.EACCES, errno.EISDIR):
            return FileReport(name, refusal=refusal("unreadable", file=name)).to_json()
        raise


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
