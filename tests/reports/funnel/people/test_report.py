"""Lists of people behind the bars, and what the lost did next."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.codec.listing import to_csv
from core.codec.workbook import split_by_owner, to_xlsx
from core.errors import BadRequest
from core.reports.funnel.engine.funnel import build
from core.reports.funnel.engine.query import FunnelQuery
from core.reports.funnel.people import query as people_sql
from core.reports.funnel.people import report
from core.reports.funnel.people.model import PeopleList, PeopleView
from core.reports.funnel.people.report import REPORT, PeopleQuery, people_csv, people_list
from core.reports.funnel.people.rules import BARS, Outcome
from core.reports.funnel.people.tables import listing, mask_ids, paths_listing, tables
from core.reports.inputs import Inputs
from core.reports.verdict import Missing
from tests.marts.making import Row, event
from tests.reports.funnel.making_events import many_events
from tests.reports.making_inputs import TODAY, inputs_of


def test_the_list_has_as_many_people_as_the_bar(tmp_path: Path) -> None:
    identities = [
        {"user_id": f"u{i}", "id_kind": "phone", "id_value": f"u{i + 350}", "source": "s"} for i in range(0, 100, 3)
    ]
    rows = many_events(random.Random("people"))
    inputs = inputs_of(tmp_path, {"funnel_events": rows, "identities": identities}, buckets=3)
    users = {row["user_id"] for row in rows}
    for query in (
        FunnelQuery(window_days=4),
        FunnelQuery(window_days=4, order="any", where=(("channel", ("a", None)),)),
        FunnelQuery(since=date(2026, 3, 5), until=date(2026, 3, 20), step_windows=((2, 1), (4, 2))),
        FunnelQuery(window_days=5, optional=(3,), re_entry=True, as_of=date(2026, 3, 15)),
    ):
        funnel = build(inputs.dataset, inputs.marts, query)
        for step in funnel.steps:
            for outcome, bar in BARS.items():
                found = people_list(inputs, query, (step.step, outcome))
                expected = getattr(step, bar) if step.step > 1 or outcome == "converted" else 0
                assert found.count == expected, (query, step.step, outcome)
                assert {person.user_id for person in found.rows} <= users
                if outcome == "lost":
                    assert sum(path.people for path in found.paths) == found.count
                lines = to_csv(listing(found), "zh").decode().split("\r\n")
                assert len(lines) == found.count + 2


def listed(tmp_path: Path, rows: list[Row], step: int, outcome: Outcome, **query: Any) -> PeopleList:
    return people_list(inputs_of(tmp_path, {"funnel_events": rows}), FunnelQuery(**query), (step, outcome))


def test_paths_say_what_the_lost_did_next(tmp_path: Path) -> None:
    def on(user: str, step: int, day: int, **others: Any) -> Row:
        return event(user, step, f"2026-03-{day:02}T10:00", **others)

    rows = [
        *(on("silent", 1, 2), on("silent", 2, 3)),
        *(on("late", 1, 2), on("late", 2, 3), on("late", 3, 12)),
        *(on("skipper", 1, 2), on("skipper", 2, 3), on("skipper", 5, 4)),
        *(on("again", 1, 2), on("again", 2, 3), on("again", 1, 5)),
        *(on("repeats", 1, 2), on("repeats", 2, 3), on("repeats", 2, 4)),
        *(on("before", 1, 2), on("before", 3, 3), on("before", 2, 4)),
        *(on("there", 1, 2, channel="app"), on("there", 2, 3), on("there", 3, 4, owner="li")),
        on("end", 1, 30),
    ]
    found = listed(tmp_path / "lost", rows, 3, "lost")
    assert {row.user_id: (row.next, row.next_step) for row in found.rows} == {
        "silent": ("nothing", None),
        "late": ("late", 3),
        "skipper": ("skipped", 5),
        "again": ("re_entry", 1),
        "repeats": ("repeated", 2),
        "before": ("out_of_order", 3),
    }
    assert all(row.last_step == 2 for row in found.rows)
    there = listed(tmp_path / "there", rows, 3, "converted").rows[0]
    assert (there.user_id, there.channel, there.owner) == ("there", "app", "li")
    assert (there.entered, there.at_last_step) == (datetime(2026, 3, 2, 10), datetime(2026, 3, 4, 10))


def test_a_step_that_may_be_skipped_is_not_done_again(tmp_path: Path) -> None:
    rows = [event("a", 1, "2026-03-02T10:00"), event("a", 2, "2026-03-03T10:00"), event("b", 1, "2026-03-30T10:00")]
    found = listed(tmp_path, rows, 3, "lost", optional=(2,))
    assert [(row.next, row.next_step) for row in found.rows] == [("optional", 2)]


def test_an_id_is_the_one_the_source_gave(tmp_path: Path) -> None:
    rows = [event("z9", 1, "2026-03-02T08:00", is_day=False), event("a1", 2, "2026-03-30T08:00")]
    identities = [{"user_id": "a1", "id_kind": "unionid", "id_value": "z9", "source": "s"}]
    inputs = inputs_of(tmp_path, {"funnel_events": rows, "identities": identities})
    found = people_list(inputs, FunnelQuery(), (2, "lost"))
    assert [(row.user_id, row.next) for row in found.rows] == [("z9", "late")]


@pytest.mark.parametrize("limit", [None, 3, 2])
def test_of_those_who_entered_together_the_ids_are_in_order(limit: int | None, tmp_path: Path) -> None:
    """Whether an id is its person's only one or one of several, which is looked up."""
    rows = [event(user, 1, "2026-03-02T08:00") for user in ("a", "c", "b1")] + [event("b2", 2, "2026-03-03T08:00")]
    identities = [{"user_id": "b1", "id_kind": "unionid", "id_value": "b2", "source": "s"}]
    inputs = inputs_of(tmp_path, {"funnel_events": rows, "identities": identities})
    found = people_list(inputs, FunnelQuery(), (1, "converted"), limit)
    assert [row.user_id for row in found.rows] == ["a", "b1", "c"][:limit]


def test_a_day_without_a_clock_stays_a_day(tmp_path: Path) -> None:
    rows = [event("a", 1, "2026-03-02T00:00", is_day=True)]
    assert listed(tmp_path, rows, 1, "converted").rows[0].entered == date(2026, 3, 2)


@pytest.mark.parametrize(("step", "outcome"), [(2, "gone"), (9, "lost"), (0, "lost")])
def test_a_list_that_does_not_exist_is_refused(step: int, outcome: Any) -> None:
    with pytest.raises(BadRequest):
        PeopleQuery(people=(step, outcome))


def many(tmp_path: Path) -> Inputs:
    """60 people a day apart: 20 leave after step 1, 20 of the others come back to step 1, one entered at the end."""
    rows = []
    for n in range(60):
        at = datetime(2026, 1, 1, 9) + timedelta(days=n)
        rows.append(event(f"wm{n:04}xyz{n % 7}", 1, at.isoformat(), channel="a", ad_slot="b"))
        if n % 3:
            rows.append(event(f"wm{n:04}xyz{n % 7}", 2, (at + timedelta(hours=1)).isoformat()))
        if n % 3 == 1:
            rows.append(event(f"wm{n:04}xyz{n % 7}", 1, (at + timedelta(hours=2)).isoformat()))
    return inputs_of(tmp_path, {"funnel_events": rows})


def test_a_limit_shows_the_newest_and_counts_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = many(tmp_path)
    query = FunnelQuery(window_days=3)
    parts: list[tuple[int, Outcome]] = [(2, "lost"), (1, "converted"), (3, "lost"), (2, "pending")]
    for step, outcome in parts:
        whole = people_list(inputs, query, (step, outcome))
        newest = sorted(whole.rows, key=lambda row: row.entered, reverse=True)
        for limit in (1, 5, 1_000):
            found = people_list(inputs, query, (step, outcome), limit)
            assert (found.count, found.paths, found.followed) == (whole.count, whole.paths, whole.followed)
            assert list(found.rows) == newest[:limit]
    # of a list that is cut and longer than what is followed, only so many are followed
    monkeypatch.setattr(people_sql, "FOLLOWED", 6)
    whole = people_list(inputs, query, (3, "lost"))
    found = people_list(inputs, query, (3, "lost"), 4)
    assert (found.count, len(found.rows), found.followed) == (whole.count, 4, 6)
    assert {path.next for path in found.paths} <= {"nothing", "re_entry"}
    assert [row.user_id for row in found.rows] == [
        row.user_id for row in sorted(whole.rows, key=lambda row: row.entered, reverse=True)[:4]
    ]


def test_a_download_made_in_pieces_is_the_whole_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = many(tmp_path)
    monkeypatch.setattr(report, "_BATCH", 7)
    parts: list[tuple[int, Outcome]] = [(2, "lost"), (3, "lost"), (1, "converted"), (4, "pending")]
    for step, outcome in parts:
        whole = people_list(inputs, FunnelQuery(), (step, outcome), 1_000)
        made = people_csv(inputs, FunnelQuery(), (step, outcome), 1_000, "zh")
        assert made == to_csv(listing(whole), "zh")


def test_a_masked_list_holds_no_whole_id_in_any_file(tmp_path: Path) -> None:
    inputs = many(tmp_path)
    found = people_list(inputs, FunnelQuery(), (3, "lost"))
    shown = mask_ids(listing(found))
    book = zipfile.ZipFile(io.BytesIO(to_xlsx(shown, "zh")))
    split = zipfile.ZipFile(io.BytesIO(split_by_owner(shown, "zh")))
    sheets = [file.read(name) for file in (book, split) for name in file.namelist()]
    for row in found.rows:
        assert not any(row.user_id.encode() in content for content in (to_csv(shown, "zh"), *sheets))
    assert {str(cell) for cell in shown.column("user_id")} == {f"wm0••••{n}" for n in range(7)}
    assert found.rows[0].user_id.encode() in to_csv(listing(found), "en")


def test_what_they_did_next_adds_up_to_all_of_them(tmp_path: Path) -> None:
    inputs = many(tmp_path)
    found = people_list(inputs, FunnelQuery(), (3, "lost"))
    shown = paths_listing(found)
    assert sum(int(str(n)) for n in shown.column("people")) == found.count
    assert sum(float(str(share)) for share in shown.column("share")) == pytest.approx(1)
    few = paths_listing(people_list(inputs, FunnelQuery(until=date(2026, 1, 20)), (3, "lost")))
    assert set(few.column("share")) == {None}


def test_a_hostile_id_and_channel_stay_text_in_a_download(tmp_path: Path) -> None:
    rows = [
        event('=HYPERLINK("http://x")', 1, "2026-03-02T08:00", channel="<script>alert(1)</script>", owner="@SUM(A1)")
    ]
    inputs = inputs_of(tmp_path, {"funnel_events": rows})
    made = people_csv(inputs, FunnelQuery(), (1, "converted"), 10, "en").decode("utf-8-sig")
    row = list(csv.reader(io.StringIO(made)))[1]
    assert row[0] == '\'=HYPERLINK("http://x")'
    assert row[5] == "<script>alert(1)</script>"
    assert row[8] == "'@SUM(A1)"


def test_times_known_by_day_only_are_shown_as_days(tmp_path: Path) -> None:
    rows = [event("a", 1, "2026-03-02T00:00", is_day=True)]
    fields = {field.name: field.kind for field in listing(listed(tmp_path, rows, 1, "converted")).fields}
    assert fields["entered"] == "day"


def view_of(inputs: Inputs, query: PeopleQuery) -> PeopleView:
    view = inputs.view(REPORT, query)
    assert not isinstance(view, Missing)
    return view


def test_unless_another_is_asked_for_the_list_is_of_the_finding_or_of_the_largest_loss(tmp_path: Path) -> None:
    rows = [event(f"u{n}", 1, f"2026-03-02T{n % 24:02}:00") for n in range(100)]
    rows += [event(f"u{n}", 2, "2026-03-03T12:00") for n in range(90)]
    rows += [event(f"u{n}", 3, "2026-03-03T13:00") for n in range(30)]
    young = inputs_of(tmp_path / "young", {"funnel_events": rows})
    assert (view_of(young, PeopleQuery()).people.step, view_of(young, PeopleQuery()).people.outcome) == (1, "converted")
    inputs = inputs_of(tmp_path / "old", {"funnel_events": [*rows, event("end", 1, "2026-03-31T08:00")]})
    view = view_of(inputs, PeopleQuery())
    assert (view.people.step, view.people.outcome, view.people.count, view.bar) == (3, "lost", 60, 60)
    assert view.last_step == 2
    assert view_of(inputs, PeopleQuery(optional=(2,))).people.step == 3


def test_a_page_shows_the_newest_and_json_and_a_download_hold_all(tmp_path: Path) -> None:
    inputs = many(tmp_path)
    query = PeopleQuery(people=(3, "lost"), limit=5)
    view = view_of(inputs, query)
    whole = people_list(inputs, FunnelQuery(), (3, "lost"))
    paths, names = tables(view)
    assert (len(names.short.rows), view.people.count) == (5, whole.count)
    assert names.personal
    assert not paths.personal
    assert names.download() == listing(whole)
    assert [note.zh for note in names.notes] == [f"这里是最近进来的 5 个，一共 {whole.count} 个。"]
    assert REPORT.complete is not None
    complete = REPORT.to_json(view_of(inputs, REPORT.complete(query)))
    assert (complete["count"], len(complete["rows"])) == (whole.count, whole.count)
    assert list(complete) == ["step", "outcome", "count", "rows", "paths", "followed"]
    assert view.csv(1_000, "zh").count(b"\r\n") == whole.count + 1
    assert "与图上一致" in REPORT.verdict(view, TODAY).line.zh


def test_nobody_is_a_list_with_its_columns_and_daily_counts_alone_are_none(tmp_path: Path) -> None:
    inputs = many(tmp_path / "many")
    view = view_of(inputs, PeopleQuery(people=(6, "refused")))
    verdict = REPORT.verdict(view, TODAY)
    assert (verdict.line.zh, verdict.todo) == ("⑥信息审核录入未通过：一个人也没有", None)
    assert tables(view)[-1].download().rows == ()
    daily = {"funnel_daily": [{"day": date(2026, 3, 2), "step": 2, "people": 5}]}
    assert isinstance(inputs_of(tmp_path / "daily", daily).view(REPORT, PeopleQuery()), Missing)
