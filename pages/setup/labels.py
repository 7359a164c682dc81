"""Group labels: what each group is for and whom it serves, from names, keywords or by hand."""

from __future__ import annotations

from core.ui import bound, cache
from core.ui.setup import label_apply, label_grid, label_names, label_verdict, label_words
from core.ui.state import LABEL_WAY
from core.ui.words import say

head = cache.store().head()
report = cache.group_labels(head) if head else None
if head is None or report is None or not report.groups:
    label_verdict.no_groups()
else:
    label_verdict.draw(report)
    label_apply.last_change(head)
    label_apply.remembered_offer(report)
    ways = {
        "names": (say("按群名规则", "By name rule"), label_names.draw),
        "words": (say("按关键词", "By keyword"), label_words.draw),
        "hand": (say("逐群设定", "By hand"), label_grid.draw),
    }
    names = {code: name for code, (name, _) in ways.items()}
    way = bound.choice(say("怎么打标签", "How to label"), names, LABEL_WAY, "names")
    ways[way][1](report)
