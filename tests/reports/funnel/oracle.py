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


def fits(t: Time, since: Time, entry: Time, days: int | None, previous: Time, own: int | None) -> bool:
    return at_or_after(t, since) and in_window(t, entry, days) and in_window(t, previous, own)


def walk(
    events: Sequence[Row],
    entry_event: Row,
    strict: bool,
    days: int | None,
    own: dict[int, int],
    optional: Sequence[int],
) -> dict[str, Any]:
    """One entry: reached {step: time}, refused steps, dimension values. Optional steps are looked at afterwards."""
    passed = [e for e in events if e["result"] != "refused"]
    refusals = [e for e in events if e["result"] == "refused"]
    start = entry_event["step"]
    entry = time_of(entry_event)
    reached: dict[int, Time] = {start: entry}
    counted = [entry_event]
    refused: set[int] = set()
    chain = [k for k in range(start, 8) if k == start or k not in optional]
    previous = start
    for step in chain[1:]:
        since = reached[previous] if strict else entry
        limits = (since, entry, days, reached[previous], own.get(step))
        fitting = [e for e in passed if e["step"] == step and fits(time_of(e), *limits)]
        if not fitting:
            if any(e["step"] == step and fits(time_of(e), *limits) for e in refusals):
                refused.add(step)
            break
        first = min(fitting, key=order_key)
        time = time_of(first)
        if not strict:
            time = max(time, reached[previous], key=lambda t: (t[0], not t[1]))
        reached[step] = time
        counted.append(first)
        previous = step
    taken: dict[int, Time] = {}
    for step in set(optional) & set(range(start + 1, 8)):
        before = max(k for k in chain if k < step)
        after = min((k for k in chain if k > step), default=None)
        if before not in reached:
            continue
        limits = (reached[before] if strict else entry, entry, days, reached[before], own.get(step))
        fitting = [e for e in passed if e["step"] == step and fits(time_of(e), *limits)]
        if strict and after in reached:
            fitting = [e for e in fitting if at_or_after(reached[after], time_of(e))]
        if fitting:
            taken[step] = time_of(min(fitting, key=order_key))
    values: dict[str, str | None] = {}
    for dim in DIMENSIONS:
        values[dim] = None
        for e in counted:
            named = [t[dim] for t in tied(passed, e) if t[dim]]
            if named:
                values[dim] = min(named)
                break
    values["entry_week"] = (entry[0].date() - timedelta(days=entry[0].weekday())).isoformat()
    last = (chain[len(reached) - 1], reached[chain[len(reached) - 1]])
    return {"entry": entry, "reached": reached | taken, "refused": refused, "values": values, "last": last}


def entries(events: Sequence[Row], start: int, days: int | None, again: bool) -> list[Row]:
    """The events that open a window: the first start event; with re-entry the first one after each window too."""
    found: list[Row] = []
    for e in sorted((e for e in events if e["step"] == start and e["result"] != "refused"), key=order_key):
        if not found or (again and not in_window(time_of(e), time_of(found[-1]), days)):
            found.append(e)
    return found


def steps(
    people: Sequence[dict[str, Any]],
    start: int | None,
    days: int | None,
    cutoff: Time | None,
    own: dict[int, int],
    optional: Sequence[int],
    rates_from: int,
) -> list[Row]:
    found: list[Row] = []
    shares = ("of_first", "of_previous", "matured_first", "matured_previous")
    for step in range(1, 8):
        if start is None or step < start or cutoff is None:
            names = (*shares, "people", "lost", "pending", "refused", "median_seconds", "p90_seconds")
            found.append({"step": step} | dict.fromkeys(names))
            continue
        chain = [k for k in range(start, 8) if k == start or k not in optional]
        here = [p for p in people if step in p["reached"]]
        row: Row = {"step": step, "people": len(here), "lost": 0, "pending": 0, "refused": 0} | dict.fromkeys(shares)
        before = [p for p in people if step > start and max(k for k in chain if k < step) in p["reached"]]
        first = [p for p in people if max(k for k in chain if k <= rates_from) in p["reached"]]

        def matured(those: Sequence[dict[str, Any]], cutoff: Time = cutoff) -> list[dict[str, Any]]:
            return [p for p in those if days is None or not still_open(p["entry"], days, cutoff)]

        for prefix, select in (("of", list), ("matured", matured)):
            if step >= rates_from and select(first):
                row[prefix + "_first"] = len(select(here)) / len(select(first))
            if step > rates_from and select(before):
                row[prefix + "_previous"] = len(select(here)) / len(select(before))
        for p in before if step in chain else []:
            if step in p["reached"]:
                continue
            limits = [(p["entry"], days)] if days is not None else []
            limits += [(p["last"][1], own[step])] if step in own else []
            if step in p["refused"]:
                row["refused"] += 1
            elif limits and all(still_open(since, most, cutoff) for since, most in limits):
                row["pending"] += 1
            else:
                row["lost"] += 1
        later = min((k for k in chain if k > step), default=None) if step in chain else None
        took = [seconds(p["reached"][step], p["reached"][later]) for p in people if later in p["reached"]]
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


def named_at(events: Sequence[Row], start: int | None, dimensions: Sequence[str]) -> int:
    """The first step that names all the dimensions in at least one event of twenty."""
    latest = start or 1
    for dim in dimensions:
        for step in range(1, 8):
            here = [e for e in events if e["step"] == step]
            if dim != "entry_week" and here and sum(bool(e[dim]) for e in here) * 20 >= len(here):
                latest = max(latest, step)
                break
    return latest


def funnel(
    events: Sequence[Row],
    identities: Sequence[Row] = (),
    *,
    imported: datetime,
    strict: bool,
    days: int | None,
    by: str | Sequence[str] | None = None,
    since: date | None = None,
    until: date | None = None,
    as_of: datetime | None = None,
    from_step: int | None = None,
    where: dict[str, list[str | None]] | None = None,
    step_windows: dict[int, int] | None = None,
    optional: Sequence[int] = (),
    again: bool = False,
) -> Row:
    """Steps and breakdown as the JSON shows them (without the intervals)."""
    existing = [e for e in events if e["at"] <= imported]
    known = existing
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
    own = step_windows or {}
    people = []
    for name, theirs in by_person.items():
        for opening in entries(theirs, start, days, again) if start is not None else []:
            person = walk(theirs, opening, strict, days, own, optional) | {"name": name}
            day = person["entry"][0].date()
            if any(person["values"][dim] not in allowed for dim, allowed in (where or {}).items()):
                continue
            if (since is None or day >= since) and (until is None or day < until):
                people.append(person)
    shown = cutoff and (cutoff[0].date().isoformat() if cutoff[1] else cutoff[0].isoformat(timespec="seconds"))
    dims = [by] if isinstance(by, str) else list(by or ())
    whole_from, parts_from = named_at(known, start, list(where or ())), named_at(known, start, [*(where or ()), *dims])
    found: Row = {
        "cutoff": shown,
        "steps": steps(people, start, days, cutoff, own, optional, whole_from),
        "breakdown": [],
        "entries": len(people) if again and start is not None else None,
        "entrants": len({p["name"] for p in people}) if again and start is not None else None,
    }
    sizes = {
        (dim, value): sum(p["values"][dim] == value for p in people)
        for p in people
        for dim, value in p["values"].items()
    }
    groups: dict[tuple[str | None, ...], list[Any]] = {}
    for p in people if dims else []:
        groups.setdefault(tuple(p["values"][dim] for dim in dims), []).append(p)

    def place(key: tuple[str | None, ...]) -> list[tuple[bool, int, str]]:
        pairs = zip(dims, key, strict=True)
        return [(v is None, 0 if dim == "entry_week" else -sizes[dim, v], v or "") for dim, v in pairs]

    for key in sorted(groups, key=place):
        value = key[0] if len(key) == 1 else list(key)
        part = steps(groups[key], start, days, cutoff, own, optional, parts_from)
        found["breakdown"].append({"value": value, "steps": part})
    return found
