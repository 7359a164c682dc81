"""Days until data that were not fetched are lost at their source."""

from __future__ import annotations

from core.codec.listing import Field
from core.domain.tables import TABLES
from core.i18n import Text
from core.reports.health.light import Judgement, Light, Scene

WECOM_DAYS = 180
"""WeCom's statistics interface keeps this many days (domain text, section 10)."""


def judge(scene: Scene) -> Judgement:
    """Days until the first day after ours falls out of the source's 180."""
    left = {name: WECOM_DAYS - max((scene.today - last).days - 1, 0) for name, last in scene.fetched.items()}
    names = sorted(left, key=lambda name: (left[name], name))
    rows = tuple((TABLES[name].label, scene.fetched[name], left[name]) for name in names)
    return Judgement(min(left.values(), default=None), rows)


LIGHT = Light(
    code="expiring",
    order=90,
    label=Text("后开始丢数据", "until data are lost"),
    late=Text("的数据已经丢了", "of data are lost"),
    heading=Text("离丢数据还有几天", "How long until data are lost"),
    unit="days",
    todo=Text(
        "从企业微信后台导出缺的这几天，传上来就存住了。",
        "Export the days that follow from WeCom and upload them: then they are kept.",
    ),
    calm=Text("还早，每周照常上传就行。", "Plenty of time: keep uploading every week."),
    needs=Text("上传群每日数据或群主统计", "groups by day, or owners by day"),
    formula=Text(
        "企业微信只保留 180 天；离第一个缺的日子被删还有几天",
        "WeCom keeps 180 days; days until the first one that is missing here is gone there",
    ),
    tables="group_daily, owner_daily",
    fields=(
        Field("table", Text("数据", "Data")),
        Field("last_day", Text("已存到", "Kept to"), "day"),
        Field("days_left", Text("还剩几天", "Days left"), "days"),
    ),
    owner=None,
    split_fields=(),
    judge=judge,
)
