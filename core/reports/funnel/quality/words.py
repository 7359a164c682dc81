"""How far the onboarding data can be trusted, in words: what does not fit, what it does to the numbers, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from core.i18n import Text
from core.reports.funnel.engine.names import step_name
from core.statistics.min_sample import MIN_SAMPLE
from core.wording import same

SMALL = 0.01
"""A misfit of less than one in a hundred changes no conclusion."""
Kind = Literal["no_start", "skipped", "disorder", "no_roster", "after_import", "repeated"]
EVENTS: tuple[Kind, ...] = ("after_import", "repeated")
"""Kinds that count events; the others count people."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """`n` of `of` people (or events) do not fit, at `step` against the counted step `before`."""

    kind: Kind
    n: int
    of: int
    step: int = 0
    before: int = 0

    @property
    def share(self) -> float | None:
        """0..1; None of too few."""
        return self.n / self.of if self.of >= MIN_SAMPLE else None


def finding(misfits: Sequence[Misfit], people: int) -> tuple[Text, Text]:
    """Line 1 and 2 about the events of persons: the largest misfit and what to do, or that there is none."""
    harmful = [misfit for misfit in misfits if misfit.kind != "repeated"]
    if not harmful:
        line = Text(
            "没有发现问题：{n:,} 人的记录都对得上", "Nothing wrong found: the records of {n:,} people fit together"
        )
        return line.fill(n=people), Text("不用处理。", "Nothing to do.")
    worst = max(harmful, key=lambda misfit: (misfit.n / misfit.of, misfit.n))
    told = Text("{name}：{n}", "{name}: {n}").fill(name=name(worst), n=size(worst))
    if worst.of >= MIN_SAMPLE and worst.n / worst.of < SMALL:
        line = (
            Text("只有小问题，不影响结论；最大的是", "Small misfits only, no conclusion changes; the largest: ") + told
        )
        return line, todo(worst)
    return told, todo(worst)


def name(misfit: Misfit) -> Text:
    """What does not fit."""
    step = step_name(misfit.step) if misfit.step else same("")
    before = step_name(misfit.before) if misfit.before else same("")
    texts: dict[Kind, tuple[str, str]] = {
        "no_start": ("没有{step}的记录", "No record of {step}"),
        "skipped": ("有{step}，没有{before}", "{step} without {before}"),
        "disorder": ("{step}早于{before}", "{step} earlier than {before}"),
        "no_roster": ("走到{step}，群成员名单里没有", "Reached {step}, not among the group members"),
        "after_import": ("时间晚于导入时间", "Dated after the import"),
        "repeated": ("同一人同一步有多条", "Several events of one person at one step"),
    }
    found = Text(*texts[misfit.kind]).fill(step=step, before=before)
    return Text(found.zh, found.en[:1].upper() + found.en[1:])


def size(misfit: Misfit) -> Text:
    """How many, and of how many."""
    unit = ("条", "events") if misfit.kind in EVENTS else ("人", "people")
    share = "" if misfit.share is None else f"{misfit.share * 100:.1f}%"
    if misfit.share is not None and round(misfit.share * 1000) == 0:
        share = "< 0.1%"
    zh = f"，占 {share}" if share else "，太少，不算比例"
    en = f", {share}" if share else ", too few for a share"
    return Text(f"{misfit.of:,} {unit[0]}里 {misfit.n:,} {unit[0]}{zh}", f"{misfit.n:,} of {misfit.of:,} {unit[1]}{en}")


def meaning(misfit: Misfit, order: str) -> Text:
    """What it does to the numbers."""
    step = step_name(misfit.step) if misfit.step else same("")
    before = step_name(misfit.before) if misfit.before else same("")
    if misfit.kind == "disorder" and order == "any":
        return Text("现在按「不限顺序」数，不影响人数。", "Counted in any order now: no effect.")
    texts: dict[Kind, tuple[str, str]] = {
        "no_start": ("不在任何一步里，漏斗人数不含他们。", "They are in no step: the funnel does not count them."),
        "skipped": (
            "算作在{before}流失：这一步的流失偏高，{step}起的人数偏低。",
            "They count as lost at {before}: its loss is too high, the people from {step} on are too few.",
        ),
        "disorder": (
            "按顺序数时，早的那次{step}不算；之后没有再来的，算作没走到。",
            "Counted in order, that {step} does not count; who has no later one counts as not there.",
        ),
        "no_roster": (
            "算进了群，但看不出之后还在不在群里。",
            "They count as joined; whether they are still in the group is not known.",
        ),
        "after_import": ("没有计入。", "Left out."),
        "repeated": ("每人每步只算一次，不影响人数。", "A person counts once at a step: no effect."),
    }
    return Text(*texts[misfit.kind]).fill(step=step, before=before)


def todo(misfit: Misfit) -> Text:
    """What to do about it."""
    step = step_name(misfit.step) if misfit.step else same("")
    before = step_name(misfit.before) if misfit.before else same("")
    texts: dict[Kind, tuple[str, str]] = {
        "no_start": (
            "补传{step}的记录；补不了，就把「从哪一步算进入」换成后面的步骤。",
            "Upload the records of {step}, or choose a later one under “Which step counts as entry”.",
        ),
        "skipped": (
            "补传{before}的记录；本来就可以不走，就在「可以跳过的步骤」里选上它。",
            "Upload the records of {before}; if it need not be taken, choose it under “Steps that may be skipped”.",
        ),
        "disorder": (
            "核对两边系统的时钟；时间分不出先后，就把「步骤的先后」改成「不限顺序」。",
            "Check the clocks of both systems; if times cannot tell, set “Order of the steps” to “Any order”.",
        ),
        "no_roster": (
            "补传缺的群的「群成员」，或用「身份标识」把两边的用户ID对上。",
            "Upload the members of the groups that are missing, or match the user ids by “Identities”.",
        ),
        "after_import": (
            "核对导出系统的时间和时区，改好后重新导入。",
            "Check time and time zone of the exporting system, then import again.",
        ),
        "repeated": ("不用处理。", "Nothing to do."),
    }
    return Text(*texts[misfit.kind]).fill(step=step, before=before)
