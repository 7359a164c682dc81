"""Writes files/: small exports that fill every canonical table and every column, by plain rules without chance.

first/ and more/ hold the data, wrong/ an import that is undone, later/ what the test imports on top.
`python -m tests.compat.files` writes them again. They are committed, so nobody has to.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

FILES = Path(__file__).with_name("files")

Rows = Iterable[Sequence[Any]]

OWNERS = ("王敏", "李强", "陈静")
CLASSES = ("实体店", "网商")
REGIONS = ("华东", "华南", "")
CHANNELS = ("安卓", "iOS")
SLOTS = ("首页弹窗", "我的页面")
FIRST, SPLIT, LAST = date(2026, 9, 21), date(2026, 10, 12), date(2026, 10, 31)
"""The data's first day, the first day of more/, and the last day."""
GROUPS = [f"g{n:02}" for n in range(1, 9)]
DAY = timedelta(days=1)


def write_files() -> None:
    """Write all folders."""
    for folder, since, until in (("first", FIRST, SPLIT), ("more", SPLIT, LAST + DAY)):
        _everything(folder, since, until)
    _write("first", "groups", _GROUPS, map(_group, range(8)))
    # A label, a size and a leaving that change, and an event that only happens after the import.
    _write("more", "groups", _GROUPS, [_group(7, positioning="service", dissolved_on="2026-10-20")])
    _write(
        "wrong", "groups", ("group_id", "group_name", "owner"), [("g01", "弄错了", "王敏"), ("g99", "没有这个群", "")]
    )
    _write("wrong", "orders", ("order_id", "user_id", "paid_at", "amount"), [("x1", "p001", "2026-10-30", "9999.99")])
    _write("later", "groups", _GROUPS, [_group(8), _group(0, owner="陈静")])
    _write("later", "group_daily", _GROUP_DAILY, _group_daily(LAST, LAST + 3 * DAY))
    _write("later", "orders", _ORDERS, _orders(LAST, LAST + 3 * DAY))
    # The phone of p003 once more: hashed with the workspace's secret it must be the stored value.
    _write("later", "identities", _IDENTITIES, [("p003", "phone", "13800000003", "again", "2026-11-02")])
    # No profile is given: it is remembered by the headers.
    _write("later", "clicks", _CLICKS, _clicks(LAST, LAST + 3 * DAY))


def _everything(folder: str, since: date, until: date) -> None:
    _write(folder, "group_daily", _GROUP_DAILY, _group_daily(since, until))
    _write(folder, "owner_daily", _OWNER_DAILY, _owner_daily(since, until))
    _write(folder, "funnel_events", _EVENTS, _events(since, until))
    _write(folder, "funnel_daily", _FUNNEL_DAILY, _funnel_daily(since, until))
    _write(folder, "members", _MEMBERS, _members(since, until))
    _write(folder, "member_daily", ("group_id", "user_id", "day", "messages"), _member_daily(since, until))
    _write(folder, "orders", _ORDERS, _orders(since, until))
    _write(folder, "costs", _COSTS, _costs(since, until))
    _write(folder, "content", _CONTENT, _content(since, until))
    _write(folder, "satisfaction", ("user_id", "answered_at", "score", "group_id"), _satisfaction(since, until))
    _write(folder, "identities", _IDENTITIES, _identities(since, until))
    _write(folder, "contacts", ("user_id", "staff", "added_at", "add_way", "deleted_at"), _contacts(since, until))
    _write(folder, "changes", ("day", "scene", "what", "who"), _changes(since, until))
    _write(folder, "tasks", _TASKS, _tasks(since, until))
    _write(folder, "clicks", _CLICKS, _clicks(since, until))


def _write(folder: str, name: str, header: Sequence[str], rows: Rows) -> None:
    path = FILES / folder / f"{name}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _days(since: date, until: date) -> list[tuple[int, date]]:
    """(days since FIRST, day)."""
    return [((since - FIRST).days + n, since + n * DAY) for n in range((until - since).days)]


def _people(since: date, until: date) -> list[tuple[int, date]]:
    """(number, entry day): three people enter a day."""
    return [(3 * n + k, day) for n, day in _days(since, until) for k in range(3)]


def _at(day: date, hour: int, minutes: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour % 24) + timedelta(minutes=minutes)


def _text(at: datetime) -> str:
    return at.isoformat(sep=" ", timespec="seconds")


_GROUPS = (
    *("group_id", "group_name", "platform", "priority", "last_message_on", "positioning", "purpose", "identity_class"),
    *("channel", "region", "owner", "admins", "capacity", "created_on", "filled_on", "dissolved_on"),
)


def _group(n: int, **other: str) -> list[Any]:
    name = "华东-实体店-001" if n in (0, 3) else f"{REGIONS[n % 3] or '其他'}-{CLASSES[n % 2]}-{n + 1:03}"
    row = {
        "group_id": f"g{n + 1:02}",
        "group_name": name,
        "platform": ("wecom", "wechat")[n % 2],
        "priority": ("serve", "win", "leave")[n % 3],
        "last_message_on": "2026-09-01" if n == 6 else "2026-10-31",
        "positioning": ("promo", "refined", "service", "")[n % 4],
        "purpose": ("benefits", "lead_in", "new_user", "camp", "")[n % 5],
        "identity_class": (*CLASSES, "")[n % 3],
        "channel": CHANNELS[n % 2],
        "region": REGIONS[n % 3],
        "owner": OWNERS[n % 3] if n != 5 else "",
        "admins": n % 3,
        "capacity": (500, 200)[n % 2],
        "created_on": (date(2026, 8, 1) + 7 * n * DAY).isoformat(),
        "filled_on": "2026-10-05" if n == 1 else "",
        "dissolved_on": "",
    } | other
    return [row[name] for name in _GROUPS]


_GROUP_DAILY = (
    *("group_id", "day", "members", "joins", "leaves", "exposures", "messages", "speakers", "questions", "answered"),
    "first_reply_seconds",
)


def _group_daily(since: date, until: date) -> Rows:
    for n, day in _days(since, until):
        if day == date(2026, 10, 7):  # a day nobody exported
            continue
        for g, group in enumerate(GROUPS):
            messages = 0 if g == 6 else (3 * n + 5 * g) % 17
            joins, leaves = (n + g) % 3, (n + g) % 7 == 0
            counts = (20 + 4 * g + n // 2, joins, int(leaves), 30 + n, messages, messages // 2, messages // 4)
            yield group, day, *counts, messages // 5, 60 * (g + 1) if messages else ""


_OWNER_DAILY = ("owner", "day", "groups", "members", "groups_active", "members_active", "messages")


def _owner_daily(since: date, until: date) -> Rows:
    for n, day in _days(since, until):
        for o, owner in enumerate(OWNERS):
            yield owner, day, 3, 90 + o + n, 2, 10 + n % 5, 20 + (n + o) % 9


_EVENTS = ("user_id", "step", "at", "ad_slot", "channel", "identity_class", "region", "owner", "result", "group_id")


def _events(since: date, until: date) -> Rows:
    for p, day in _people(since, until):
        # How far: most stop somewhere, by a rule that lets every step lose somebody.
        reached = (7, 4, 3, 7, 6, 2, 7, 5, 1, 3, 7)[p % 11]
        person = (SLOTS[p % 2], CHANNELS[p % 2], CLASSES[p % 3 % 2], REGIONS[p % 3])
        at = _at(day, 8 + p % 10, p % 60)
        for step in range(1, reached + 1):
            at += timedelta(minutes=(0, 5, 2, 11, 600, 1500, 700 * (1 + p % 5))[step - 1])
            owner = OWNERS[p % 3] if step >= 5 else ""
            result = ("refused" if step == reached else "passed") if step in (5, 6) else ""
            group = GROUPS[p % 8] if step == 7 else ""
            known_day_only = step == 6 and p % 5 == 0
            yield f"p{p:03}", step, at.date() if known_day_only else _text(at), *person, owner, result, group
    if until > LAST:
        yield "p001", 5, "2026-12-24 10:00:00", SLOTS[1], CHANNELS[1], CLASSES[1], REGIONS[1], OWNERS[1], "passed", ""


_FUNNEL_DAILY = ("day", "step", "people", "ad_slot", "channel", "identity_class", "region")


def _funnel_daily(since: date, until: date) -> Rows:
    for n, day in _days(since, until):
        for k, slot in enumerate(SLOTS):
            for step in (1, 2, 3):
                yield day, step, 40 - 10 * step + (n + k) % 4, slot, CHANNELS[k], CLASSES[k], REGIONS[k]


_MEMBERS = (
    *("group_id", "user_id", "joined_at", "left_at", "leave_reason", "join_scene", "identity_class", "region"),
    *("channel", "role", "referrer_id"),
)


def _members(since: date, until: date) -> Rows:
    for p, day in _people(since, until):
        gone = p % 9 == 4
        yield (
            *(GROUPS[p % 8], f"p{p:03}", _text(_at(day, 20, p % 60)), _text(_at(day + 5 * DAY, 9)) if gone else ""),
            *(("left", "removed")[p % 2] if gone else "", ("invited", "link", "qr_code")[p % 3]),
            *(CLASSES[p % 3 % 2], REGIONS[p % 3], CHANNELS[p % 2]),
            *("owner" if p == 0 else "admin" if p == 8 else "member", f"p{p - 3:03}" if p >= 3 and p % 4 == 0 else ""),
        )
        if p % 6 == 1:  # also in a second group
            yield GROUPS[(p + 3) % 8], f"p{p:03}", day, "", "", "link", CLASSES[p % 3 % 2], "", "", "member", ""


def _member_daily(since: date, until: date) -> Rows:
    return [(GROUPS[p % 8], f"p{p:03}", day, 1 + p % 4) for p, day in _people(since, until) if p % 3 != 2]


_ORDERS = (
    *("order_id", "line", "user_id", "paid_at", "amount", "refund", "cost_of_goods", "group_id", "attribution"),
    *("category", "product_role", "referrer_id"),
)


def _orders(since: date, until: date) -> Rows:
    for n, day in _days(since, until):
        for line in range(1, 2 + n % 2):
            p = (2 * n) % 50
            buyer = f"p{p:03}" if n % 5 else f"shop-{n}"  # every fifth buyer is nobody we know
            at = day if n % 7 == 3 else _text(_at(day, 12 + n % 9, line))
            money = (f"{19 + n}.{n % 100:02}", "5.00" if n % 6 == 0 else "", f"{8 + n}.5")
            words = (
                ("group_link", "staff", "roster")[n % 3],
                "茶叶",
                ("traffic", "benefit", "profit", "exclusive")[n % 4],
            )
            yield f"o{n:03}", line, buyer, at, *money, GROUPS[n % 8] if n % 4 else "", *words, "p001" if n == 9 else ""


_COSTS = ("day", "amount", "kind", "group_id", "owner", "hours", "note", "line")


def _costs(since: date, until: date) -> Rows:
    kinds = ("staff", "subsidy", "content", "tool", "ads", "commission")
    for n, day in _days(since, until):
        hours = "1.50" if n % 6 == 0 else ""
        yield (
            day,
            f"{100 + n}.25",
            kinds[n % 6],
            GROUPS[n % 8] if n % 2 else "",
            OWNERS[n % 3],
            hours,
            "备注" * (n % 2),
            1,
        )


_CONTENT = (
    *("sent_at", "column_name", "kind", "host", "group_id", "planned_at", "reached", "interactions", "clicks"),
    *("orders", "amount", "line"),
)


def _content(since: date, until: date) -> Rows:
    for n, day in _days(since, until):
        words = (
            "早报",
            ("activate", "convert", "brand", "service")[n % 4],
            ("official", "expert", "brand", "peer")[n % 4],
        )
        yield (
            _text(_at(day, 9, n)),
            *words,
            GROUPS[n % 8],
            _text(_at(day, 9)),
            30 + n,
            n % 7,
            n % 5,
            n % 2,
            f"{n}.00",
            1,
        )


def _satisfaction(since: date, until: date) -> Rows:
    return [
        (f"p{p:03}", _text(_at(day, 21)), 1 + p % 5, GROUPS[p % 8]) for p, day in _people(since, until) if p % 7 == 0
    ]


_IDENTITIES = ("user_id", "id_kind", "id_value", "source", "seen_on")


def _identities(since: date, until: date) -> Rows:
    for p, day in _people(since, until):
        if p % 3 == 0:
            yield f"p{p:03}", "phone", f"138{p:08}", "crm", day
        if p % 8 == 0:
            yield f"p{p:03}", "unionid", f"union-{p}", "wecom", day
            yield f"shop-{p}", "unionid", f"union-{p}", "shop", ""
    if until > LAST:  # one phone that two people claim
        yield "p010", "phone", "13800000003", "form", ""


def _contacts(since: date, until: date) -> Rows:
    for p, day in _people(since, until):
        if p % 2 == 0:
            gone = _text(_at(day + 9 * DAY, 10)) if p % 10 == 0 else ""
            yield f"p{p:03}", OWNERS[p % 3], _text(_at(day, 18)), ("扫码", "搜索")[p % 4 // 2], gone


def _changes(since: date, until: date) -> Rows:
    known = [("2026-10-05", "首页弹窗", "按钮改为「了解更多」", "李强"), ("2026-10-19", "审核录入", "当天完成", "陈静")]
    return [row for row in known if since.isoformat() <= row[0] < until.isoformat()]


_TASKS = ("task_id", "scene", "planned_at", "done_at", "owner", "group_id", "result")


def _tasks(since: date, until: date) -> Rows:
    for n, day in _days(since, until):
        done = _text(_at(day, 11)) if n % 4 else ""
        yield f"t{n:03}", "欢迎语", _text(_at(day, 10)), done, OWNERS[n % 3], GROUPS[n % 8], n % 3 if done else ""


_CLICKS = ("客户", "动作", "何时", "位置")


def _clicks(since: date, until: date) -> Rows:
    """A tool's own export of onboarding events, read by a profile."""
    for p, day in _people(since, until):
        if p % 5 == 0:
            yield f"c{p:03}", "看到", _text(_at(day, 7)), "物流页"
            yield f"c{p:03}", "打开", _text(_at(day, 7, 1)), "物流页"


if __name__ == "__main__":
    write_files()
