"""How much a source column is like a canonical one: its header's words first, then its cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from core.domain.tables import Column
from core.ingest.profile import normalise_header
from core.ingest.recognition.columns import ColumnFacts

_WORDS: dict[str, tuple[str, ...]] = {
    "order_id": (
        "交易单号",
        "交易订单号",
        "交易号",
        "流水号",
        "订单流水号",
        "商户单号",
        "商家订单号",
        "order no",
        "order number",
        "transaction id",
        "invoice",
    ),
    "paid_at": (
        "交易时间",
        "交易成功时间",
        "交易日期",
        "支付成功时间",
        "成交时间",
        "下单时间",
        "订单时间",
        "创建时间",
        "记账日期",
        "日期",
        "时间",
        "paid time",
        "order date",
        "date",
        "time",
    ),
    "amount": (
        "实付金额",
        "实际支付金额",
        "支付金额",
        "付款金额",
        "交易金额",
        "交易额",
        "订单金额",
        "成交额",
        "总额",
        "总价",
        "金额(元)",
        "费用",
        "收入",
        "支出",
        "price",
        "total",
        "paid",
    ),
    "user_id": (
        "买家",
        "顾客",
        "会员",
        "用户",
        "客户",
        "交易对方",
        "对方账号",
        "对方账户名",
        "买家昵称",
        "会员名",
        "昵称",
        "手机号",
        "openid",
        "unionid",
        "external_userid",
        "uid",
        "customer",
        "buyer",
        "member id",
    ),
    "refund": ("退款额", "已退款", "退款总额", "refund amount"),
    "category": ("交易分类", "商品类目", "分类", "品类名称"),
    "group_id": ("群id", "群编码", "群号", "chatid", "roomid", "room id"),
    "group_name": ("群名", "群聊", "社群名称", "社群", "群组", "group"),
    "owner": ("群主姓名", "群主昵称", "群管理", "负责人", "运营", "owner name"),
    "created_on": ("建群", "建群日", "创建于", "创建日", "created"),
    "last_message_on": ("最后发言", "最近消息", "最近活跃", "最后活跃时间", "最后一条消息", "last message"),
    "members": ("人数", "群成员", "客户人数", "当前人数", "成员数量", "群内人数", "size"),
    "joins": ("新增", "入群", "进群人数", "新增人数"),
    "leaves": ("退群", "流失", "流失人数"),
    "messages": ("消息", "消息量", "发言", "发言条数"),
    "joined_at": ("入群日期", "加入时间", "进群日期", "joined"),
    "left_at": ("退出时间", "离开时间", "left"),
    "step": ("环节", "阶段", "事件", "动作", "行为", "event", "action", "stage"),
    "at": ("事件时间", "操作时间", "记录时间", "timestamp", "event time", "日期"),
    "people": ("人数", "去重人数", "uv", "users"),
    "day": ("日", "统计日", "天", "date", "数据日期"),
    "kind": ("类型", "类别", "科目", "费用项"),
    "sent_at": ("推送时间", "发布时间", "群发时间", "时间"),
    "column_name": ("内容", "标题", "主题", "活动", "群发内容"),
    "staff": ("员工姓名", "客服", "接待员工", "成员"),
    "added_at": ("加好友时间", "好友添加时间"),
}
"""Canonical column → words of the trade beside its aliases, as headers are compared."""

TABLE_HINTS: dict[str, tuple[str, ...]] = {
    "orders": ("订单", "交易", "账单", "流水", "支付", "付款", "order", "payment"),
    "groups": ("群名", "群列表", "客户群", "群主", "社群"),
    "members": ("群成员", "成员列表", "入群时间", "退群时间"),
    "funnel_events": ("步骤", "事件", "漏斗", "event", "funnel"),
    "funnel_daily": ("曝光", "漏斗"),
    "group_daily": ("日报", "每日"),
    "costs": ("费用", "成本", "花费", "支出明细"),
    "content": ("群发", "推送", "栏目"),
    "contacts": ("好友", "添加时间"),
}
"""Words in a file's name or headers that speak for a table."""

_TIME, _NUMBER = ("day", "ts"), ("money", "decimal", "int", "score")


def likeness(column: Column, fact: ColumnFacts) -> float:
    """0..1. A header the column answers to gives 1; cells that cannot be of its kind give 0."""
    return _by_header(column, fact) * _by_cells(column, fact)


def is_like(words: Sequence[str], texts: Iterable[str]) -> bool:
    """Whether any of the texts has one of the words in it."""
    folded = [normalise_header(text) for text in texts]
    return any(word in text for word in words for text in folded)


def _by_header(column: Column, fact: ColumnFacts) -> float:
    header = re.sub(r"#\d+$", "", normalise_header(fact.header))
    bare = re.sub(r"\(.*?\)", "", header).strip() or header
    own = [normalise_header(name) for name in (column.name, *column.aliases)]
    if header in own or bare in own:
        return 1.0
    trade = _WORDS.get(column.name, ())
    if header in trade or bare in trade:
        return 0.92 - 0.01 * min(trade.index(header if header in trade else bare), 9)
    return max((_shared(word, bare) for word in (*own, *trade)), default=0.0)


def _shared(word: str, header: str) -> float:
    """Likeness of two names: one inside the other, else the pairs of letters they share."""
    if min(len(word), len(header)) >= 2 and (word in header or header in word):
        return 0.5 + 0.35 * min(len(word), len(header)) / max(len(word), len(header))
    pairs, others = _pairs(word), _pairs(header)
    both = len(pairs & others)
    return 1.2 * both / (len(pairs) + len(others)) if both else 0.0


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _by_cells(column: Column, fact: ColumnFacts) -> float:
    if fact.filled == 0.0:
        return 0.4
    fits = {
        **dict.fromkeys(_TIME, fact.dates),
        **dict.fromkeys(_NUMBER, fact.numbers if fact.dates < 0.5 else 0.0),
        "id": _as_id(column, fact),
        "enum": 1.0 if fact.values else 0.2,
        "step": 1.0 if fact.values else 0.2,
    }.get(column.kind, 1.0 if fact.dates < 0.5 else 0.3)
    return fits * (0.6 + 0.4 * fact.filled)


def _as_id(column: Column, fact: ColumnFacts) -> float:
    if fact.dates > 0.5:
        return 0.0
    able = 1.0 - fact.masked
    return able * (0.5 + 0.5 * fact.unique) if column.name == "order_id" else able
