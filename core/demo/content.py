"""What is sent, changed and to be done: `content`, `changes` and `tasks`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from core.demo import stories
from core.demo.activity import Talk, liveliness
from core.demo.company import OWNERS, Groups
from core.demo.draw import NOBODY, Ints, generator, money, table, whole, words
from core.demo.roster import Roster
from core.demo.span import DAY_SECONDS, DAYS, Span

_KINDS = ("activate", "convert", "brand", "service")
_HOSTS = ("official", "expert", "brand", "peer")


@dataclass(frozen=True, slots=True)
class Show:
    """A column 栏目: weekday and hour it is sent, and how many per 100 members reached interact, click and order."""

    name: str
    kind: str
    host: str
    weekday: int
    hour: int
    interact: float
    click: float
    order: float


_SHOWS = (
    Show("行业早报", "brand", "official", 0, 9, 0.8, 2.0, 0.05),
    Show("今日好价", "convert", "official", 1, 12, 1.2, 6.0, 0.60),
    Show("选品直播", "convert", "brand", 2, 20, 2.2, 5.0, 0.45),
    Show("答疑一小时", "service", "expert", 3, 15, 3.0, 1.5, 0.15),
    Show("开店案例", "brand", "expert", 3, 10, 1.6, 2.5, 0.10),
    Show("嘉宾分享会", "activate", "peer", 4, 20, 6.5, 4.0, 0.55),
    Show("周五接龙", "activate", "official", 4, 17, 4.0, 1.0, 0.20),
    Show("新品试用", "convert", "brand", 5, 11, 2.4, 4.5, 0.40),
    Show("物流提醒", "service", "official", 0, 17, 0.5, 1.0, 0.02),
    Show("周末福利", "convert", "official", 6, 19, 1.8, 7.0, 0.70),
)
"""Four kinds in ten columns; members telling their own practice do best."""
_MEETING = "线下见面会"
_SENT = 0.30
"""A group gets about three of the ten columns each week."""
_CHANGES = (
    (500, "首页横幅", "新增首页横幅广告位", "周婷"),
    (430, "加好友话术", "自动回复首句改为先报身份再发福利", "陈静"),
    (365, "入群欢迎语", "欢迎语缩短为三句，加群规链接", "李强"),
    (300, "审核录入", "录入改为当天完成", "孙悦"),
    (240, "群日历", "每周五固定嘉宾分享会", "王敏"),
    (150, "订单完成页", "新增订单完成页广告位", "周婷"),
    (95, "审核录入", "门头照审核由一人改为两人轮值", "孙悦"),
    (stories.LEAK_DAYS_AGO, stories.LEAK_SLOT, stories.LEAK_CHANGE, "周婷"),
    (18, "群日历", "早报由 8 点改到 9 点", "刘洋"),
)
"""(days before the end, scene, what, who)."""
_SCENES = ("早报发送", "新人欢迎", "退群回访", "嘉宾分享会")
_TASK_DAYS = 90


def content_table(seed: int, span: Span, groups: Groups, roster: Roster, talk: Talk) -> pa.Table:
    """The canonical `content`: columns sent to each talking group, and the one offline meeting."""
    rng = generator(seed, "content")
    level = liveliness(groups, span)
    inside = roster.inside(roster.customers, groups.count)
    weekday = np.array([show.weekday for show in _SHOWS])
    group, day, show = np.nonzero(
        (talk.staff_messages > 0)[:, :, None]
        & (span.weekday[:, None] == weekday[None, :])[None, :, :]
        & (rng.random((groups.count, DAYS, len(_SHOWS))) < _SENT)
    )
    planned = day * DAY_SECONDS + np.array([s.hour for s in _SHOWS])[show] * 3_600
    late = np.where(rng.random(len(day)) < 0.85, rng.integers(0, 600, len(day)), rng.integers(1_200, 9_000, len(day)))
    reached = rng.binomial(inside[group, day], 0.45)
    warm = np.clip(0.4 + level[group, day], 0.4, 1.4)
    interactions = rng.binomial(reached, np.clip(_rate("interact")[show] * warm, 0, 1))
    clicks = rng.binomial(reached, _rate("click")[show])
    orders = rng.binomial(clicks, np.clip(_rate("order")[show] / _rate("click")[show], 0, 1))
    spent = groups.behaving(4_200, 17_500, 128_000)[group] * orders * rng.uniform(0.8, 1.2, len(day))
    kind = np.array([_KINDS.index(s.kind) for s in _SHOWS])[show]
    host = np.array([_HOSTS.index(s.host) for s in _SHOWS])[show]
    sent = pa.table(
        {
            "sent_at": span.times(np.minimum(planned + late, (day + 1) * DAY_SECONDS - 1)),
            "column_name": words([s.name for s in _SHOWS], show),
            "kind": words(_KINDS, kind),
            "host": words(_HOSTS, host),
            "group_id": words(groups.ids, group),
            "planned_at": span.times(planned),
            "reached": whole(reached),
            "interactions": whole(interactions),
            "clicks": whole(clicks),
            "orders": whole(orders),
            "amount": money(np.asarray(spent, dtype=np.int64)),
        }
    )
    rows = table("content", dict(zip(sent.column_names, sent.columns, strict=True)))
    return pa.concat_tables([rows, _meeting(span, groups, inside)])


def changes_table(span: Span) -> pa.Table:
    """The canonical `changes`: what was changed when, 11.11 among it."""
    rows = [(span.date(span.ago(ago)), scene, what, who) for ago, scene, what, who in _CHANGES]
    meeting = span.date(span.ago(stories.REVIVED_MEETING_DAYS_AGO))
    rows.append((meeting, "线下活动", "为快沉默的群办一次线下见面会", "王敏"))
    rows += [
        (day, "双十一", "双十一会场上线，群内每天两场", "李强")
        for year in range(span.start.year, span.end.year + 1)
        if span.start <= (day := date(year, 11, 7)) <= span.end
    ]
    rows.sort()
    columns = list(zip(*rows, strict=True))
    return table("changes", {n: pa.array(c) for n, c in zip(("day", "scene", "what", "who"), columns, strict=True)})


def tasks_table(seed: int, span: Span, groups: Groups, talk: Talk) -> pa.Table:
    """The canonical `tasks` of the last months: a weekly round of four in every talking group."""
    rng = generator(seed, "tasks")
    first = DAYS - _TASK_DAYS
    group, day = np.nonzero(talk.staff_messages[:, first:] > 0)
    day += first
    due = (group * 3 + day) % 7 == 0
    group, day = group[due], day[due]
    scene = (day // 7 + group) % len(_SCENES)
    planned = day * DAY_SECONDS + 9 * 3_600
    undone = np.where(groups.owner[group] == OWNERS.index(stories.UNDONE_OWNER), stories.UNDONE_SHARE, 0.04)
    delay = np.asarray(rng.lognormal(np.log(3_000), 1.0, len(day)), dtype=np.int64)
    done = np.where((rng.random(len(day)) < undone) | (planned + delay >= span.seconds), NOBODY, planned + delay)
    result = np.where(done == NOBODY, NOBODY, rng.poisson(groups.behaving(3, 5, 4)[group]))
    return table(
        "tasks",
        {
            "task_id": pa.array([f"T{n:05d}" for n in range(1, len(day) + 1)]),
            "scene": words(_SCENES, scene),
            "planned_at": span.times(planned),
            "done_at": span.times(done),
            "owner": words(OWNERS, groups.owner[group]),
            "group_id": words(groups.ids, group),
            "result": whole(result),
        },
    )


def _meeting(span: Span, groups: Groups, inside: Ints) -> pa.Table:
    group = int(groups.playing("revived")[0])
    day = span.ago(stories.REVIVED_MEETING_DAYS_AGO)
    moment = span.times(np.array([day * DAY_SECONDS + 14 * 3_600]))
    came = int(inside[group, day] * 0.3)
    return table(
        "content",
        {
            "sent_at": moment,
            "column_name": pa.array([_MEETING]),
            "kind": pa.array(["activate"]),
            "host": pa.array(["peer"]),
            "group_id": pa.array([groups.ids[group]]),
            "planned_at": moment,
            "reached": whole(np.array([came])),
            "interactions": whole(np.array([came])),
            "clicks": whole(np.array([0])),
            "orders": whole(np.array([0])),
            "amount": pa.array(["0.00"]),
        },
    )


def _rate(name: str) -> np.ndarray:
    return np.array([getattr(show, name) for show in _SHOWS]) / 100
