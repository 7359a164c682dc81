"""The pages in real Chromium on the demo company: first visit, and a filter change until the page stands redrawn.

Every filter change asks for a scope that nobody asked for before, so no cached report answers it. The browser part
(from the server's last message to the last change on the page) is printed beside the whole.
"""

from __future__ import annotations

import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
FIRST_BUDGET, P50_BUDGET, P95_BUDGET = 2000, 300, 500
"""Milliseconds."""

# Runs before any script of the page: notes the click, the server's messages and every change under stMain.
_WATCH = """
window.seen = {click: 0, sent: 0, message: 0, change: 0, bytes: 0};
const Plain = window.WebSocket;
window.WebSocket = class extends Plain {
  constructor(...given) {
    super(...given);
    this.addEventListener('message', m => { seen.message = performance.now(); seen.bytes += m.data.byteLength || 0; });
  }
  send(data) { seen.sent = seen.sent || performance.now(); super.send(data); }
};
addEventListener('click', () => { seen = {click: performance.now(), sent: 0, message: 0, change: 0, bytes: 0}; }, true);
new MutationObserver(found => {
  if (found.some(m => m.target.closest?.('[data-testid=stMain]')))
    requestAnimationFrame(() => { seen.change = performance.now(); });
}).observe(document, {childList: true, subtree: true, characterData: true, attributes: true});
"""
_STANDS = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  const runs = !app || app.getAttribute('data-test-script-state') !== 'notRunning'
    || !document.querySelector('[data-testid=stMain] [data-testid=stHeading]')
    || document.querySelector('[data-testid=stSkeleton]');
  return !runs && seen.message && seen.change && performance.now() - Math.max(seen.change, seen.message) > 500;
}"""


@contextmanager
def serving(workspace: Path) -> Iterator[tuple[str, int]]:
    """The app as `make run` starts it: its address and process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    call = [sys.executable, "-m", "core", "--workspace", str(workspace), "serve", "--port", str(port)]
    server = subprocess.Popen(call, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{url}/healthz", timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        time.sleep(5)  # what the server prepares after its start is not part of a visit
        yield url, server.pid
    finally:
        server.terminate()
        server.wait(20)


def cpu_ms(process: int) -> float:
    """Processor time of a process so far; 0 where the system does not tell."""
    told = Path(f"/proc/{process}/stat")
    if not told.exists():
        return 0.0
    user, system = told.read_text().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) * 1000 / os.sysconf("SC_CLK_TCK")


def first_visits(browser: Any, url: str, times: int) -> list[float]:
    """Milliseconds from the address to the standing page, browser cache empty each time."""
    spent = []
    for _ in range(times):
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        context.add_init_script(_WATCH)
        page = context.new_page()
        page.goto(url, wait_until="commit")
        page.wait_for_function(_STANDS, timeout=60_000, polling=50)
        spent.append(page.evaluate("seen.change"))
        context.close()
    return spent


def filter_changes(browser: Any, url: str, times: int) -> list[dict[str, float]]:
    """What passes after each click on a further owner in the scope bar."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    context.add_init_script(_WATCH)
    page = context.new_page()
    page.goto(url)
    page.wait_for_function(_STANDS, timeout=60_000, polling=50)
    found = []
    for _ in range(times + 1):
        page.locator("[class*=st-key-scope_bar] [data-testid=stMultiSelect] input").first.click()
        option = page.locator("[role=option]").filter(has_not_text="全选").last
        option.wait_for()
        page.wait_for_timeout(300)  # a list still being built swallows a press that begins in it
        option.click()
        page.wait_for_function(_STANDS, timeout=60_000, polling=50)
        found.append(page.evaluate("seen"))
        page.keyboard.press("Escape")
    context.close()
    return found[1:]  # the first one still loads scripts


def report(workspace: Path, servers: int = 3, times: int = 12) -> None:
    """Print first visit and filter change of the funnel page against their budgets, over several fresh servers."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("pages                       no Chromium on this machine: not measured")
        return
    from playwright.sync_api import sync_playwright

    visits: list[float] = []
    changes: list[dict[str, float]] = []
    spent: list[float] = []
    with sync_playwright() as playwright:
        for _ in range(servers):
            browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
            with serving(workspace) as (url, process):
                visits += first_visits(browser, f"{url}/funnel?lang=zh", 3)
                before = cpu_ms(process)
                changes += filter_changes(browser, f"{url}/funnel?lang=zh&by=channel", times)
                spent.append((cpu_ms(process) - before) / (times + 2))  # the visit and the first change are runs too
            browser.close()
    first = statistics.median(visits)
    whole = sorted(c["change"] - c["click"] for c in changes)
    server = statistics.median(c["message"] - c["click"] for c in changes)
    p50, p95 = statistics.median(whole), whole[round(0.95 * (len(whole) - 1))]
    print(f"pages                       {servers} servers, {len(visits)} visits, {len(whole)} filter changes")
    print(f"funnel page, first visit    {first:.0f} ms = {first / FIRST_BUDGET:.2f} × budget ({FIRST_BUDGET} ms)")
    print(f"filter change, p50          {p50:.0f} ms = {p50 / P50_BUDGET:.2f} × budget ({P50_BUDGET} ms)")
    print(f"filter change, p95          {p95:.0f} ms = {p95 / P95_BUDGET:.2f} × budget ({P95_BUDGET} ms)")
    print(f"  of it until the server's last message {server:.0f} ms, {changes[-1]['bytes'] / 1000:.0f} kB")
    print(f"  the server's processor time {statistics.median(spent):.0f} ms a run, whatever else the machine does")
    print(f"  load of the machine {os.getloadavg()[0]:.1f}")


def demo(workspace: Path) -> None:
    """Write the demo company."""
    call = [sys.executable, "-m", "core", "--workspace", str(workspace), "demo", "--end", "2026-03-31"]
    subprocess.run(call, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
