"""Coverage: which days and groups have data, what is about to be lost, and who is recognised."""

from __future__ import annotations

from core.ui import cache
from core.ui.data_line import now
from core.ui.setup import coverage

head = cache.store().head()
if head is None or not head.files:
    coverage.no_data()
else:
    report = cache.coverage_of(head, now().date().isoformat())
    coverage.verdict(report)
    coverage.calendar(report)
    coverage.recognition(report, head)
    coverage.tables(report)
