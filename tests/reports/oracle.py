"""The funnel counted by plain loops over the events: shares no code with the product."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

Row = dict[str, Any]
Time = tuple[datetime, bool]
DIMENSIONS = ("ad_slot", "channel", "identity_class", "region", "owner")


def at_or_after(a: Time, b: Time) -> bool:
    if a[1] or b[1]:
        return a[0].date() >= b[0].date()
    return a[0] >= b[0]


def in_window(t: Time, entry: Time, days: int | None) -> bool:
    if days is None:
        return True
    if t[1] or entry[1]:
        return t[0].date() <= entry[0].date() + timedelta(days=days)
    return t[0] <= entry[0] + timedelta(days=days)


def seconds(a: Time, b: Time) -> float:
    if a[1] or b[1]:
        return 86400.0 * (b[0].date() - a[0].date()).days
    return (b[0] - a[0]) / timedelta(seconds=1)


def order_key(event: Row) -> tuple[datetime, bool]:
    return event["at"], not event["at_is_day"]


def time_of(event: Row) -> Time:
    return event["at"], event["at_is_day"]


def quantile(values: Sequence[float], q: float) -> float | None:
    if not values:
        return None
    ordered = sorted(values)
    position = q * (len(ordered) - 1)
    low = math.floor(position)
    high = math.ceil(position)
    return ordered[low] + (ordered[high] - ordered[low]) * (position - low)


def tied(events: Sequence[Row], chosen: Row) -> list[Row]:
    return [e for e in events if e["step"] == chosen["step"] and e["at"] == chosen["at"]]


def walk(events: Sequence[Row], start: int, strict: bool, days: int | None) -> dict[str, Any] | None:
    """One person: reached {step: time}, refused steps, dimension values."""
    passed = [e for e in events if e["result"] != "refused"]
    refusals = [e for e in events if e["result"] == "refused"]
    starts = sorted((e for e in passed if e["step"] == start), key=order_key)
    if not starts:
        return None
    entry = time_of(starts[0])
    reached: dict[int, Time] = {start: entry}
    counted = [starts[0]]
    refused: set[int] = set()
    for step in range(start + 1, 8):
        since = reached[step - 1] if strict else entry
        fitting = [
            e
            for e in passed
            if e["step"] == step and at_or_after(time_of(e), since) and in_window(time_of(e), entry, days)
        ]
        if not fitting:
            if any(
                e["step"] == step and at_or_after(time_of(e), since) and in_window(time_of(e), entry, days)
                for e in refusals
            ):
                refused.add(step)
            break
        first = min(fitting, key=order_key)
        time = time_of(first)
        if not strict:
            before = reached[step - 1]
            time = max(time, before, key=lambda t: (t[0], not t[1]))
        reached[step] = time
        counted.append(first)
    values: dict[str, str | None] = {}
    for dim in DIMENSIONS:
        values[dim] = None
        for e in counted:
            named = [t[dim] for t in tied(passed, e) if t[dim]]
            if named:
                values[dim] = min(named)
                break
    values["entry_week"] = (entry[0].date() - timedelta(days=entry[0].weekday())).isoformat()
    return {"entry": entry, "reached": reached, "refused": refused, "values": values}


def steps(people: Sequence[dict[str, Any]], start: int | None, days: int | None, cutoff: Time | None) -> list[Row]:
    found: list[Row] = []
    for step in range(1, 8):
        if start is None or step < start or cutoff is None:
            names = ("people", "of_first", "of_previous", "lost", "pending", "refused", "median_seconds", "p90_seconds")
            found.append({"step": step} | dict.fromkeys(names))
            continue
        here = [p for p in people if step in p["reached"]]
        row: Row = {"step": step, "people": len(here), "of_previous": None, "lost": 0, "pending": 0, "refused": 0}
        first = sum(start in p["reached"] for p in people)
        row["of_first"] = len(here) / first if first else None
        if step > start:
            before = [p for p in people if step - 1 in p["reached"]]
            row["of_previous"] = len(here) / len(before) if before else None
            for p in before:
                if step in p["reached"]:
                    continue
                if step in p["refused"]:
                    row["refused"] += 1
                elif days is not None and still_open(p["entry"], days, cutoff):
                    row["pending"] += 1
                else:
                    row["lost"] += 1
        took = [seconds(p["reached"][step], p["reached"][step + 1]) for p in people if step + 1 in p["reached"]]
        row["median_seconds"], row["p90_seconds"] = quantile(took, 0.5), quantile(took, 0.9)
        found.append(row)
    return found


def still_open(entry: Time, days: int, cutoff: Time) -> bool:
    if entry[1] or cutoff[1]:
        return entry[0].date() + timedelta(days=days) > cutoff[0].date()
    return entry[0] + timedelta(days=days) > cutoff[0]


def persons(identities: Sequence[Row]) -> dict[str, str]:
    """id → person by union-find over plain dictionaries."""
    own: dict[str, set[tuple[str, str]]] = {}
    for row in identities:
        own.setdefault(row["id_value"], set()).add((row["id_kind"], row["source"] or ""))
    linked: dict[str, set[tuple[str, tuple[str, str]]]] = {}
    for row in identities:
        for kind in own.get(row["user_id"], {("user_id", row["source"] or "")}):
            linked.setdefault(row["id_value"], set()).add((row["user_id"], kind))
    parent: dict[str, str] = {}

    def root(node: str) -> str:
        parent.setdefault(node, node)
        while parent[node] != node:
            node = parent[node]
        return node

    for row in identities:
        root(row["user_id"])
        kinds = [kind for _, kind in linked[row["id_value"]]]
        if len(kinds) == len(set(kinds)):
            parent[root(row["user_id"])] = root(row["id_value"])
    users = {row["user_id"] for row in identities}
    names: dict[str, str] = {}
    for node in list(parent):
        if node in users:
            names[root(node)] = min(node, names.get(root(node), node))
    return {node: names[root(node)] for node in parent if names[root(node)] != node}


def funnel(
    events: Sequence[Row],
    identities: Sequence[Row] = (),
    *,
    imported: datetime,
    strict: bool,
    days: int | None,
    by: str | None = None,
    since: date | None = None,
    until: date | None = None,
    as_of: datetime | None = None,
    from_step: int | None = None,
    where: dict[str, list[str | None]] | None = None,
) -> Row:
    """Steps and breakdown as the JSON shows them (without the intervals)."""
    existing = [e for e in events if e["at"] <= imported]
    cutoff: Time | None = None
    if existing:
        latest = max(e["at"] for e in existing)
        cutoff = (latest, any(e["at_is_day"] for e in existing if e["at"] == latest))
        end = latest + timedelta(days=1) if cutoff[1] else latest
        if as_of is not None and as_of < (end - timedelta(microseconds=1) if cutoff[1] else end):
            cutoff = (as_of, False)
    if as_of is not None:
        existing = [e for e in existing if e["at"] <= as_of]
    start = from_step or min((e["step"] for e in existing), default=None)
    names = persons(identities)
    by_person: dict[str, list[Row]] = {}
    for e in existing:
        by_person.setdefault(names.get(e["user_id"], e["user_id"]), []).append(e)
    people = []
    for own in by_person.values():
        person = walk(own, start, strict, days) if start is not None else None
        if person is None:
            continue
        day = person["entry"][0].date()
        if any(person["values"][dim] not in allowed for dim, allowed in (where or {}).items()):
            continue
        if (since is None or day >= since) and (until is None or day < until):
            people.append(person)
    shown = cutoff and (cutoff[0].date().isoformat() if cutoff[1] else cutoff[0].isoformat(timespec="seconds"))
    found: Row = {"cutoff": shown, "steps": steps(people, start, days, cutoff), "breakdown": []}
    if by is not None:
        groups: dict[str | None, list[Any]] = {}
        for p in people:
            groups.setdefault(p["values"][by], []).append(p)
        for value in sorted(groups, key=lambda v: (v is None, 0 if by == "entry_week" else -len(groups[v]), v or "")):
            found["breakdown"].append({"value": value, "steps": steps(groups[value], start, days, cutoff)})
    return found
