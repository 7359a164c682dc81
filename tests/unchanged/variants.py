"""The questions: for every dataset and report the command lines that are recorded and asked again.

Only command lines, so that the list survives whatever happens to the modules behind them. Values and days exist in
the data, unless a line is there to ask for something that does not. A variant is named by its options.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping

Variants = dict[str, list[str]]
"""Name → arguments after `python -m core --workspace W`."""

_SCOPES = """
--owner {owner}
--owner {owner} --owner {other_owner}
--owner nobody
--owner ''
--positioning promo
--positioning refined --positioning service
--positioning unheard-of
--identity-class {identity}
--identity-class {identity} --identity-class {other_identity}
--channel {channel}
--channel {channel} --channel {other_channel}
--region {region}
--region {region} --region {other_region}
--region Atlantis
--region {region} --region Atlantis
--owner {owner} --positioning promo
--identity-class {identity} --region {region}
--positioning promo --identity-class {identity} --region {region} --region {other_region}
--owner {owner} --owner {other_owner} --positioning refined --identity-class {other_identity}
"""
"""For the reports on groups. (An empty value means no group, not the unknown ones: that is what is recorded.)"""

_DAYS = """
--since {middle}
--until {middle}
--since {middle} --until {late}
--since {early} --until {late}
--since {late} --until {after}
--since {last}
--since {after}
--since {before} --until {early}
--since {middle} --until {late} --owner {owner}
--since {middle} --until {late} --positioning promo --region {region}
--until {middle} --identity-class {identity}
--since {early} --until {middle} --channel {channel} --region {other_region}
"""
"""For the numbers of a period, on top of 8 scopes without days."""

_EVENTLESS_FUNNEL = """
--since {early}
--since {early} --until {late}
--window-days 1
--window-days 3 --order any
--window-days 14 --by channel
--window-days 30 --by owner
--window-days none --by entry_week
--by channel --by region
--where channel={channel} --where region={region}
--where owner=
--as-of {middle}
--as-of {middle}T12:30
--from-step 3
--from-step 7 --by region
--step-window 3=2 --step-window 5=1
--optional 5 --optional 6
--re-entry --window-days 14
--since {middle} --until {late} --compare previous
--since {middle} --until {late} --compare {early}..{middle}
--segment-a channel={channel} --segment-b channel={other_channel}
--people 7:converted
"""
"""For companies that have groups and members but no onboarding events: the funnel says so, whatever it is asked."""

_DEMO_FUNNEL = """
--since 2026-11-02 --until 2026-11-23 --window-days 3
--since 2026-10-05 --until 2026-11-02 --window-days 14 --by channel
--until 2026-07-13 --window-days 30 --order any
--since 2026-11-16 --window-days 1 --by entry_week
--window-days none --by owner
--since 2026-09-01 --until 2026-10-26 --by ad_slot --by identity_class
--since 2026-10-26 --by entry_week --by channel --order any
--where channel=安卓 --where channel=iOS --where region=华东 --by identity_class
--where owner= --where owner=王敏 --by ad_slot
--where region= --where identity_class=火星人
--as-of 2026-10-31 --by channel
--as-of 2026-11-11T12:30 --since 2026-11-01 --window-days 3
--from-step 3 --by ad_slot --window-days 14
--from-step 5 --by owner --where ad_slot=首页弹窗
--step-window 4=1 --step-window 5=2 --since 2026-10-01
--optional 5 --optional 6 --window-days none --by region
--re-entry --window-days 14 --by channel
--since 2026-11-01 --until 2026-11-23 --compare previous
--since 2026-10-25 --until 2026-11-22 --compare 2026-09-27..2026-10-25 --order any --where ad_slot=首页弹窗
--segment-a channel=安卓 --segment-b channel=iOS --segment-b channel=H5 --since 2026-09-01
--segment-a region=华东 --segment-b identity_class=网商 --where ad_slot=首页横幅 --window-days 30
--people 5:refused --since 2026-11-16
--people 7:lost --since 2026-11-09 --until 2026-11-16 --order any
--people 4:pending --since 2026-11-25 --by owner --where channel=H5
--people 7:converted --since 2026-11-10 --until 2026-11-12 --where region=西南 --as-of 2026-11-20
"""

_PERMIT_FUNNEL = """
--since 2011-03-01 --until 2011-06-01 --window-days 3
--since 2011-01-01 --until 2012-01-01 --window-days 14 --by channel
--until 2011-02-01 --window-days 30 --order any
--since 2011-10-01 --window-days 1 --by entry_week
--window-days none --by owner
--window-days none --order any --by channel
--window-days none --by channel --by ad_slot
--since 2011-09-01 --by entry_week --by channel --order any
--where channel=Internet --where channel=e-mail --window-days 30 --by channel
--where region= --where channel=Desk --window-days 30
--as-of 2011-06-30 --by channel
--as-of 2011-06-30T12:30 --window-days none --by channel
--from-step 3 --by channel --window-days 14
--step-window 5=1 --step-window 6=2 --window-days 30
--optional 5 --window-days none --by channel
--re-entry --window-days 14 --by channel --order any
--since 2011-07-01 --until 2011-10-01 --compare previous --window-days 30
--since 2011-07-01 --until 2012-01-01 --compare 2011-01-01..2011-07-01 --order any
--segment-a channel=Internet --segment-b channel=Desk --segment-b channel=Post --window-days none
--people 6:converted --since 2011-12-01 --until 2011-12-15 --window-days none
--people 5:lost --since 2011-01-01 --until 2011-05-01 --where channel=Desk
"""

_DEMO = {
    "owner": "王敏",
    "other_owner": "吴昊",
    "identity": "实体店",
    "other_identity": "网商",
    "channel": "安卓",
    "other_channel": "iOS",
    "region": "华东",
    "other_region": "西南",
    "before": "2025-05-01",
    "early": "2026-06-01",
    "middle": "2026-09-20",
    "late": "2026-11-12",
    "last": "2026-11-29",
    "after": "2026-12-05",
}
_SIMULATED = {
    "owner": "运营005",
    "other_owner": "运营000",
    "identity": "加盟商",
    "other_identity": "微商代理",
    "channel": "地推",
    "other_channel": "裂变",
    "region": "华东",
    "other_region": "福建",
    "before": "2025-02-01",
    "early": "2025-06-01",
    "middle": "2026-01-15",
    "late": "2026-03-20",
    "last": "2026-04-05",
    "after": "2026-04-10",
}
_PERMIT = {
    "owner": "nobody-known",
    "other_owner": "nobody-else",
    "identity": "citizen",
    "other_identity": "firm",
    "channel": "Internet",
    "other_channel": "Desk",
    "region": "north",
    "other_region": "south",
    "before": "2010-09-01",
    "early": "2010-12-01",
    "middle": "2011-06-01",
    "late": "2011-12-01",
    "last": "2012-01-23",
    "after": "2012-02-10",
}


def _variants(command: list[str], options: Iterable[str], values: Mapping[str, str] | None = None) -> Variants:
    """The command without options first, then with each line of options."""
    filled = [line.format(**values or {}) for line in options]
    return {line or "no options": [*command, *shlex.split(line), "--json"] for line in ["", *filled]}


def _lines(text: str) -> list[str]:
    return text.strip().splitlines()


def _of_dataset(values: Mapping[str, str], funnel: str) -> dict[str, Variants]:
    return {
        "onboarding_funnel": _variants(["report", "onboarding_funnel"], _lines(funnel), values),
        "health_check": _variants(["report", "health_check"], _lines(_SCOPES), values),
        "headlines": _variants(["report", "headlines"], [*_lines(_SCOPES)[::2][:8], *_lines(_DAYS)], values),
        "coverage": _variants(["coverage"], []),
    }


VARIANTS: dict[str, dict[str, Variants]] = {
    "demo": _of_dataset(_DEMO, _DEMO_FUNNEL),
    "company_a": _of_dataset(_SIMULATED, _EVENTLESS_FUNNEL),
    "company_b": _of_dataset(_SIMULATED, _EVENTLESS_FUNNEL),
    "permit": _of_dataset(_PERMIT, _PERMIT_FUNNEL),
}
"""Dataset → report → variants. Every report but coverage is asked at least 20 questions of every dataset."""
