"""What to fix first, in words: which step is named, what is said of chance, few people, money and the quiet result."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from core.i18n import Text
from core.reports.funnel.fixes.rules import Fixes
from core.reports.funnel.fixes.words import ranked, verdict, weak_line, worth_line
from core.reports.verdict import Verdict
from core.statistics.step_uplift import StepUplift, Value, step_uplifts
from core.statistics.weak_cells import Cell, Weak, weak_cells
from core.wording import estimated_money, estimated_people

MONDAY = date(2026, 11, 23)
WORTH = Value(Decimal("50.00"), Decimal("40.00"), Decimal("62.00"))
CHANNELS: dict[str | None, list[int]] = {"app": [1000, 300, 150], "shop": [1000, 600, 300], None: [400, 160, 80]}


def gains(
    counts: dict[str | None, list[int]], weeks: float = 2, value: Value | None = None
) -> list[StepUplift[str | None]]:
    """Of steps 5, 6 and 7."""
    return list(step_uplifts(counts, weeks, value, 5))


def weak(counts: dict[str | None, list[int]]) -> tuple[Weak[str | None], ...]:
    return weak_cells(Cell(c, 6 + at, n[at + 1], n[at]) for c, n in counts.items() for at in range(len(n) - 1))


def advice(
    gains: Sequence[StepUplift[str | None]], weak: tuple[Weak[str | None], ...], last_step: int, today: date
) -> Verdict:
    return verdict(Fixes(weak, tuple(gains), None, 2, last_step, 2), today)


def said(found: Verdict) -> str:
    return "\n".join(text.zh for text in (found.line, found.todo, *found.notes) if text)


def test_the_step_whose_best_channel_is_worth_most_is_named() -> None:
    # Step 6: shop 60 %, the company 1,060 of 2,400; half of them reach step 7: 1,200 a week × about .155 × .5 = 93.
    found = advice(gains(CHANNELS, value=WORTH), weak(CHANNELS), 7, MONDAY)
    assert found.line.zh.startswith("先修⑥信息审核录入：提到你们「shop」渠道的水平，每周约多进群 9")
    assert "头 90 天约 ¥4,6" in found.line.zh or "头 90 天约 ¥4,7" in found.line.zh
    assert found.todo is not None
    assert found.todo.zh == "11/27（周五）前：请负责「app」的人照「shop」的做法改这一步，一周后再比。"
    (basis,) = found.notes
    assert "（按 1,000 人算），公司整体 44 人（按 2,400 人算）" in basis.zh
    assert "约 10 次是它值得最先修" in basis.zh
    assert found.line.en.startswith("Fix step 6 (Identity recorded) first: at the level of your own channel “shop”")
    without = advice(gains(CHANNELS), (), 7, MONDAY)
    assert "¥" not in said(without)
    assert "请各渠道的负责人看「shop」这一步怎么做" in said(without)


def test_where_the_data_end_before_the_group_nobody_is_said_to_join_one() -> None:
    counts = {name: n[:2] for name, n in CHANNELS.items()}
    found = advice(list(step_uplifts(counts, 2, None, 4)), (), 5, MONDAY)
    assert "每周约多走到⑤加好友自动回复" in found.line.zh
    assert "进群" not in said(found)
    assert "join a group" not in found.line.en


def test_alike_channels_are_no_example_and_a_point_is_what_counts() -> None:
    found = advice(gains({"app": [1000, 400, 200], "shop": [1000, 400, 200]}), (), 7, MONDAY)
    # One point at step 7 is 1 % of 800, 4 a week; at step 6 it is 20 × .5 in two weeks, 5 a week.
    assert found.line.zh == "没有明显更好的渠道可学；⑥信息审核录入最值得先动：每提高 1 个百分点，每周约多进群 5.0 人"
    assert "「改动记录」" in said(found)


def test_few_people_and_nobody_at_the_end_give_no_advice() -> None:
    assert said(advice(gains({"app": [29, 20, 10]}), (), 7, MONDAY)).startswith(
        "走完转化窗口的只有 29 人，太少，不下结论"
    )
    assert said(advice([], (), 7, MONDAY)).startswith("走完转化窗口的只有 0 人")
    assert "还没有人走到⑦" in advice(gains({"app": [500, 0, 0]}), (), 7, MONDAY).line.zh


def test_chance_does_not_rank_a_step() -> None:
    # Step 6 has a best channel by a hair (301 of 1,000), which is chance; a point more at step 7 is worth more there.
    found = ranked(gains({"app": [1000, 300, 30], "shop": [1000, 301, 30], None: [25, 5, 5]}))
    assert [gain.step for gain in found] == sorted(
        (6, 7), key=lambda k: -next(g.point.members for g in found if g.step == k)
    )


def test_channels_below_the_rest_or_that_none_is() -> None:
    cells = [(cell, 12.4) for cell in weak(CHANNELS)]
    assert [cell.channel for cell, _ in cells] == ["app"]
    line = weak_line(cells, 7, 2)
    assert line.zh == (
        "「app」的⑥信息审核录入明显低于其余渠道：100 人里过 30 人（按 1,000 人算），其余渠道 54 人；"
        "每周约少进群 12 人。"
    )
    assert weak_line((), 7, 2) == Text("没有哪个渠道明显低于其余渠道。", "No channel is clearly below the rest.")
    assert "没有别的渠道可比" in weak_line((), 7, 1).zh
    assert weak_line(cells * 2, 7, 2).zh.endswith("一共 2 处：")


def test_what_the_money_rests_on() -> None:
    assert worth_line(WORTH, 5286, 612, True, 7).zh == (
        "钱这样折算：每位进群的人头 90 天平均实付 ¥50（10 次约 8 次在 ¥40–62 之间），"
        "按进群满 90 天的 5,286 人算，其中 612 人买过。已减退款；不等于进群多带来的钱。"
    )
    assert "缺「订单」" in worth_line(None, 0, 0, False, 7).zh
    assert "只有 12 人，太少" in worth_line(None, 12, 1, True, 7).zh
    assert "不知道谁进了群" in worth_line(None, 0, 0, False, 6).zh


def test_braces_in_names_stay_as_they_are() -> None:
    odd = {"{channel}" if name == "shop" else name: n for name, n in CHANNELS.items()}
    assert "「{channel}」" in advice(gains(odd), (), 7, MONDAY).line.zh


def test_numbers_have_the_digits_that_count() -> None:
    assert [estimated_people(n).zh for n in (0.001, 0.44, 1.04, 9.94, 9.96, 1234.4)] == [
        "不到 0.01",
        "0.44",
        "1.0",
        "9.9",
        "10",
        "1,234",
    ]
    assert [estimated_money(Decimal(n)).zh for n in ("58.4", "2855.9", "185000")] == ["¥58", "¥2,900", "¥18 万"]
    assert estimated_money(Decimal("185000")).en == "¥180,000"
