"""Untrusted files in a child process: what it may not do, what is left behind, what the user is told."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from core.ingest import child_process
from core.ingest.profile import header_signature
from core.ingest.sandbox import Limits
from tests.conftest import ROOT
from tests.ingest.child_reading import ORDERS, SECRET, read, text
from tests.ingest.mapped import profile


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def boot(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Let the child run another program than the reader."""
    monkeypatch.setattr(child_process, "_BOOT", "import sys; sys.stdin.buffer.read()\n" + program)


def test_a_file_is_read_into_private_files(tmp_path: Path, out: Path) -> None:
    seen: list[tuple[str, int]] = []
    report = read(text(tmp_path, "orders.csv", ORDERS), out, progress=lambda stage, rows: seen.append((stage, rows)))
    assert report.refusal is None
    (output,) = report.outputs
    assert (output.table, output.rows_in, output.source_rows, output.rejected) == ("orders", 2, 2, 0)
    assert pq.read_table(output.parquet).column("order_id").to_pylist() == ["1", "2"]
    assert seen == [("read", 3)]
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    for path in out.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_a_profile_given_by_hand_is_marked_to_be_remembered_and_then_recognised(tmp_path: Path, out: Path) -> None:
    path = text(tmp_path, "x.csv", "a,b,c,d\n1,u,2026-03-01,5\n")
    given = profile("orders", {"order_id": "a", "user_id": "b", "paid_at": "c", "amount": "d"})
    first = read(path, out / "1", profile=given).outputs[0]
    assert (first.hand_made, first.signature) == (True, header_signature(["a", "b", "c", "d"]))
    assert read(path, out / "2").refusal is not None
    again = read(path, out / "3", remembered={first.signature: first.profile}).outputs[0]
    assert (again.table, again.source_rows) == ("orders", 1)


def test_a_refusal_leaves_nothing_behind(tmp_path: Path, out: Path) -> None:
    report = read(text(tmp_path, "x.csv", "甲,乙\n1,2\n"), out)
    assert report.refusal is not None
    assert report.refusal.code == "unknown_format"
    assert "甲" in report.refusal.text.zh
    assert list(out.iterdir()) == []


def test_a_missing_file_is_refused(tmp_path: Path, out: Path) -> None:
    report = read(tmp_path / "gone.csv", out)
    assert report.refusal is not None
    assert report.refusal.code == "unreadable"


@pytest.mark.parametrize(
    ("program", "code"),
    [
        ("import os; os._exit(3)", "reader_crashed"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "reader_crashed"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "reader_memory"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "reader_timeout"),
        ("print('not json'); print('[1]')", "reader_crashed"),
    ],
)
def test_however_the_child_ends_it_is_told_in_a_sentence(
    tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch, program: str, code: str
) -> None:
    boot(monkeypatch, program)
    report = read(text(tmp_path, "orders.csv", ORDERS), out)
    assert report.refusal is not None
    assert report.refusal.code == code
    assert "orders.csv" in report.refusal.text.zh
    assert list(out.iterdir()) == []


def test_a_child_over_its_time_is_killed_with_all_it_started(
    tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    boot(
        monkeypatch,
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'], stdout=subprocess.DEVNULL)\n"
        f"open({str(tmp_path / 'pid')!r}, 'w').write(str(child.pid))\n"
        "time.sleep(60)",
    )
    report = read(text(tmp_path, "orders.csv", ORDERS), out, limits=Limits(seconds=3))
    assert report.refusal is not None
    assert report.refusal.code == "reader_timeout"
    grandchild = int((tmp_path / "pid").read_text())
    state = Path(f"/proc/{grandchild}/stat")
    for _ in range(100):  # the signal is sent; a busy machine may take a moment to act on it
        if not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            break
        time.sleep(0.1)
    else:
        pytest.fail("the grandchild lives")


def test_the_limits_hold_inside_the_child() -> None:
    program = (
        "import json, resource, sys\n"
        "from core.ingest.child import limit\n"
        "limit(json.loads(sys.argv[1]))\n"
        "try:\n    bytearray(1 << 30)\nexcept MemoryError:\n    print('memory')\n"
        "which = (resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE)\n"
        "print([resource.getrlimit(one)[1] for one in which])"
    )
    limits = {"address_bytes": 512 << 20, "cpu_seconds": 7, "file_bytes": 1000, "open_files": 50}
    done = subprocess.run(
        [sys.executable, "-c", program, json.dumps(limits)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\n")[:2] == ["memory", "[7, 1000, 50]"]


def test_too_little_memory_is_told(tmp_path: Path, out: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("order_id,user_id,paid_at,amount\n" + "1,u,2026-03-01,5\n" * 400_000)
    report = read(path, out, limits=Limits(address_bytes=180 << 20))
    assert report.refusal is not None
    assert report.refusal.code == "reader_memory"
    assert list(out.iterdir()) == []


def test_the_environment_and_open_files_are_not_inherited(
    tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUNCE_CANARY", "secret-canary")
    handle = os.open(text(tmp_path, "private", "x"), os.O_RDONLY)
    os.set_inheritable(handle, True)
    target = tmp_path / "seen"
    boot(
        monkeypatch,
        "import os\n"
        f"out = open({str(target)!r}, 'w')\n"
        f"print('QUNCE_CANARY' in os.environ, os.path.exists('/proc/self/fd/{handle}') and "
        f"'private' in os.readlink('/proc/self/fd/{handle}'), os.getsid(0) == os.getpid(), file=out)",
    )
    try:
        read(text(tmp_path, "orders.csv", ORDERS), out)
    finally:
        os.close(handle)
    assert target.read_text().split() == ["False", "False", "True"]


def test_the_child_loads_nothing_heavy(tmp_path: Path, out: Path) -> None:
    program = (
        "import sys, json, io, runpy\n"
        "from core.ingest import child\n"
        "child.main()\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} & "
        "{'pandas', 'streamlit', 'plotly', 'scipy', 'statsmodels', 'duckdb', 'sqlite3'}), file=sys.stderr)"
    )
    out.mkdir()
    request = {
        "path": str(text(tmp_path, "orders.csv", ORDERS)),
        "name": "orders.csv",
        "out_dir": str(out),
        "profile": None,
        "table": None,
        "remembered": {},
        "secret": SECRET.hex(),
        "zone": "Asia/Shanghai",
        "limits": {"address_bytes": 3 << 30, "cpu_seconds": 60, "file_bytes": 1 << 30, "open_files": 100},
    }
    done = subprocess.run(
        [sys.executable, "-c", program], input=json.dumps(request), capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"
    assert json.loads((out / "report.json").read_text())["refusal"] is None


def test_a_crash_tells_its_place_and_no_cell(tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        child_process,
        "_BOOT",
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from core.ingest import child, read\n"
        "def fail(*_): raise ValueError('canary 13812345678')\n"
        "read.read_source = fail\n"
        "sys.exit(child.main())",
    )
    report = read(text(tmp_path, "orders.csv", ORDERS), out)
    assert report.refusal is not None
    assert report.refusal.code == "reader_crashed"
    assert str(report.refusal.details["place"]).startswith("ValueError ")
    assert "canary" not in repr(report.refusal.details) + str(report.refusal)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
@pytest.mark.parametrize("full", ["1.parquet", "report.part"])
def test_a_full_disk_is_told_whatever_is_written_when_it_fills(tmp_path: Path, out: Path, full: str) -> None:
    """Rows or the report itself: each goes to a device that has no room."""
    out.mkdir()
    (out / full).symlink_to("/dev/full")
    report = read(text(tmp_path, "orders.csv", ORDERS), out)
    assert report.refusal is not None
    assert report.refusal.code == "spool_full"
    assert report.refusal.text.zh == "磁盘空间不足，无法读取文件 orders.csv。"
    assert list(out.iterdir()) == []


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        ("OSError(28, 'No space left on device')", "spool_full"),
        ("OSError(122, 'Disk quota exceeded')", "spool_full"),
        ("pa.lib.ArrowException('IOError: Error writing bytes to file: No space left on device')", "spool_full"),
        ("OSError(27, 'File too large')", "too_large"),
        ("OSError(5, 'Input/output error')", "reader_crashed"),
    ],
)
def test_what_a_failing_disk_says_becomes_its_refusal(
    tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch, raised: str, code: str
) -> None:
    monkeypatch.setattr(
        child_process,
        "_BOOT",
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import pyarrow as pa\n"
        "from core.ingest import child, read\n"
        f"def fail(*_): raise {raised}\n"
        "read.read_source = fail\n"
        "sys.exit(child.main())",
    )
    report = read(text(tmp_path, "orders.csv", ORDERS), out)
    assert report.refusal is not None
    assert report.refusal.code == code


def test_sheets_of_a_workbook_that_fit_nothing_are_told(tmp_path: Path, out: Path) -> None:
    book = openpyxl.Workbook()
    notes = book.active
    notes.title = "说明"
    notes.append(["本表由系统导出", "请勿修改"])
    data = book.create_sheet("订单")
    for line in ORDERS.splitlines():
        data.append(line.split(","))
    path = tmp_path / "export.xlsx"
    book.save(path)
    report = read(path, out)
    assert report.refusal is None
    assert [(o.sheet, o.source_rows) for o in report.outputs] == [("订单", 2)]
    assert [(p.column, p.code) for p in report.problems] == [("说明", "unknown_sheet")]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can promise this")
def test_a_child_dies_with_its_killed_parent(tmp_path: Path) -> None:
    program = (
        "import subprocess, sys, time\n"
        "child = 'from core.ingest.child import die_with_parent; import time; die_with_parent();'"
        "'print(1, flush=True); time.sleep(60)'\n"
        "started = subprocess.Popen([sys.executable, '-c', child], stdout=subprocess.PIPE)\n"
        "started.stdout.read(1)\n"
        "print(started.pid, flush=True)\n"
        "time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with parent.stdout:
        child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    state = Path(f"/proc/{child}/stat")
    for _ in range(100):
        if not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return
        time.sleep(0.1)
    pytest.fail("the child lives")
