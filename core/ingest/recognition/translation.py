"""Values of a column in a company's own words → the choices and steps of a table; and which rows are no orders."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from core.domain.steps import STEPS
from core.domain.tables import TABLES
from core.ingest.profile import normalise_header
from core.ingest.recognition.columns import ColumnFacts

_STEP_WORDS: dict[int, str] = {
    1: "筛选|目标用户|圈选|target",
    2: "曝光|展示|看到|impression|expos|view",
    3: "引导页|落地页|加微页|点击|landing|click|guide",
    4: "跳转|唤起|打开微信|jump|redirect",
    5: "好友|加微信|添加企微|自动回复|friend|contact",
    6: "审核|录入|登记|建档|record|audit|review",
    7: "入群|进群|拉群|拉入|加群|join|group",
}
_INCOME, _EXPENSE = ("收入", "收", "income"), ("支出", "支", "expense")
_NOT_PAID = re.compile(
    r"关闭|失败|取消|未支付|未付款|等待付款|待付款|全额退款|^退款成功|^已退款$|closed|cancel|unpaid|failed", re.I
)


def own_words(table: str, column: str) -> dict[str, Any]:
    """Folded words that an enum or step column reads without any translation → the stored value."""
    found = TABLES[table].by_name[column]
    if found.kind == "step":
        return {
            normalise_header(word): step.number
            for step in STEPS
            for word in (str(step.number), step.code, step.label.zh, step.label.en)
        }
    return {normalise_header(word): code for word, code in found.codes.items()}


def translations(table: str, column: str, fact: ColumnFacts) -> dict[str, Any]:
    """Cell text → value for texts of an enum or step column that need one and resemble one."""
    kind = TABLES[table].by_name[column].kind
    if kind not in ("enum", "step"):
        return {}
    own = own_words(table, column)
    found: dict[str, Any] = {}
    for text, _ in fact.values:
        folded = normalise_header(text)
        if folded in own:
            continue
        value = _like_step(folded) if kind == "step" else _like_word(folded, own)
        if value is not None:
            found[text] = value
    return found


def untranslated(
    table: str, column: str, source: str, facts: Sequence[ColumnFacts], given: Mapping[str, Any]
) -> list[str]:
    """Cell texts of a source column that neither the table's own words nor `given` translate."""
    fact = next((fact for fact in facts if fact.name == source), None)
    own = own_words(table, column)
    known = {normalise_header(text) for text in given}
    texts = [text for text, _ in fact.values] if fact else []
    return [text for text in texts if normalise_header(text) not in own and normalise_header(text) not in known]


def _like_step(text: str) -> int | None:
    hits = [step for step, words in _STEP_WORDS.items() if re.search(words, text)]
    number = re.match(r"(?:第|step\s*)?([1-7])(?:步|\D|$)", text)
    if number:
        return int(number[1])
    return hits[-1] if hits else None


def _like_word(text: str, own: Mapping[str, Any]) -> Any:
    near = {value for word, value in own.items() if len(word) >= 2 and (word in text or text in word)}
    return near.pop() if len(near) == 1 else None


def direction_of(fact: ColumnFacts) -> list[str]:
    """Of a column that says which way money went: the values whose rows are left out (all but the commoner way)."""
    counts = {normalise_header(text): times for text, times in fact.values}
    ways = {way: counts.get(way, 0) for way in (*_INCOME, *_EXPENSE)}
    if not any(ways[w] for w in _INCOME) and not any(ways[w] for w in _EXPENSE):
        return []
    kept = max(ways, key=lambda way: ways[way])
    others = [text for text, _ in fact.values if normalise_header(text) != kept]
    return [*others, ""] if fact.filled < 1.0 else others


def not_an_order(fact: ColumnFacts) -> list[str]:
    """Of a status column: the values of payments that did not happen or were given back as a whole."""
    if "状态" not in fact.header and "status" not in normalise_header(fact.header):
        return []
    return [text for text, _ in fact.values if _NOT_PAID.search(text)]
