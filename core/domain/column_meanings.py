"""What each canonical column holds, in one line, with an example as a company would write it."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.choices import LABELS
from core.domain.table import Column, Kind, Table
from core.i18n import Text


@dataclass(frozen=True, slots=True)
class Meaning:
    """One column's meaning and an example cell."""

    text: Text
    example: str


def _m(zh: str, en: str, example: str) -> Meaning:
    return Meaning(Text(zh, en), example)


_DAY = _m("哪一天", "The day", "2026-03-01")
_GROUP = _m("群的编号，和群列表里一致", "The group's id, as in the group list", "wrOgQhDgAAMYQiS5ol9G")
_MEANINGS: dict[str, Meaning] = {
    "group_id": _GROUP,
    "group_name": _m("群名", "The group's name", "华东-实体-017"),
    "platform": _m("企业微信群还是个人微信群", "WeCom or personal WeChat", "企业微信"),
    "priority": _m("服务优先级", "How much this group is served", "服务主体"),
    "last_message_on": _m("最后有人说话的日期", "Day of the last message", "2026-03-01"),
    "positioning": _m("群的商业定位", "The group's commercial type", "客户服务型"),
    "purpose": _m("群的用途", "What the group is for", "福利群"),
    "identity_class": _m("服务哪类客户，用你们自己的叫法", "Which class of customer, in your own words", "实体店"),
    "channel": _m("从哪个渠道来", "Channel of origin", "门店扫码"),
    "region": _m("所在区域", "Region", "华东"),
    "owner": _m("群主姓名", "Name of the group's owner", "王敏"),
    "admins": _m("群管理员人数，不含群主（人）", "Admins beside the owner (people)", "2"),
    "capacity": _m("群的人数上限（人）", "Most members the group may have (people)", "500"),
    "created_on": _m("建群日期", "Day the group was created", "2026-01-05"),
    "filled_on": _m("满员日期", "Day the group was full", "2026-02-01"),
    "dissolved_on": _m("解散日期，没解散就空着", "Day it was dissolved; empty while it lives", "2026-06-30"),
    "day": _DAY,
    "members": _m("当天结束时的人数（人）", "Members at the end of the day (people)", "186"),
    "joins": _m("当天进群（人）", "Joined that day (people)", "6"),
    "leaves": _m("当天退群（人）", "Left that day (people)", "1"),
    "exposures": _m("进群入口当天被看到（人）", "Saw the group's entry that day (people)", "320"),
    "messages": _m("消息数（条）", "Messages", "42"),
    "speakers": _m("有效发言的人数（人）", "People with a valid message", "12"),
    "questions": _m("客户提问（条）", "Questions by customers", "8"),
    "answered": _m("其中已回复（条）", "Of these answered", "7"),
    "first_reply_seconds": _m("首次回复用时（秒）", "Time to the first reply (seconds)", "95"),
    "groups": _m("名下群的总数（个）", "Groups owned", "24"),
    "groups_active": _m("当天有消息的群（个）", "Groups with a message", "9"),
    "members_active": _m("当天发过言的成员（人）", "Members who spoke (people)", "130"),
    "user_id": _m("客户的编号，一人一个", "The customer's id, one per person", "wmOgQhDgAAi3z8m7Kx2A"),
    "step": _m("导流第几步，1 到 7", "Onboarding step, 1 to 7", "5"),
    "at": _m("发生的时间", "When it happened", "2026-03-01 09:05:07"),
    "ad_slot": _m("广告位", "Ad slot", "首页弹窗"),
    "result": _m("审核通过还是未通过", "Passed or refused at the audit", "通过"),
    "people": _m("人数（人）", "People", "1280"),
    "joined_at": _m("进群时间", "Time of joining", "2026-03-01 09:05:07"),
    "left_at": _m("退群时间，还在群就空着", "Time of leaving; empty while in the group", "2026-04-11 20:30:00"),
    "leave_reason": _m("怎么离开的", "How the person left", "主动退群"),
    "join_scene": _m("怎么进的群", "How the person joined", "扫码入群"),
    "role": _m("在群里的角色", "Role in the group", "客户"),
    "referrer_id": _m("推荐人的客户编号", "Id of the customer who referred", "wmOgQhDgAA9f1b2c3d4E"),
    "order_id": _m("订单号", "The order's number", "2026030100012345678"),
    "line": _m("同一单里的第几行，可空", "Line within the same order; may be empty", "1"),
    "paid_at": _m("付款时间", "Time of payment", "2026-03-01 09:05:07"),
    "amount": _m("金额（元）", "Amount (CNY)", "128.50"),
    "refund": _m("退款金额（元），没退就空着", "Refunded (CNY); empty without one", "20.00"),
    "cost_of_goods": _m("商品成本（元）", "Cost of the goods (CNY)", "76.00"),
    "attribution": _m("凭什么算到这个群", "Why the order counts for the group", "群链接"),
    "category": _m("商品品类", "Category of goods", "水果"),
    "product_role": _m("商品在群里的角色", "What the product does in the group", "流量品"),
    "kind": _m("类型", "Kind", "人力"),
    "hours": _m("工时（小时）", "Working time (hours)", "6.5"),
    "note": _m("备注", "Note", "三月工资"),
    "sent_at": _m("实际发送时间", "Time it was sent", "2026-03-01 20:00:00"),
    "column_name": _m("栏目名称", "Name of the column", "嘉宾分享会"),
    "host": _m("谁来主持", "Who hosts", "同行"),
    "planned_at": _m("计划时间", "Planned time", "2026-03-01 20:00:00"),
    "reached": _m("看到的人数（人）", "Reached (people)", "180"),
    "interactions": _m("互动次数（次）", "Interactions", "35"),
    "clicks": _m("点击次数（次）", "Clicks", "22"),
    "orders": _m("带来的订单（单）", "Orders from it", "4"),
    "answered_at": _m("填写时间", "Time of the answer", "2026-03-01 09:05:07"),
    "score": _m("满意度，0 到 10 分", "Satisfaction, 0 to 10", "9"),
    "id_kind": _m("这是哪一种标识", "Which kind of id this is", "手机号"),
    "id_value": _m("标识的值；手机号等只存加密摘要", "The id; phones are stored as a keyed hash only", "13800138000"),
    "source": _m("标识来自哪里", "Where the id comes from", "商城会员表"),
    "seen_on": _m("最近一次出现的日期", "Day it was last seen", "2026-03-01"),
    "staff": _m("加好友的员工", "The member of staff", "李强"),
    "added_at": _m("加好友时间", "Time of becoming friends", "2026-03-01 09:05:07"),
    "add_way": _m("怎么加上的", "How they became friends", "扫一扫"),
    "deleted_at": _m("删除好友的时间", "Time of being deleted", "2026-05-02 18:00:00"),
    "scene": _m("哪个页面、话术或流程", "Which page, script or process", "加微引导页"),
    "what": _m("改了什么", "What was changed", "换成新话术"),
    "who": _m("谁改的", "Who changed it", "周洁"),
    "task_id": _m("任务编号", "The task's number", "T0301-07"),
    "done_at": _m("完成时间，没完成就空着", "Time it was done; empty while open", "2026-03-01 20:10:00"),
    "tasks.result": _m("完成的数量", "What came of it (a count)", "35"),
    "group_daily.messages": _m("当天消息数（条）", "Messages that day", "42"),
    "owner_daily.members": _m("名下群的成员总数（人）", "Members of the groups owned (people)", "4120"),
    "owner_daily.messages": _m("名下群的消息总数（条）", "Messages in the groups owned", "860"),
    "costs.amount": _m("花了多少（元）", "How much it cost (CNY)", "18000"),
    "costs.group_id": _m("只为这个群花的；公共费用空着", "Spent on this group only; empty if shared", _GROUP.example),
    "content.kind": _m("内容类型", "Kind of content", "促活"),
    "content.amount": _m("带来的成交（元）", "Sales from it (CNY)", "512.00"),
    "funnel_events.owner": _m("接待的员工", "Who received the person", "李强"),
    "funnel_events.group_id": _m("第 7 步进了哪个群", "The group joined at step 7", _GROUP.example),
}
_TYPES: dict[Kind, Text] = {
    "id": Text("编号，按文本填，不丢前面的 0", "Id as text, leading zeros kept"),
    "text": Text("文字", "Text"),
    "day": Text("日期，如 2026-03-01", "Day, such as 2026-03-01"),
    "ts": Text("时间，如 2026-03-01 09:05:07；只有日期也行", "Time, such as 2026-03-01 09:05:07; a day will do"),
    "money": Text("金额，单位元", "Money in CNY"),
    "decimal": Text("数字，可有小数", "Number, decimals allowed"),
    "int": Text("整数", "Whole number"),
    "score": Text("0 到 10 的整数", "Whole number from 0 to 10"),
    "step": Text("1 到 7", "1 to 7"),
}


def meaning(table: Table, column: Column) -> Meaning:
    """The column's meaning in this table."""
    return _MEANINGS.get(f"{table.name}.{column.name}") or _MEANINGS[column.name]


def spellings(column: Column) -> tuple[str, ...]:
    """One Chinese spelling per choice of an enum column, in the order of the list."""
    named = LABELS.get(column.choices or "", {})
    found: dict[str, str] = {}
    for spelling, code in column.codes.items():
        if spelling == code or spelling.isdigit():
            continue
        found.setdefault(code, named[code].zh if code in named else spelling)
    return tuple(found.get(code, code) for code in dict.fromkeys(column.codes.values()))


def type_words(column: Column) -> Text:
    """What may stand in a cell."""
    if column.kind != "enum":
        return _TYPES[column.kind]
    codes = dict.fromkeys(column.codes.values())
    return Text("可选：" + "、".join(spellings(column)), "One of: " + ", ".join(codes))
