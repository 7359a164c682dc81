"""The quality of the data in words: which misfit is named, quiet results, few people."""

from __future__ import annotations

from typing import get_args

from core.i18n import Text
from core.reports.funnel.quality.rules import Kind, Misfit, Quality, QualityCheck, StepPeople
from core.reports.funnel.quality.tables import tables
from core.reports.funnel.quality.words import meaning, name, size, todo, verdict
from tests.reports.making_inputs import TODAY

KINDS: tuple[Kind, ...] = get_args(Kind)


def check(
    people: int = 1000, no_start: int = 0, skipped: StepPeople | None = None, repeated: int = 0, grouped: int = 0
) -> QualityCheck:
    steps = (skipped,) if skipped else ()
    return QualityCheck(Quality(1, people, no_start, steps, (), 1000, repeated, None, grouped, 0), "strict")


def said(found: QualityCheck) -> tuple[Text, Text]:
    words = verdict(found, TODAY)
    assert words.todo is not None
    return words.line, words.todo


def test_nothing_wrong_is_a_result_and_repeats_are_nothing_wrong() -> None:
    line, what = said(check(12345, repeated=900))
    assert (line.zh, what.zh) == ("没有发现问题：12,345 人的记录都对得上", "不用处理。")
    assert tables(check()) == ()


def test_the_largest_misfit_is_named_with_what_to_do() -> None:
    found = check(no_start=20, skipped=StepPeople(5, 30, 4, 200), repeated=900)
    line, what = said(found)
    assert line.zh == "有⑤加好友自动回复，没有④跳转微信：200 人里 30 人，占 15.0%"
    assert "补传④跳转微信的记录" in what.zh
    assert line.en == "Step 5 (Added as friend) without step 4 (Jumped to WeChat): 30 of 200 people, 15.0%"
    (table,) = tables(found)
    exact = table.download()
    assert exact.column("n") == [30, 20, 900]  # the largest share first, repeats last
    assert exact.column("share") == [0.15, 0.02, 0.9]
    assert [str(unit.en) for unit in exact.column("unit") if isinstance(unit, Text)] == ["people", "people", "events"]
    assert len(table.short.rows) == 3


def test_less_than_one_in_a_hundred_is_small() -> None:
    assert said(check(no_start=9))[0].zh.startswith("只有小问题，不影响结论；最大的是没有①")
    assert not said(check(no_start=10))[0].zh.startswith("只有小问题")


def test_what_was_looked_at_and_what_could_not_be_is_noted() -> None:
    notes = verdict(check(grouped=40), TODAY).notes
    assert notes[0].zh == "看的是全部 1,000 人、1,000 条事件，不随日期和筛选变。"
    assert "走到⑦的 40 人是否真在群里，没法核对" in notes[1].zh
    assert len(verdict(check(), TODAY).notes) == 1


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
