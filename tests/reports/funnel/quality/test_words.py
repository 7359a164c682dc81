"""The data-quality panel in words: which misfit is named, quiet results, few people, bounds and contradictions."""

from __future__ import annotations

from datetime import date

from core.reports.funnel.bounds import words as daily_count_words
from core.reports.funnel.quality.words import Kind, Misfit, finding, meaning, name, size, todo

KINDS: tuple[Kind, ...] = ("no_start", "skipped", "disorder", "no_roster", "after_import", "repeated")


def test_nothing_wrong_is_a_result_and_repeats_are_nothing_wrong() -> None:
    line, what = finding([Misfit("repeated", 900, 1000)], 12345)
    assert (line.zh, what.zh) == ("没有发现问题：12,345 人的记录都对得上", "不用处理。")


def test_the_largest_misfit_is_named_with_what_to_do() -> None:
    line, what = finding([Misfit("no_start", 20, 1000, 1), Misfit("skipped", 30, 200, 5, 4)], 1000)
    assert line.zh == "有⑤加好友自动回复，没有④跳转微信：200 人里 30 人，占 15.0%"
    assert "补传④跳转微信的记录" in what.zh
    assert line.en == "Step 5 (Added as friend) without step 4 (Jumped to WeChat): 30 of 200 people, 15.0%"


def test_less_than_one_in_a_hundred_is_small() -> None:
    assert finding([Misfit("no_start", 9, 1000, 1)], 1000)[0].zh.startswith("只有小问题，不影响结论；最大的是没有①")
    assert not finding([Misfit("no_start", 10, 1000, 1)], 1000)[0].zh.startswith("只有小问题")


def test_few_people_have_no_share() -> None:
    assert size(Misfit("skipped", 1, 29, 3, 2)).zh == "29 人里 1 人，太少，不算比例"
    assert size(Misfit("after_import", 1, 30_000)).zh == "30,000 条里 1 条，占 < 0.1%"


def test_every_kind_has_its_words_in_both_languages() -> None:
    for kind in KINDS:
        misfit = Misfit(kind, 5, 100, 5, 4)
        for text in (name(misfit), size(misfit), meaning(misfit, "strict"), todo(misfit)):
            assert text.zh
            assert text.en
            assert text.en[0].isupper() or text.en[0].isdigit()
            assert "{" not in text.zh + text.en
    assert "不影响人数" in meaning(Misfit("disorder", 5, 100, 5, 4), "any").zh


def test_bounds_are_never_one_number() -> None:
    line = daily_count_words.bounds(3, 2, 0.124, 1.0, True)
    assert line.zh == "② 广告位曝光 → ③ 进入加微引导页：在 12.4% 和 100% 之间。"
    assert "下限只能取 0" in daily_count_words.bounds(3, 2, 0.0, 0.9, False).zh


def test_contradictions_name_the_day_the_place_and_both_numbers() -> None:
    assert daily_count_words.alarms(0, 0).zh.startswith("每日人次没有发现问题")
    assert "有 600 处" in daily_count_words.alarms(600, 500).zh
    assert "最早的 500 处" in daily_count_words.alarms(600, 500).zh
    line = daily_count_words.worst(date(2026, 3, 2), "{app}", None, 3, 1200, 2, 900)
    assert line.zh.startswith(
        "最大的一处：2026-03-02 「{app}」③进入加微引导页 1,200 人次，前面的②广告位曝光只有 900 人次。"
    )
    assert "at step 3 (Guide page opened), only 900 at step 2 (Ad slot seen)" in line.en
