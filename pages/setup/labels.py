"""Group labels: what each group is for and whom it serves, from names, keywords or by hand."""

from __future__ import annotations

from core.reports.labels.report import REPORT, LabelsQuery
from core.reports.verdict import Missing
from core.ui import bound, cache, widgets
from core.ui.setup import label_apply, label_grid, label_keywords, label_names
from core.ui.state import LABEL_WAY
from core.ui.words import say

view = cache.view(REPORT, LabelsQuery())
if isinstance(view, Missing):
    widgets.no_data(view)
else:
    widgets.page_verdict(REPORT.verdict(view, cache.now().date()))
    label_apply.last_change()
    label_apply.offer_last_rules(view)
    ways = {
        "names": (say("按群名规则", "By name rule"), label_names.draw),
        "words": (say("按关键词", "By keyword"), label_keywords.draw),
        "hand": (say("逐群设定", "By hand"), label_grid.draw),
    }
    names = {code: name for code, (name, _) in ways.items()}
    way = bound.choice(say("怎么打标签", "How to label"), names, LABEL_WAY, "names")
    ways[way][1](view)
