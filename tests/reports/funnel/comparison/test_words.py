"""A comparison in words, by examples a manager can check on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.i18n import Text
from core.reports.funnel.comparison.rules import Compared, Piece, matters
from core.reports.funnel.comparison.words import base_name, cause_name, finding, segment_name, signed
from core.reports.funnel.engine.differences import judgement, points
from core.reports.verdict import Verdict
from core.statistics.rate_difference import Difference, Sample, compare

TODAY = date(2026, 11, 22)  # a Sunday
WEEKS = Text("11/2–11/15", "2 Nov – 15 Nov"), Text("前 4 周", "the 4 weeks before")


def difference(now: tuple[int, int], base: tuple[int, int]) -> Difference:
    return compare([(Sample(*now), Sample(*base))])[0]


WORSE = difference((3900, 10_000), (4300, 10_000))
BETTER = difference((4300, 10_000), (3900, 10_000))
SAME = difference((4010, 10_000), (4000, 10_000))


def periods(*pieces: Piece, reached: int = 2140, entered: tuple[int, int] = (20_000, 21_000)) -> Compared:
    change = sum(piece.people for piece in pieces)
    return Compared(
        kind="periods",
        names=WEEKS,
        step=7,
        rates_from=None,
        entered=entered,
        reached=(reached, reached - change),
        pending=(0, 0),
        whole=WORSE,
        pieces=pieces,
    )


def segments(whole: Difference, *pieces: Piece) -> Compared:
    names = Text("抖音", "Douyin"), Text("小红书", "Red")
    return replace(periods(*pieces), kind="segments", names=names, whole=whole)


def zh(verdict: Verdict) -> tuple[str, str]:
    return verdict.line.zh, todo(verdict).zh


def todo(verdict: Verdict) -> Text:
    assert verdict.todo is not None
    return verdict.todo


def test_it_says_how_many_fewer_why_and_what_to_do() -> None:
    pieces = (
        Piece("volume", None, -98),
        Piece("mix", None, -4),
        Piece("rate", 4, -190, Text("抖音", "Douyin"), WORSE),
        Piece("rate", 5, -20, None, SAME),
    )
    found = finding(periods(*pieces), TODAY)
    assert zh(found) == (
        "11/2–11/15 进群 2,140 人，比前 4 周少 312 人；主要是④跳转微信变差（−190 人），其次是进来的人少了（−98 人）",
        "11/27（周五）前：请负责的人查④跳转微信，先看「抖音」；有没有改过什么，看下面「改动前后」。",
    )
    assert found.line.en == (
        "2 Nov – 15 Nov: 2,140 people pulled into a group, 312 fewer than the 4 weeks before; "
        "mainly step 4 (Jumped to WeChat) got worse (−190 people), then fewer people entered (−98 people)"
    )
    assert todo(found).en.startswith("By Friday 27 Nov: the person in charge to look into step 4")


def test_a_small_change_is_left_alone() -> None:
    found = finding(periods(Piece("rate", 4, -12, None, SAME), entered=(20_000, 20_010)), TODAY)
    assert zh(found) == (
        "11/2–11/15 进群 2,140 人，比前 4 周少 12 人，在正常波动内",
        "变化在正常波动内，这周不用动它。",
    )
    assert (
        zh(finding(periods(entered=(20_000, 20_000)), TODAY))[0]
        == "11/2–11/15 进群 2,140 人，和前 4 周一样多，在正常波动内"
    )


def test_causes_that_cancel_out_are_named_although_the_sum_is_quiet() -> None:
    found = finding(periods(Piece("volume", None, 180), Piece("rate", 4, -190, None, WORSE)), TODAY)
    assert zh(found)[0].endswith("少 10 人，在正常波动内；不过④跳转微信变差（−190 人），进来的人多了（+180 人）")
    assert "查④跳转微信" in todo(found).zh


def test_what_pulls_against_the_change_is_named_last() -> None:
    found = finding(periods(Piece("volume", None, 100), Piece("rate", 4, -400, None, WORSE)), TODAY)
    assert zh(found)[0].endswith("主要是④跳转微信变差（−400 人）；进来的人多了（+100 人），补回一些")
    found = finding(periods(Piece("volume", None, 500), Piece("rate", 4, -100, None, WORSE)), TODAY)
    assert "多 400 人；主要是进来的人多了（+500 人）；④跳转微信变差（−100 人），抵掉一些" in found.line.zh
    assert "查④跳转微信" in todo(found).zh  # a step that got worse comes first, whatever else is well


def test_many_small_causes_are_not_pinned_on_one() -> None:
    pieces = [Piece("rate", k, -60, None, SAME) for k in range(2, 8)]
    found = finding(periods(*pieces, entered=(20_000, 20_010)), TODAY)
    assert "没有哪一处单独超出正常波动" in found.line.zh
    assert todo(found).zh == "没有单独一处可修，下周再看。"


@pytest.mark.parametrize(
    ("piece", "line", "action"),
    [
        (Piece("volume", None, -400), "进来的人少了（−400 人）", "不是步骤变差"),
        (Piece("volume", None, 400), "进来的人多了（+400 人）", "照做"),
        (Piece("mix", None, -400), "难转化的渠道占比大了（−400 人）", "各渠道的占比"),
        (Piece("mix", None, 400), "好转化的渠道占比大了（+400 人）", "继续"),
        (Piece("new", None, 400, Text("小红书", "Red")), "新开的渠道（+400 人）", "先看「小红书」"),
        (Piece("ended", None, -400, Text("快手", "Kuai")), "停掉的渠道（−400 人）", "是不是有意停的，先看「快手」"),
        (Piece("unexplained", None, -400), "数据对不上的渠道（−400 人）", "核对"),
        (Piece("rate", 4, 400, None, BETTER), "④跳转微信变好（+400 人）", "做对了什么"),
    ],
)
def test_every_cause_has_its_words_and_its_action(piece: Piece, line: str, action: str) -> None:
    found = finding(periods(piece), TODAY)
    assert line in found.line.zh
    assert action in todo(found).zh
    assert found.line.en
    assert todo(found).en.startswith("By Friday 27 Nov: ")


def test_people_on_the_way_make_it_not_final() -> None:
    waiting = replace(
        periods(Piece("rate", 4, -400, None, WORSE)),
        pending=(412, 0),
        since=date(2026, 11, 2),
        closed=date(2026, 11, 14),
    )
    found = finding(waiting, TODAY)
    assert "比前 4 周暂时少 400 人" in found.line.zh
    assert todo(found).zh == "还有 412 人在路上，差数还会变：把「到（含）」选到 2026-11-14 再比，先不动。"
    young = finding(replace(waiting, since=date(2026, 11, 16)), TODAY)
    assert "没有一天的人走完了转化窗口" in todo(young).zh


def test_people_on_the_way_are_no_worse_rate() -> None:
    """The parts count them as not there yet; the matured rate knows better, and what it denies is not named."""
    piece = Piece("rate", 4, -400, None, SAME)
    assert not matters(piece, periods(piece))
    assert not matters(replace(piece, difference=BETTER), periods(piece))
    assert matters(replace(piece, difference=WORSE), periods(piece))
    assert not matters(replace(piece, difference=None), periods(piece))


def test_too_few_people_are_not_compared() -> None:
    found = finding(periods(Piece("volume", None, -1), reached=3, entered=(29, 400)), TODAY)
    assert zh(found) == ("11/2–11/15 29 人，前 4 周 400 人：人太少，不比", "把日期放长再比。")
    few = finding(segments(difference((3, 12), (9, 40)), Piece("rate", 4, -1)), TODAY)
    assert zh(few)[0] == "「抖音」12 人，「小红书」40 人：人太少，不比"
    assert judgement(difference((3, 12), (9, 40))).zh == "不到 30 人，不比"


def test_segments_are_compared_by_their_rates_not_by_their_size() -> None:
    whole = difference((900, 10_000), (1200, 10_000))
    found = finding(segments(whole, Piece("volume", None, 5000), Piece("rate", 4, -255, None, WORSE)), TODAY)
    assert zh(found) == (
        "100 个进来的人里，「抖音」有 9 人进群，「小红书」有 12 人，超出正常波动；主要是④跳转微信更差（−255 人）",
        "11/27（周五）前：请负责「抖音」的人看「小红书」在④跳转微信怎么做的，照做一周再比。",
    )
    better = finding(segments(difference((1200, 10_000), (900, 10_000)), Piece("rate", 4, 255, None, BETTER)), TODAY)
    assert "请负责「小红书」的人看「抖音」" in todo(better).zh
    alike = finding(segments(difference((61, 10_000), (60, 10_000)), Piece("rate", 4, 5, None, SAME)), TODAY)
    assert zh(alike) == (
        "1,000 个进来的人里，「抖音」有 6.1 人进群，「小红书」有 6.0 人，差别在正常波动内",
        "两边差不多，不用动。",
    )
    assert "on the way" in finding(replace(segments(whole), pending=(7, 5)), TODAY).notes[0].en
    assert "没有数据" in zh(finding(replace(segments(whole), whole=None), TODAY))[1]


def test_names_and_numbers() -> None:
    of = periods()
    assert cause_name("rate", 4, of).zh == "④跳转微信的转化"
    assert cause_name("new", None, of).zh == "新开的渠道"
    assert cause_name("new", None, replace(of, kind="segments")).zh == "只有前者有的渠道"
    assert cause_name("volume", None, replace(of, rates_from=5)).zh == "走到⑤加好友自动回复的人数"
    assert (signed(1234), signed(-190), signed(0)) == ("+1,234", "−190", "0")
    assert (points(-0.0661), points(0.012), points(-0.0001)) == ("−6.6", "+1.2", "0.0")
    assert segment_name((("channel", ("web", None)), ("owner", ("li",)))).en == "web, (unknown), li"


def test_the_base_is_named_by_its_length_only_where_it_is_the_period_before() -> None:
    week, day = date(2026, 11, 2), timedelta(days=1)
    assert base_name((week, week + 7 * day), (week - 7 * day, week)).en == "the week before"
    assert base_name((week, week + 14 * day), (week - 14 * day, week)).zh == "前 2 周"
    assert base_name((week, week + 3 * day), (week - 3 * day, week)).zh == "前 3 天"
    assert base_name((week, week + 7 * day), (week - 14 * day, week - 7 * day)).zh == "10/19–10/25"
    assert base_name((week, week + 7 * day), (week - 14 * day, week)).zh == "10/19–11/1"


def test_names_with_braces_stay_as_they_are() -> None:
    names = Text("{0}{x}", "{0}{x}"), Text("%s{", "%s{")
    found = finding(replace(segments(WORSE, Piece("rate", 4, -9, None, WORSE)), names=names), TODAY)
    assert "「{0}{x}」" in found.line.zh
    assert "“%s{”" in todo(found).en
