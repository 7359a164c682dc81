"""Run as a script it kills children at every step of a scenario (see test_store_kill.py)."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from store_faults import SCENARIOS, act_commit, add_version, check_history, state

from core.store import FileSystem, Store


class KillAt(FileSystem):
    """kill -9 of this process before the Nth step that is no mere reading (that changes nothing)."""

    def __init__(self, n: int) -> None:
        self.left = n

    def step(self, name: str, path: Path | None = None) -> None:
        self.left -= name not in ("open", "size", "names")
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def in_child(work: Callable[[Callable[[str], None]], None], meanwhile: Callable[[int], None] = lambda pid: None):
    """Run `work(say)` in a forked child; returns (exit status, everything it said)."""
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(out)
        code = 1
        try:
            work(lambda word: os.write(into, f"{word}\n".encode()) and None)
            code = 0
        finally:
            os._exit(code)
    os.close(into)
    meanwhile(pid)
    with os.fdopen(out) as said:
        words = said.read().split("\n")[:-1]
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), words


def kill_everywhere(name: str, folder: Path, times: int) -> dict[str, int]:
    """Kill a child before every step of the scenario, `times` times; the survivors are checked each time."""
    prepare, act = SCENARIOS[name]
    (folder / "fresh").mkdir()
    prepare(folder / "fresh" / "workspace")
    kills = 0
    for step in itertools.count(1):
        root = folder / f"{step}" / "workspace"
        shutil.copytree(folder / "fresh", root.parent)
        before = state(root) if root.exists() else {}
        finished = 0
        for attempt in range(times):
            seed = f"seed {attempt}"
            if name == "restore" and before:
                shutil.rmtree(root)
                before = {}

            def work(say: Callable[[str], None], step: int = step, seed: str = seed, root: Path = root) -> None:
                act(root, KillAt(step), seed)
                say("done")

            code, said = in_child(work)
            assert code == 0 if said else code == -signal.SIGKILL, (code, said)
            finished += bool(said)
            kills += not said
            after = state(root)
            check_history(name, before, after)
            before = after
        if finished == times:
            act_commit(root, FileSystem(), "at last")
            return {"steps": step - 1, "kills": kills}
        shutil.rmtree(root.parent)
    raise AssertionError


def commit_until_killed(folder: Path, times: int) -> dict[str, int]:
    """Children commit as fast as they can and are killed at some moment; what they acknowledged must stay."""
    root = folder / "busy"
    acknowledged = 0
    for attempt in range(times):

        def work(say: Callable[[str], None], attempt: int = attempt) -> None:
            store = Store.open(root)
            for i in itertools.count():
                say(str(add_version(store, f"{attempt} {i}").number))

        def kill_soon(pid: int, attempt: int = attempt) -> None:
            time.sleep(0.03 + 0.0071 * attempt)
            os.kill(pid, signal.SIGKILL)

        code, said = in_child(work, kill_soon)
        assert code == -signal.SIGKILL, code
        numbers = [int(word) for word in said]
        kept = state(root)
        assert set(numbers) <= set(kept)
        assert list(kept) == list(range(1, len(kept) + 1))
        assert len(kept) <= acknowledged + len(numbers) + 1, "more than the one that was not acknowledged"
        acknowledged = len(kept)
    return {"versions": acknowledged}


if __name__ == "__main__":
    if sys.argv[1] == "busy":
        print(json.dumps(commit_until_killed(Path(sys.argv[2]), int(sys.argv[3]))))
    else:
        print(json.dumps(kill_everywhere(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))))
