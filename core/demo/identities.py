"""Who is who: shop accounts, phones (only ever as hashes), friends and their satisfaction."""

from __future__ import annotations

import hashlib

import numpy as np
import pyarrow as pa

from core.demo import stories
from core.demo.company import OWNERS, Groups
from core.demo.draw import NOBODY, Ints, generator, pick, table, whole, words
from core.demo.roster import MEMBER, Roster, user_ids
from core.demo.span import DAY_SECONDS, DAYS, Span, in_hours

_RECORDED = 0.80
"""Of the members without funnel records, so many had their app account recorded."""
_OWN_ACCOUNT = 500_000
"""App accounts of people without funnel records are numbered from here on."""
_STRANGER = 900_000
_ROSTER, _APP, _SHOP = "企业微信名单", "App 商城/orders", "天猫店铺/orders"
_ANSWERS = 3_600


def app_accounts(roster: Roster) -> Ints:
    """The app account number of every person of the roster; NOBODY for staff's numbers in between."""
    people = roster.person[roster.customers]
    number = np.arange(int(people.max()) + 1) + _OWN_ACCOUNT
    known = roster.customers & (roster.funnel != NOBODY)
    number[roster.person[known]] = roster.funnel[known]
    return number


def shop_accounts(seed: int, roster: Roster, buyers: Ints) -> dict[int, str]:
    """Under which account each person orders; the planted share uses one that nobody can link to him."""
    rng = generator(seed, "accounts")
    number = app_accounts(roster)
    linked = np.zeros(len(number), dtype=bool)
    linked[_linked(seed, roster)] = True
    unknown = round(stories.BUYERS_UNKNOWN * len(buyers))
    # Whoever was never recorded cannot be recognised; the rest of the planted share shops under another name.
    order = np.argsort(linked[buyers] + rng.random(len(buyers)) * 0.5, kind="stable")
    strangers = set(buyers[order[:unknown]].tolist())
    tmall = set(buyers[rng.random(len(buyers)) < 0.6].tolist())
    found = {}
    for person in buyers.tolist():
        if person not in strangers:
            found[person] = f"U{number[person]:07d}"
        else:
            found[person] = f"tm_{person:06d}" if person in tmall else f"U{_STRANGER + person:07d}"
    return found


def identities_table(seed: int, span: Span, roster: Roster, accounts: dict[int, str]) -> pa.Table:
    """The canonical `identities`: a phone, known to roster and app, makes one person of two ids."""
    person = _linked(seed, roster)
    number = app_accounts(roster)[person]
    phones = [_phone(seed, p) for p in person.tolist()]
    # Two members give the same phone: nobody can tell whose it is, so it joins neither of them.
    free = np.arange(0, len(person), max(len(person) // (2 * stories.IDENTITY_CONFLICTS), 2))
    for one in free[: stories.IDENTITY_CONFLICTS].tolist():
        phones[one + 1] = phones[one]
    wecom, app = user_ids(person), pa.array([f"U{n:07d}" for n in number.tolist()])
    hashed = pa.array(phones)
    nicks = pa.array(sorted(account for account in accounts.values() if account.startswith("tm_")))
    seen = span.dates(np.full(len(person), span.ago(1)))
    parts = [
        (wecom, "external_userid", wecom, _ROSTER, seen),
        (wecom, "phone", hashed, _ROSTER, seen),
        (app, "platform_uid", app, _APP, seen),
        (app, "phone", hashed, _APP, seen),
        (nicks, "buyer_nick", nicks, _SHOP, span.dates(np.full(len(nicks), span.ago(1)))),
    ]
    rows = [
        table(
            "identities",
            {
                "user_id": user,
                "id_kind": pa.array([kind] * len(user)),
                "id_value": value,
                "source": pa.array([source] * len(user)),
                "seen_on": day,
            },
        )
        for user, kind, value, source, day in parts
    ]
    return pa.concat_tables(rows)


def contacts_table(seed: int, span: Span, groups: Groups, roster: Roster) -> pa.Table:
    """The canonical `contacts`: most members are a friend of their group's owner; some take the friendship back."""
    rng = generator(seed, "contacts")
    stays = np.flatnonzero((roster.role == MEMBER) & (groups.platform[roster.group] == 0))
    stays = stays[rng.random(len(stays)) < 0.87]
    key = roster.person[stays] * len(OWNERS) + groups.owner[roster.group[stays]]
    _, first = np.unique(key, return_index=True)
    stays = stays[first]
    added = np.maximum(roster.joined[stays] - rng.integers(60, 2 * DAY_SECONDS, len(stays)), 0)
    gone = (rng.random(len(stays)) < 0.06) & (added + 9 * DAY_SECONDS < span.seconds)
    deleted = added + (rng.random(len(stays)) * (span.seconds - added)).astype(np.int64)
    return table(
        "contacts",
        {
            "user_id": user_ids(roster.person[stays]),
            "staff": words(OWNERS, groups.owner[roster.group[stays]]),
            "added_at": span.times(added),
            "add_way": words(("扫描二维码", "群聊", "名片分享"), pick(rng, (7, 2, 1), len(stays))),
            "deleted_at": span.times(np.where(gone, deleted, NOBODY)),
        },
    )


def satisfaction_table(seed: int, span: Span, groups: Groups, roster: Roster) -> pa.Table:
    """The canonical `satisfaction`: members of the last year score 0–10; a slow owner's members are less pleased."""
    rng = generator(seed, "satisfaction")
    pool = np.flatnonzero(roster.customers & (roster.joined > span.ago(365) * DAY_SECONDS))
    stays = rng.choice(pool, min(_ANSWERS, len(pool)), replace=False)
    pleased = groups.behaving(6.6, 8.0, 8.3)[roster.group[stays]]
    pleased = pleased - 1.2 * (groups.owner[roster.group[stays]] == OWNERS.index(stories.OVERLOADED_OWNER))
    score = np.clip(np.rint(rng.normal(pleased, 1.7)), 0, 10).astype(np.int64)
    end = np.where(roster.left[stays] == NOBODY, span.seconds, roster.left[stays])
    day = (
        roster.joined[stays] + (rng.random(len(stays)) * (end - roster.joined[stays])).astype(np.int64)
    ) // DAY_SECONDS
    moment = np.minimum(day, DAYS - 1) * DAY_SECONDS + in_hours(rng, len(stays))
    order = np.lexsort((roster.person[stays], moment))
    return table(
        "satisfaction",
        {
            "user_id": user_ids(roster.person[stays[order]]),
            "answered_at": span.times(moment[order]),
            "score": whole(score[order]),
            "group_id": words(groups.ids, roster.group[stays[order]]),
        },
    )


def _linked(seed: int, roster: Roster) -> Ints:
    """The persons whose app account was recorded: all who came through the funnel, most of the others."""
    rng = generator(seed, "linked")
    people, first = np.unique(roster.person[roster.customers], return_index=True)
    recorded = (roster.funnel[roster.customers][first] != NOBODY) | (rng.random(len(people)) < _RECORDED)
    return np.asarray(people[recorded])


def _phone(seed: int, person: int) -> str:
    """What stands for a phone: 64 hex digits, the form in which the store keeps every phone; no number exists."""
    return hashlib.sha256(f"demo phone {seed} {person}".encode()).hexdigest()
