"""The writer's lock (between processes and threads) and the lock that keeps files from being deleted."""

from __future__ import annotations

import os
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.store.fs import FileSystem
from core.store.refusals import busy, disk_errors

_POLL_SECONDS = 0.01


class WriterLock:
    """One writer at a time, over all processes and threads; re-entrant in the thread that holds it.

    A forked child does not inherit it (it could not release it: the parent's death must).
    """

    def __init__(self, fs: FileSystem, path: Path) -> None:
        self._fs = fs
        self._path = path
        self._forget()
        _LOCKS.add(self)

    def _forget(self) -> None:
        self._threads = threading.RLock()
        self._depth = 0
        self._handle: int | None = None

    @contextmanager
    def hold(self, wait_seconds: float) -> Iterator[None]:
        """Hold the lock; StoreBusy when it is not free within `wait_seconds`."""
        threads = self._threads
        deadline = time.monotonic() + wait_seconds
        if not threads.acquire(timeout=wait_seconds):
            raise busy(wait_seconds)
        try:
            if self._depth == 0:
                self._handle = _wait(self._fs, self._path, True, deadline, wait_seconds)
            self._depth += 1
            try:
                yield
            finally:
                if threads is self._threads:  # else: a forked child leaves its parent's block
                    self._depth -= 1
                    if self._depth == 0 and self._handle is not None:
                        self._fs.unlock(self._handle)
                        self._handle = None
        finally:
            if threads is self._threads:
                threads.release()

    def after_fork(self) -> None:
        """In a new child: drop the parent's handle without unlocking it."""
        if self._handle is not None:
            os.close(self._handle)
        self._forget()


@contextmanager
def files_lock(fs: FileSystem, folder: Path, *, delete: bool, wait_seconds: float) -> Iterator[None]:
    """Lock the folder of data files: shared to read many of them, exclusive (`delete`) to remove some.

    So a backup sees all its files while commits, which only add some, go on.
    """
    with disk_errors():
        fs.make_folder(folder)
    handle = _wait(fs, folder, delete, time.monotonic() + wait_seconds, wait_seconds)
    try:
        yield
    finally:
        fs.unlock(handle)


def _wait(fs: FileSystem, path: Path, exclusive: bool, deadline: float, wait_seconds: float) -> int:
    while True:
        with disk_errors():
            handle = fs.lock(path, exclusive)
        if handle is not None:
            return handle
        if time.monotonic() >= deadline:
            raise busy(wait_seconds)
        time.sleep(_POLL_SECONDS)


_LOCKS: weakref.WeakSet[WriterLock] = weakref.WeakSet()


def _after_fork() -> None:
    for lock in list(_LOCKS):
        lock.after_fork()


os.register_at_fork(after_in_child=_after_fork)
