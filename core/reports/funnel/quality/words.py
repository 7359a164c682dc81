"""How far the onboarding data can be trusted: what does not fit, what it does to the numbers, what to do."""

from __future__ import annotations

from datetime import date

from core.i18n import Text
from core.reports.funnel.engine.names import step_name
from core.reports.funnel.quality.rules import EVENTS, Kind, Misfit, Quality, QualityCheck
from core.reports.verdict import Verdict
from core.wording import percent, same


def verdict(check: QualityCheck, _: date) -> Verdict:
    """The largest misfit and what to do, or that there is none."""
    quality, worst = check.quality, check.quality.worst
    if worst is None:
        line = Text("没有发现问题：{n:,} 人的记录都对得上", "No issues found: the records of {n:,} people fit together")
        return Verdict(line.fill(n=quality.people), _NOTHING_TO_DO, _notes(quality))
    line = Text("{name}：{size}", "{name}: {size}").fill(name=name(worst), size=size(worst))
    if worst.small:
        small = Text("只有小问题，不影响结论；最大的是", "Small misfits only, no conclusion changes; the largest: ")
        line = small + line
    return Verdict(line, todo(worst), _notes(quality))


_NOTHING_TO_DO = Text("不用处理。", "Nothing to do.")


def _notes(quality: Quality) -> tuple[Text, ...]:
    basis = Text(
        "看的是全部 {n:,} 人、{m:,} 条事件，不随日期和筛选变。",
        "All {n:,} people and {m:,} events are looked at, whatever days and filters are chosen.",
    ).fill(n=quality.people, m=quality.events)
    if quality.no_roster is not None or not quality.grouped:
        return (basis,)
    unchecked = Text(
        "没有「群成员」，走到⑦的 {n:,} 人是否真在群里，没法核对。",
        "Without “Group members” it cannot be checked whether the {n:,} people at step 7 are in a group.",
    ).fill(n=quality.grouped)
    return basis, unchecked


def name(misfit: Misfit) -> Text:
    """What does not fit."""
    texts: dict[Kind, Text] = {
        "no_start": Text("没有{step}的记录", "No record of {step}"),
        "skipped": Text("有{step}，没有{before}", "{step} without {before}"),
        "disorder": Text("{step}早于{before}", "{step} earlier than {before}"),
        "no_roster": Text("走到{step}，群成员名单里没有", "Reached {step}, not among the group members"),
        "after_import": Text("时间晚于导入时间", "Dated after the import"),
        "repeated": Text("同一人同一步有多条", "Several events of one person at one step"),
    }
    text = _of_steps(texts[misfit.kind], misfit)
    return Text(text.zh, text.en[:1].upper() + text.en[1:])


def size(misfit: Misfit) -> Text:
    """How many, and of how many."""
    unit = unit_of(misfit)
    if misfit.share is None:
        share = Text("太少，不算比例", "too few for a share")
    else:
        shown = "< 0.1%" if round(misfit.share * 1000) == 0 else percent(misfit.share)
        share = Text("占 {share}", "{share}").fill(share=shown)
    text = Text("{of:,} {unit}里 {n:,} {unit}，{share}", "{n:,} of {of:,} {unit}, {share}")
    return text.fill(of=misfit.of, n=misfit.n, unit=unit, share=share)


def unit_of(misfit: Misfit) -> Text:
    """What is counted."""
    return Text("条", "events") if misfit.kind in EVENTS else Text("人", "people")


def meaning(misfit: Misfit, order: str) -> Text:
    """What it does to the numbers."""
    if misfit.kind == "disorder" and order == "any":
        return Text("现在按「不限顺序」数，不影响人数。", "Counted in any order now: no effect.")
    texts: dict[Kind, Text] = {
        "no_start": Text("不在任何一步里，漏斗人数不含他们。", "They are in no step: the funnel does not count them."),
        "skipped": Text(
            "算作在{before}流失：这一步的流失偏高，{step}起的人数偏低。",
            "They count as lost at {before}: its loss is too high, the people from {step} on are too few.",
        ),
        "disorder": Text(
            "按顺序数时，早的那次{step}不算；之后没有再来的，算作没走到。",
            "Counted in order, that {step} does not count; who has no later one counts as not there.",
        ),
        "no_roster": Text(
            "算进了群，但看不出之后还在不在群里。",
            "They count as joined; whether they are still in the group is not known.",
        ),
        "after_import": Text("没有计入。", "Left out."),
        "repeated": Text("每人每步只算一次，不影响人数。", "A person counts once at a step: no effect."),
    }
    return _of_steps(texts[misfit.kind], misfit)


def todo(misfit: Misfit) -> Text:
    """What to do about it."""
    texts: dict[Kind, Text] = {
        "no_start": Text(
            "补传{step}的记录；补不了，就把「从哪一步算进入」换成后面的步骤。",
            "Upload the records of {step}, or choose a later one under “Which step counts as entry”.",
        ),
        "skipped": Text(
            "补传{before}的记录；本来就可以不走，就在「可以跳过的步骤」里选上它。",
            "Upload the records of {before}; if it need not be taken, choose it under “Steps that may be skipped”.",
        ),
        "disorder": Text(
            "核对两边系统的时钟；时间分不出先后，就把「步骤的先后」改成「不限顺序」。",
            "Check the clocks of both systems; if times cannot tell, set “Order of the steps” to “Any order”.",
        ),
        "no_roster": Text(
            "补传缺的群的「群成员」，或用「身份标识」把两边的用户ID对上。",
            "Upload the members of the groups that are missing, or match the user ids by “Identities”.",
        ),
        "after_import": Text(
            "核对导出系统的时间和时区，改好后重新导入。",
            "Check time and time zone of the exporting system, then import again.",
        ),
        "repeated": _NOTHING_TO_DO,
    }
    return _of_steps(texts[misfit.kind], misfit)


def _of_steps(text: Text, misfit: Misfit) -> Text:
    step, before = (step_name(k) if k else same("") for k in (misfit.step, misfit.before))
    return text.fill(step=step, before=before)
