"""What the page of assumptions says: which numbers are still to be filled in."""

from __future__ import annotations

from core.domain.assumptions import Assumptions
from core.i18n import Text
from core.reports.verdict import Verdict


def verdict(assumptions: Assumptions) -> Verdict:
    """The numbers that have no default and are not answered, and what they are needed for."""
    unanswered = [entry.label for entry in assumptions.entries() if getattr(assumptions, entry.name) is None]
    if unanswered:
        return Verdict(
            Text("还差 {n} 个数没填：{names}", "{n} numbers to fill in: {names}").fill(
                n=len(unanswered), names=Text("、", "; ").join(unanswered)
            ),
            Text(
                "填上它们，总览就能算沉默群每月占掉多少钱和多少工时。改了自动保存。",
                "With them the overview shows what silent groups cost a month in money and hours. "
                "Changes save themselves.",
            ),
        )
    return Verdict(
        Text("假设都已填好", "All assumptions are set"),
        Text(
            "所有报表都按这里的数算。改了自动保存，马上生效。",
            "Every report uses these numbers. A change is saved and takes effect at once.",
        ),
    )
