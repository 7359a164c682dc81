"""A browser page that watches itself."""

from __future__ import annotations

from typing import Any


class Visitor:
    """One browser page that remembers what must not happen: outside requests, console errors, bad answers."""

    def __init__(self, context: Any) -> None:
        self.page = context.new_page()
        self.outside: list[str] = []
        self.console: list[str] = []
        self.refused: list[str] = []
        self.page.on("request", self._requested)
        self.page.on("console", lambda m: self.console.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("response", lambda r: self.refused.append(f"{r.status} {r.url}") if r.status >= 400 else None)
        self.page.on("pageerror", lambda e: self.console.append(str(e)))

    def _requested(self, request: Any) -> None:
        if "://127.0.0.1:" not in request.url.split("?")[0] and not request.url.startswith(("data:", "blob:")):
            self.outside.append(request.url)

    def open(self, url: str) -> Any:
        """Go there and wait until the script has run and everything is drawn."""
        self.page.goto(url)
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until the page stands still: script over, no spinner, no skeleton."""
        self.page.wait_for_function(_STILL, timeout=60_000, polling=100)

    def clean(self) -> None:
        """Assert that nothing happened that must not."""
        assert self.outside == []
        assert self.console == []
        assert self.refused == []


_STILL = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  const still = app && app.getAttribute('data-test-script-state') === 'notRunning'
    && document.querySelector('[data-testid=stMain] :is([data-testid=stHeading], [data-testid=stAlert])')
    && !document.querySelector('[data-testid=stStatusWidget], [data-testid=stSkeleton], [data-testid=stSpinner]');
  window.stillFor = still ? (window.stillFor || 0) + 1 : 0;
  return window.stillFor >= 4;
}"""
