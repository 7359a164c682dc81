"""The onboarding funnel 导流漏斗: who arrives, how far he gets, and the counts per day and ad slot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from core.demo import stories
from core.demo.company import CHANNEL_SHARES, CHANNELS, CLASS_SHARES, CLASSES, OWNERS, REGION_SHARES, REGIONS
from core.demo.draw import NOBODY, Flags, Floats, Ints, generator, ids, pick, table, whole, words
from core.demo.span import DAY_SECONDS, DAYS, Span, in_hours

SLOTS = (stories.LEAK_SLOT, "首页浮层", "首页横幅", "订单完成页", "我的页面", "搜索结果页", "物流详情页")
SLOT_SHARES = (0.25, 0.18, 0.20, 0.13, 0.08, 0.08, 0.08)
_EXPOSED = 0.92
_LANDING = np.array([0.80, 0.77, 0.74, 0.86, 0.82, 0.78, 0.75])
_JUMP = np.array([stories.LEAK_BEFORE, 0.38, 0.36, 0.45, 0.41, 0.37, 0.34])
_JUMP_BY_CHANNEL = np.array([1.0, 1.03, 1.12, 0.62])
_FRIEND, _RECORDED, _GROUPED = 0.86, 0.91, 0.95
_STEPS = 7
_PER_DAY = 275.0
"""Target users selected on an ordinary day of the last months."""
_WEEK = (1.05, 1.05, 1.02, 1.0, 1.0, 0.92, 0.90)
_BACK_SECONDS = 45
"""From being selected again to seeing the ad again."""
_RETURNS = 0.04
"""Of the people who were lost before step 4, so many see the ad once more weeks later."""


@dataclass(frozen=True)
class Funnel:
    """People of the last months: `times[:, k-1]` is the second of step k, negative where it was not reached."""

    times: Ints
    refused: Ints
    """The step whose audit refused him, or 0."""
    slot: Ints
    channel: Ints
    identity: Ints
    region: Ints
    owner: Ints
    back: Ints
    """The second at which a person who was lost saw the ad again, negative if he did not."""

    @property
    def grouped(self) -> Ints:
        """The people who were pulled into a group."""
        return np.flatnonzero(self.times[:, _STEPS - 1] >= 0)


def volume(span: Span) -> Floats:
    """Target users expected per day: the launch was loud, the last half year is even."""
    from_launch = np.clip(1 - np.arange(DAYS) / (DAYS - stories.FUNNEL_DAYS), 0, 1)
    return _PER_DAY * (1 + 0.5 * from_launch) * span.busy(_WEEK, festival=0.4, eve=1.4, double11=1.8)


def passing(slot: Ints, channel: Ints, day: Ints, span: Span) -> Floats:
    """The probability of each step 2..7 given the one before, per person; step 4 of one slot leaks from a day on."""
    jump = _JUMP[slot]
    leaking = (slot == 0) & (day > span.ago(stories.LEAK_DAYS_AGO))
    jump = np.where(leaking, stories.LEAK_AFTER, jump) * _JUMP_BY_CHANNEL[channel]
    usual = np.ones(len(slot))
    return np.stack(
        [usual * _EXPOSED, _LANDING[slot], jump, usual * _FRIEND, usual * _RECORDED, usual * _GROUPED], axis=1
    )


def arrive(seed: int, span: Span) -> Funnel:
    """Draw everybody who was selected in the days with events per person."""
    rng = generator(seed, "funnel")
    expected = volume(span)
    expected[: DAYS - stories.FUNNEL_DAYS] = 0
    day = np.repeat(np.arange(DAYS), rng.poisson(expected))
    n = len(day)
    slot, channel = pick(rng, SLOT_SHARES, n), pick(rng, CHANNEL_SHARES, n)
    probability = passing(slot, channel, day, span)
    times = np.full((n, _STEPS), NOBODY)
    times[:, 0] = day * DAY_SECONDS + in_hours(rng, n)
    waits = _waits(rng, n)
    refused = np.zeros(n, dtype=np.int64)
    audits = {5: stories.REFUSED_AT_FRIEND, 6: stories.REFUSED_AT_RECORD}
    on_the_way = np.ones(n, dtype=bool)
    moment = times[:, 0].copy()
    for step in range(2, _STEPS + 1):
        moment = moment + waits[:, step - 2]
        on_the_way &= moment < span.seconds
        luck = rng.random(n)
        passed = luck < probability[:, step - 2]
        turned_away = on_the_way & (luck > 1 - audits.get(step, 0.0))
        refused[turned_away] = step
        times[turned_away | (on_the_way & passed), step - 1] = moment[turned_away | (on_the_way & passed)]
        on_the_way &= passed & ~turned_away
    return Funnel(
        times=times,
        refused=refused,
        slot=slot,
        channel=channel,
        identity=pick(rng, CLASS_SHARES, n),
        region=pick(rng, REGION_SHARES, n),
        owner=pick(rng, [1.0] * len(OWNERS), n),
        back=_back(rng, times, span),
    )


def events_table(people: Funnel, group_of: Ints, group_ids: list[str | None], span: Span) -> pa.Table:
    """The canonical `funnel_events` in order of time; `group_of` is the group of each person of `grouped`."""
    group = np.full(len(people.times), NOBODY)
    group[people.grouped] = group_of
    gone, reached = np.nonzero(people.times >= 0)
    again = np.flatnonzero(people.back >= 0)
    person = np.concatenate([gone, again, again])
    step = np.concatenate([reached + 1, np.full(len(again), 1), np.full(len(again), 2)])
    seen = people.back[again]
    moment = np.concatenate([people.times[gone, reached], seen, seen + _BACK_SECONDS])
    order = np.lexsort((step, person, moment))
    person, step, moment = person[order], step[order], moment[order]
    audited = (step == 5) | (step == 6)
    result = np.where(audited, (people.refused[person] == step).astype(np.int64), NOBODY)
    return table(
        "funnel_events",
        {
            "user_id": ids("U", person),
            "step": whole(step),
            "at": span.times(moment),
            "ad_slot": words(SLOTS, people.slot[person]),
            "channel": words(CHANNELS, people.channel[person]),
            "identity_class": words(CLASSES, people.identity[person]),
            "region": words(REGIONS, people.region[person]),
            "owner": words(OWNERS, np.where(step >= 5, people.owner[person], NOBODY)),
            "result": words(("passed", "refused"), result),
            "group_id": words(group_ids, np.where(step == _STEPS, group[person], NOBODY)),
        },
    )


def daily_table(seed: int, people: Funnel, span: Span) -> pa.Table:
    """The canonical `funnel_daily`: steps 1–4 per day and ad slot; in the last months exactly the people's own."""
    rng = generator(seed, "funnel_daily")
    counts = np.zeros((4, DAYS, len(SLOTS)), dtype=np.int64)
    early = DAYS - stories.FUNNEL_DAYS
    expected = volume(span)[:early, None] * np.array(SLOT_SHARES)
    counts[0, :early] = rng.poisson(expected)
    for step in (2, 3, 4):
        share = {2: np.full(len(SLOTS), _EXPOSED), 3: _LANDING, 4: _JUMP}[step]
        counts[step - 1, :early] = rng.binomial(counts[step - 2, :early], share)
    for step in (1, 2, 3, 4):
        reached = np.flatnonzero(people.times[:, step - 1] >= 0)
        np.add.at(counts[step - 1], (people.times[reached, step - 1] // DAY_SECONDS, people.slot[reached]), 1)
    again = np.flatnonzero(people.back >= 0)
    for index, wait in ((0, 0), (1, _BACK_SECONDS)):
        np.add.at(counts[index], ((people.back[again] + wait) // DAY_SECONDS, people.slot[again]), 1)
    day, index, slot = (axis.ravel() for axis in np.indices((DAYS, 4, len(SLOTS))))
    return table(
        "funnel_daily",
        {
            "day": span.dates(day),
            "step": whole(index + 1),
            "people": whole(counts[index, day, slot]),
            "ad_slot": words(SLOTS, slot),
        },
    )


def _waits(rng: np.random.Generator, n: int) -> Ints:
    """Seconds between the steps: minutes in the app, hours once people of ours must act."""
    middle = np.log([1_200, 40, 90, 1_500, 16_000, 26_000])
    spread = np.array([1.0, 0.6, 0.8, 1.5, 1.1, 1.0])
    drawn = rng.lognormal(middle, spread, (n, 6))
    return np.asarray(np.clip(drawn, 1, 20 * DAY_SECONDS), dtype=np.int64)


def _back(rng: np.random.Generator, times: Ints, span: Span) -> Ints:
    lost: Flags = (times[:, 3] < 0) & (rng.random(len(times)) < _RETURNS)
    moment = times[:, 0] + rng.integers(9, 40, len(times)) * DAY_SECONDS
    return np.where(lost & (moment + 60 < span.seconds), moment, NOBODY)
