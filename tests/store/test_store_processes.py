"""Several threads and processes on one workspace."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from store_faults import add_version, state

from core.errors import ParentConflict, StoreBusy
from core.store import Store

HERE = Path(__file__).parent


def start(code: str, root: Path, *words: str) -> subprocess.Popen[str]:
    """Another Python process with `store`, `add_version` and sys.argv[1:] = words."""
    head = "import sys, os, time, json; from pathlib import Path; from core.store import Store\n"
    head += f"from store_faults import add_version; store = Store.open(Path({str(root)!r}))\n"
    return subprocess.Popen(
        [sys.executable, "-c", head + code, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": f"{HERE.parent.parent}:{HERE}"},
    )


def finish(process: subprocess.Popen[str], say: str | None = None) -> str:
    out, err = process.communicate(say, timeout=120)
    assert process.returncode == 0, err
    return out


def test_writers_in_three_processes_lose_nothing(tmp_path: Path) -> None:
    root = tmp_path / "w"  # they even race to make it
    code = "for i in range(15): print(add_version(store, sys.argv[1] + str(i)).number)"
    writers = [start(code, root, name) for name in "abc"]
    numbers = [int(n) for writer in writers for n in finish(writer).split()]
    assert sorted(numbers) == list(range(1, 46))
    assert sorted(v.note for v in Store.open(root).versions()) == sorted(f"{w}{i}" for w in "abc" for i in range(15))
    assert len(state(root)) == 45


def test_of_two_who_start_from_the_same_version_one_is_told(tmp_path: Path) -> None:
    add_version(Store.open(tmp_path / "w"), "base")
    code = """
from store_faults import put_tables
from core.errors import ParentConflict
files = put_tables(store, sys.argv[1])
print("ready", flush=True); sys.stdin.readline()
try: print(store.commit(files, parent=1, action="import", who=sys.argv[1]).who)
except ParentConflict as refusal: print("conflict", refusal.details["head"])
"""
    two = [start(code, tmp_path / "w", name) for name in ("me", "you")]
    for process in two:
        assert process.stdout.readline() == "ready\n"
    said = sorted(finish(process, "go\n").strip() for process in two)
    assert said in (["conflict 2", "me"], ["conflict 2", "you"])
    assert len(Store.open(tmp_path / "w").versions()) == 2


def test_a_reader_sees_exactly_one_version_at_any_time(tmp_path: Path) -> None:
    root = tmp_path / "w"
    add_version(Store.open(root), "start")
    writer = start("for i in range(40): add_version(store, 'v%d' % i)", root)
    store = Store.open(root)
    seen = []
    while writer.poll() is None:
        head = store.head()
        texts = [store.path(file).read_bytes().decode() for parts in head.files.values() for file in parts]
        assert sorted(texts) == [f"groups {head.note}", f"orders 0 {head.note}", "orders 1, never changed"]
        seen.append(head.number)
    finish(writer)
    assert seen == sorted(seen)
    assert store.head().number == 41


def test_readers_do_not_wait_for_a_writer(tmp_path: Path) -> None:
    root = tmp_path / "w"
    add_version(Store.open(root), "a")
    code = """
from core.store import FileSystem
class Stop(FileSystem):
    def step(self, name, path=None):
        if name == "commit: before commit":
            print("inside", flush=True); sys.stdin.readline()
add_version(Store.open(store.root, Stop()), "b")
"""
    writer = start(code, root)
    assert writer.stdout.readline() == "inside\n"
    reader = Store.open(root)  # while the writer's transaction is open
    assert reader.head().note == "a"
    assert reader.verify().ok
    reader.backup(tmp_path / "saved.zip")
    with pytest.raises(StoreBusy), reader.writing(0.05):
        raise AssertionError
    finish(writer, "go on\n")
    assert reader.head().note == "b"
    assert len(Store.restore(tmp_path / "saved.zip", tmp_path / "again").versions()) == 1


def test_a_killed_writer_leaves_no_lock(tmp_path: Path) -> None:
    root = tmp_path / "w"
    store = Store.open(root)
    writer = start("with store.writing(): print('mine', flush=True); time.sleep(60)", root)
    assert writer.stdout.readline() == "mine\n"
    with pytest.raises(StoreBusy) as refusal, store.writing(0):
        raise AssertionError
    assert refusal.value.code == "store_busy"
    writer.kill()
    writer.communicate()
    with store.writing(5):
        assert add_version(store, "a").number == 1


def test_a_fork_does_not_keep_the_lock_of_its_dead_parent(tmp_path: Path) -> None:
    root = tmp_path / "w"
    code = """
done = Path(sys.argv[1]); tried, into = os.pipe()
with store.writing():
    if os.fork() == 0:
        try:
            with store.writing(0.05): print("both hold it", flush=True)
        except Exception as refusal: print(refusal.code, flush=True)
        os.write(into, b".")
        while not done.exists(): time.sleep(0.02)  # outlives its parent
        os._exit(0)
    os.read(tried, 1)
    os.kill(os.getpid(), 9)
"""
    writer = start(code, root, str(tmp_path / "done"))
    try:
        assert writer.stdout.readline() == "store_busy\n"
        assert writer.wait(60) == -signal.SIGKILL
        with Store.open(root).writing(10):
            pass
    finally:
        (tmp_path / "done").touch()
        writer.communicate(timeout=60)


def test_threads_wait_for_each_other_and_the_lock_is_re_entrant(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "w")

    def commit(name: str) -> int:
        with store.writing(), store.writing():
            return add_version(store, name).number

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(commit, map(str, range(20)))) == list(range(1, 21))
    inside, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with store.writing():
            inside.set()
            leave.wait(30)

    holder = threading.Thread(target=hold)
    holder.start()
    inside.wait(30)
    for other in (store, Store.open(store.root)):
        with pytest.raises(StoreBusy), other.writing(0.02):
            raise AssertionError
    assert store.head().number == 20
    leave.set()
    holder.join()
    with store.writing(0):
        pass


def test_an_error_inside_writing_gives_the_lock_back(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "w")
    with pytest.raises(ParentConflict), store.writing():
        store.commit({}, parent=5, action="import", who="x")
    with Store.open(store.root).writing(0):
        pass


def test_gc_in_another_process_does_not_disturb_writers(tmp_path: Path) -> None:
    root = tmp_path / "w"
    store = Store.open(root)
    store.set_setting("gc.keep_versions", 1)
    store.set_setting("gc.keep_days", 0)
    writer = start("for i in range(20): add_version(store, 'v%d' % i)", root)
    collector = start("print(json.dumps(sum(len(store.gc().versions) for _ in range(20))))", root)
    finish(writer)
    dropped = json.loads(finish(collector))
    assert len(state(root)) == 20 - dropped
    assert store.head().number == 20
