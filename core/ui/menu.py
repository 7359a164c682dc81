"""The pages of the app, a line each: section, file under pages/, address, title."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.i18n import Text

ROOT = Path(__file__).resolve().parents[2] / "pages"

DECIDE = Text("决定", "Decide")
SETUP = Text("设置", "Set-up")


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page. `scoped`: the scope bar stands above it."""

    section: Text
    file: str
    url_path: str
    title: Text
    scoped: bool = False

    @property
    def path(self) -> Path:
        """The script, absolute."""
        return ROOT / self.file


PAGES: tuple[PageEntry, ...] = (
    PageEntry(DECIDE, "decide/overview.py", "overview", Text("总览", "Overview"), scoped=True),
    PageEntry(DECIDE, "decide/onboarding_funnel.py", "funnel", Text("导流漏斗", "Onboarding funnel"), scoped=True),
    PageEntry(SETUP, "setup/data.py", "data", Text("数据", "Data")),
    PageEntry(SETUP, "setup/coverage.py", "coverage", Text("覆盖与识别", "Coverage")),
    PageEntry(SETUP, "setup/labels.py", "labels", Text("群标签", "Group labels")),
    PageEntry(SETUP, "setup/assumptions.py", "assumptions", Text("假设与目标", "Assumptions and targets")),
)
"""The first one is where the app opens."""


def page(url_path: str) -> PageEntry:
    """The page at an address; "" is the first one, as Streamlit has it. Raises KeyError."""
    if not url_path:
        return PAGES[0]
    entry = next((entry for entry in PAGES if entry.url_path == url_path), None)
    if entry is None:
        raise KeyError(url_path)
    return entry
