"""Daily report of ad slots: what was shown and clicked goes to the funnel's steps 2 and 3, what it cost to the costs.

展示数 counts showings and 点击数 clicks, which is all such a report knows of people: the funnel shows these steps as
daily counts (people null), never as persons. Rates (点击率) are derived and not read.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from core.i18n import Text
from core.ingest.recognition.orders_shape import taken
from core.ingest.recognition.shape import Cells, Computed, Format, Part

_DAY = ("日期", "时间", "统计日期", "数据日期")
_PLAN = ("计划名称", "广告计划", "广告计划名称", "推广计划", "广告位", "广告名称")
_GROUP = ("广告组", "广告组名称", "推广单元", "单元名称")
_SHOWN = ("展示数", "展示量", "曝光量", "展现量", "曝光数")
_CLICKED = ("点击数", "点击量")
_SPENT = ("消耗(元)", "总花费(元)", "成交花费(元)", "消耗", "花费(元)", "总花费", "花费")
_SLOT = "广告位(计)"


def _slot(cells: Cells) -> pa.Array:
    """Plan/group where the report goes down to groups: a plan alone would stand on several rows of one day."""
    plan, group = taken(cells, _PLAN), taken(cells, _GROUP)
    if group is None:
        return plan
    return pc.coalesce(pc.binary_join_element_wise(plan, group, "/"), plan, group)


FORMATS = (
    Format(
        name="ads_daily",
        label=Text("广告投放日报", "Daily ad report"),
        needs=(_DAY, _PLAN, _SHOWN, _CLICKED),
        weight=5,
        computed=(Computed(_SLOT, (_PLAN,), _slot, also=(_GROUP,)),),
        parts=(
            Part(
                "funnel_daily",
                {"day": _DAY, "people": _SHOWN, "ad_slot": (_SLOT,)},
                constants={"step": 2},
                skip_empty=("people",),
            ),
            Part(
                "funnel_daily",
                {"day": _DAY, "people": _CLICKED, "ad_slot": (_SLOT,)},
                constants={"step": 3},
                skip_empty=("people",),
            ),
            Part(
                "costs",
                {"day": _DAY, "amount": _SPENT, "note": (_SLOT,)},
                constants={"kind": "ads"},
                skip_empty=("amount",),
            ),
        ),
    ),
)
