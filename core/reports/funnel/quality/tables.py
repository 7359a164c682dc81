"""What does not fit, as a table."""

from __future__ import annotations

from core.codec.listing import Field, Listing
from core.i18n import Text
from core.reports.funnel.quality import words
from core.reports.funnel.quality.rules import QualityCheck
from core.reports.table import Table
from core.statistics.min_sample import MIN_SAMPLE

_NAME, _TITLE = "funnel_quality", Text("数据靠不靠谱", "Can the data be trusted")
_WHAT = Field("what", Text("哪里对不上", "What does not fit"))
_MEANING = Field("meaning", Text("对数字的影响", "What it does"))
_TODO = Field("todo", Text("怎么办", "What to do"))


def tables(check: QualityCheck) -> tuple[Table, ...]:
    """A row per kind of misfit and step, the largest first; none where all fits."""
    return (Table(_short(check), _exact(check), wide=("todo",)),) if check.quality.misfits else ()


def _short(check: QualityCheck) -> Listing:
    fields = (_WHAT, Field("size", Text("多少", "How many")), _MEANING, _TODO)
    rows = tuple(
        (words.name(one), words.size(one), words.meaning(one, check.order), words.todo(one))
        for one in check.quality.largest_first
    )
    return Listing(_NAME, _TITLE, fields, rows)


def _exact(check: QualityCheck) -> Listing:
    """The same with its numbers as numbers."""
    fields = (
        _WHAT,
        Field("n", Text("多少", "How many"), "count", Text("人或条", "people or events")),
        Field("of", Text("共", "Of"), "count"),
        Field("share", Text("占", "Share"), "share", Text(f"不到 {MIN_SAMPLE} 的不算", f"none below {MIN_SAMPLE}")),
        Field("unit", Text("单位", "Unit")),
        *(_MEANING, _TODO),
    )
    rows = tuple(
        (
            *(words.name(one), one.n, one.of, one.share, words.unit_of(one)),
            *(words.meaning(one, check.order), words.todo(one)),
        )
        for one in check.quality.largest_first
    )
    return Listing(_NAME, _TITLE, fields, rows)
