"""What is said in the groups: `group_daily`, `owner_daily` and `member_daily`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from core.demo import stories
from core.demo.company import OWNERS, Groups
from core.demo.draw import NOBODY, Flags, Floats, Ints, generator, table, whole, words
from core.demo.roster import OWNER, Roster, user_ids
from core.demo.span import DAY_SECONDS, DAYS, Span

_WEEK = (1.05, 1.05, 1.0, 1.0, 1.05, 0.85, 0.8)
_MORE = 1.4
"""Messages of a speaker beyond his first, on average."""
_SLOW_SECONDS, _USUAL_SECONDS = 5_400, 420
_SLOW_ANSWERED, _USUAL_ANSWERED = 0.61, 0.93


@dataclass(frozen=True)
class Talk:
    """Groups × days: who spoke how much. Staff's own messages are counted apart."""

    alive: Flags
    speakers: Ints
    customer_messages: Ints
    staff_messages: Ints

    @property
    def messages(self) -> Ints:
        """All messages of a day."""
        return self.customer_messages + self.staff_messages

    @property
    def last_message(self) -> Ints:
        """The last day with a message in each group; NOBODY where there was none."""
        spoke = self.messages > 0
        return np.where(spoke.any(axis=1), DAYS - 1 - np.argmax(spoke[:, ::-1], axis=1), NOBODY)


def liveliness(groups: Groups, span: Span) -> Floats:
    """Groups × days: activity as a share of the group's usual one, without silent, unborn and dissolved days."""
    days = np.arange(DAYS)[None, :]
    age = days - groups.created[:, None]
    fading = groups.behaving(150, 380, 420)
    level = 0.25 + 0.75 * np.exp(-np.maximum(age, 0) / fading[:, None])
    level[groups.playing("quiet_sellers")] = 0.12
    revived = groups.playing("revived")
    meeting = span.ago(stories.REVIVED_MEETING_DAYS_AGO)
    fall = np.clip((meeting - days[0]) / 90, 0, 1)
    before = stories.REVIVED_LOW + (1 - stories.REVIVED_LOW) * np.clip(2 * fall - 1, 0, 1)
    level[revived] = np.where(days[0] < meeting, before, stories.REVIVED_HIGH)
    ends = np.where(groups.living, DAYS, groups.dissolved)[:, None]
    silent = np.where(groups.silent_from == NOBODY, DAYS, groups.silent_from)[:, None]
    # A group that falls silent does so over its last six weeks.
    level = level * np.where(silent < DAYS, np.clip((silent - days) / 42, 0.1, 1), 1)
    return np.where((age >= 0) & (days < ends) & (days < silent), level, 0.0)


def converse(seed: int, span: Span, groups: Groups, roster: Roster) -> Talk:
    """Draw speakers and messages of every group and day."""
    rng = generator(seed, "activity")
    level = liveliness(groups, span) * span.busy(_WEEK, festival=0.5, eve=1.3, double11=1.8)
    customers = roster.inside(roster.customers, groups.count)
    chatty = groups.behaving(0.016, 0.055, 0.032) * rng.lognormal(0, 0.3, groups.count)
    speakers = np.minimum(rng.poisson(customers * chatty[:, None] * level), customers)
    more = rng.poisson(_MORE * speakers)
    sent = groups.behaving(14, 6, 4)
    sent[groups.playing("mispositioned")] = 2
    staff = np.where(level > 0, 1 + rng.poisson(sent[:, None] * np.minimum(level * 2, 1)), 0)
    days = np.arange(DAYS)[None, :]
    ends = np.where(groups.living, DAYS, groups.dissolved + 1)[:, None]
    return Talk(
        (days >= groups.created[:, None]) & (days < ends), speakers, np.where(speakers > 0, speakers + more, 0), staff
    )


def group_daily_table(seed: int, span: Span, groups: Groups, roster: Roster, talk: Talk) -> pa.Table:
    """The canonical `group_daily`: a row per living group and day, except on the day that is missing."""
    rng = generator(seed, "group_daily")
    everyone = np.ones(len(roster.group), dtype=bool)
    inside = roster.inside(everyone, groups.count)
    joins = np.zeros_like(inside)
    np.add.at(joins, (roster.group, roster.joined // DAY_SECONDS), 1)
    leaves = joins - np.diff(inside, axis=1, prepend=0)
    asked = groups.behaving(stories.PROMO_QUESTIONS, 0.14, 0.48)
    asked[groups.playing("mispositioned")] = stories.MISPOSITIONED_QUESTIONS
    questions = rng.binomial(talk.customer_messages, asked[:, None])
    heavy = groups.owner == OWNERS.index(stories.OVERLOADED_OWNER)
    answered = rng.binomial(questions, np.where(heavy, _SLOW_ANSWERED, _USUAL_ANSWERED)[:, None])
    middle = np.where(heavy, _SLOW_SECONDS, _USUAL_SECONDS)[:, None]
    reply = np.asarray(middle * rng.lognormal(0, 0.6, questions.shape), dtype=np.int64)
    exposures = rng.poisson(6 * joins + 2)
    shown = talk.alive.copy()
    shown[:, span.ago(stories.MISSING_DAY_AGO)] = False
    group, day = np.nonzero(shown)
    at = (group, day)
    return table(
        "group_daily",
        {
            "group_id": words(groups.ids, group),
            "day": span.dates(day),
            "members": whole(inside[at]),
            "joins": whole(joins[at]),
            "leaves": whole(leaves[at]),
            "exposures": whole(exposures[at]),
            "messages": whole(talk.messages[at]),
            "speakers": whole(talk.speakers[at]),
            "questions": whole(questions[at]),
            "answered": whole(answered[at]),
            "first_reply_seconds": whole(np.where(answered[at] > 0, reply[at], NOBODY)),
        },
    )


def owner_daily_table(span: Span, groups: Groups, roster: Roster, talk: Talk) -> pa.Table:
    """The canonical `owner_daily`: levels as of each day, summed over an owner's living groups."""
    everyone = roster.inside(np.ones(len(roster.group), dtype=bool), groups.count)
    spoken = talk.messages.cumsum(axis=1)
    voices = talk.speakers.cumsum(axis=1)
    active = np.asarray(everyone * (1 - np.exp(-voices / np.maximum(everyone, 1))), dtype=np.int64)
    owner, day = (axis.ravel() for axis in np.indices((len(OWNERS), DAYS)))

    def level(values: Ints) -> pa.Array:
        sums = np.zeros((len(OWNERS), DAYS), dtype=np.int64)
        np.add.at(sums, groups.owner, np.where(talk.alive, values, 0))
        return whole(sums[owner, day])

    return table(
        "owner_daily",
        {
            "owner": words(OWNERS, owner),
            "day": span.dates(day),
            "groups": level(np.ones_like(everyone)),
            "members": level(everyone),
            "groups_active": level((spoken > 0).astype(np.int64)),
            "members_active": level(active),
            "messages": level(spoken),
        },
    )


def member_daily_table(seed: int, span: Span, groups: Groups, roster: Roster, talk: Talk) -> pa.Table:
    """The canonical `member_daily` of the last months: its rows and messages are those of `group_daily`."""
    rng = generator(seed, "member_daily")
    first = span.ago(stories.MEMBER_DAILY_DAYS - 1)
    days = np.arange(first, DAYS)
    chatty = rng.pareto(1.3, len(roster.group)) + 0.05
    spoke: list[tuple[Ints, Ints]] = []
    for group in range(groups.count):
        here = np.flatnonzero((roster.group == group) & roster.customers)
        said = talk.speakers[group, first:]
        if said.any():
            spoke.append(_speakers(rng, roster, here, chatty, days, said))
    stay = np.concatenate([stays for stays, _ in spoke])
    day = np.concatenate([when for _, when in spoke])
    messages = _share_out(rng, roster.group[stay], day, talk.customer_messages)
    owner = np.flatnonzero(roster.role == OWNER)
    by_group = owner[np.argsort(roster.group[owner], kind="stable")]
    place, staff_day = np.nonzero(talk.staff_messages[:, first:])
    return table(
        "member_daily",
        {
            "group_id": words(groups.ids, np.concatenate([roster.group[stay], place])),
            "user_id": user_ids(roster.person[np.concatenate([stay, by_group[place]])]),
            "day": span.dates(np.concatenate([day, staff_day + first])),
            "messages": whole(np.concatenate([messages, talk.staff_messages[place, staff_day + first]])),
        },
    )


def _speakers(
    rng: np.random.Generator, roster: Roster, here: Ints, chatty: Floats, days: Ints, said: Ints
) -> tuple[Ints, Ints]:
    """For one group: (stay, day) of as many of the members present as spoke each day, the chatty ones more often."""
    joined = roster.joined[here] // DAY_SECONDS
    left = np.where(roster.left[here] == NOBODY, DAYS, roster.left[here] // DAY_SECONDS)
    there = (joined[None, :] <= days[:, None]) & (left[None, :] > days[:, None])
    key = np.where(there, rng.exponential(size=there.shape) / chatty[here], np.inf)
    ranked = np.argsort(key, axis=1, kind="stable")
    row, place = np.nonzero(np.arange(len(here))[None, :] < said[:, None])
    return here[ranked[row, place]], days[row]


def _share_out(rng: np.random.Generator, group: Ints, day: Ints, messages: Ints) -> Ints:
    """Messages per speaker: one each, the day's rest thrown among them."""
    cell = group * DAYS + day
    order = np.argsort(cell, kind="stable")
    starts = np.flatnonzero(np.diff(cell[order], prepend=-1))
    speakers = np.diff(np.append(starts, len(cell)))
    first = order[starts]
    rest = messages[group[first], day[first]] - speakers
    spot = np.repeat(starts, rest) + (rng.random(int(rest.sum())) * np.repeat(speakers, rest)).astype(np.int64)
    found = np.ones(len(cell), dtype=np.int64)
    np.add.at(found, order[spot], 1)
    return found
