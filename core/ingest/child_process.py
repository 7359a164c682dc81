"""Starting the reading child, listening to it and ending it, whatever it does."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import core

Progress = Callable[[str, int], None]
"""Called with (stage, records so far)."""

_BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from core.ingest.child import main; sys.exit(main())"
"""With -I Python ignores the environment and the working folder, so the child is told where the package lies."""

_LINE_BYTES = 65_536
_LISTEN_SECONDS = 0.2
"""How soon a cancelled child is killed."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended: its exit code, where it crashed (type and place, or the code of a full disk's refusal) and
    whether its time ran out."""

    code: int
    crash: str | None
    late: bool


def run_child(request: bytes, out_dir: Path, progress: Progress | None, stop: threading.Event, seconds: float) -> Ended:
    """Start the child in `out_dir` and follow it to its end, at most `seconds`, or until `stop` is set."""
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
        crash, late = _follow(process, request, progress, stop, seconds)
    finally:
        _kill(process)
    return Ended(process.returncode, crash, late)


def _environment(out_dir: Path) -> dict[str, str]:
    """Nothing of the parent's environment but where programs and time zones are found."""
    kept = {key: os.environ[key] for key in ("PATH", "PYTHONTZPATH") if key in os.environ}
    return {**kept, "LANG": "C.UTF-8", "TMPDIR": str(out_dir), "MALLOC_ARENA_MAX": "2", "OMP_NUM_THREADS": "1"}


def _follow(
    process: subprocess.Popen[bytes],
    request: bytes,
    progress: Progress | None,
    stop: threading.Event,
    seconds: float,
) -> tuple[str | None, bool]:
    """Hand over the request and read progress lines until the child ends or `stop` is set:
    (where it crashed, whether time ran out)."""
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
            if stop.is_set():
                return crash, False
            if not selector.select(min(left, _LISTEN_SECONDS)):
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
