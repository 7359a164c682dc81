"""A group's name taken apart at separators, and which label each part seems to be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from core.domain.tables import TABLES

SEPARATORS: tuple[str, ...] = ("-", "_", " ", "|", "/", "·", "、")
_LOOKS_LIKE = {"-": "[-－–—]", "_": "[_＿]", " ": r"[\s\u3000]+", "|": "[|｜]", "/": "[/／]", "·": "[·•・]"}
"""Separators as people type them: also their full-width forms."""
Known = Mapping[str, Sequence[str]]
"""Label → the values it has in the data."""
_USUAL = {
    "region": re.compile(
        "华[东南北中]|东北|西[北南]|北京|上海|天津|重庆|河[北南]|山[东西]|湖[北南]|广[东西]|江[苏西]|浙江|福建|安徽|辽宁|吉林"
        "|黑龙江|四川|贵州|云南|陕西|甘肃|青海|海南|内蒙|新疆|西藏|宁夏|深圳|杭州|成都|武汉|南京|苏州"
    ),
    "identity_class": re.compile("实体|网商|微商|电商|消费者|[Cc]端|[Bb]端|店主|批发|代理|经销|加盟"),
    "channel": re.compile("抖音|快手|小红书|视频号|公众号|小程序|地推|门店|扫码|天猫|京东|拼多多|朋友圈"),
}


def labelled_parts(names: Sequence[str], separator: str, parts: Sequence[str | None]) -> dict[str, list[str | None]]:
    """Label → what each name has at its part (`parts`: the label of each part, None for none).

    A name that lacks one of the labelled parts, or has nothing there, gives no label at all.
    """
    places = {label: place for place, label in enumerate(parts) if label}
    found: dict[str, list[str | None]] = {label: [] for label in places}
    for name in names:
        split = split_name(name, separator)
        texts = {label: split[place] if place < len(split) else "" for label, place in places.items()}
        for label, text in texts.items():
            found[label].append(text if all(texts.values()) else None)
    return found


def split_name(name: str, separator: str) -> list[str]:
    """The parts of a name, blanks around them removed."""
    return [part.strip() for part in re.split(_between(separator), name.strip())]


def guess_parts(names: Sequence[str], separator: str, values: Mapping[str, Sequence[str]]) -> tuple[str | None, ...]:
    """Which label each part of the names seems to be: the one whose known words fit at least half of the parts.

    Known are the labels' `values` in the data, the spellings of choices, and the usual words for region and identity.
    """
    split = [parts for name in names if len(parts := split_name(name, separator)) > 1]
    guessed: list[str | None] = []
    for at in range(max((len(parts) for parts in split), default=0)):
        texts = [parts[at] for parts in split if len(parts) > at]
        fits = {c: sum(_knows(c, text, values) for text in texts) for c in values if c not in guessed}
        best = max(fits, key=lambda column: fits[column], default=None)
        guessed.append(best if best and len(texts) * 2 > len(split) and fits[best] * 2 >= len(texts) else None)
    return tuple(guessed)


def _knows(column: str, text: str, values: Known) -> bool:
    usual = _USUAL.get(column)
    codes = TABLES["groups"].by_name[column].codes
    return text in values.get(column, ()) or text.lower() in codes or (usual is not None and bool(usual.match(text)))


def _between(separator: str) -> str:
    return _LOOKS_LIKE.get(separator, re.escape(separator))
