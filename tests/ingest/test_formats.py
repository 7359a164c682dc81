"""Every registered format reads its own made-up samples; the expected rows are written by hand."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
import pytest

from core.domain.problems import PROBLEMS
from core.domain.tables import TABLES
from core.errors import ImportRefused
from core.ingest.formats import all_formats
from core.ingest.mapping import apply as mapping
from core.ingest.mapping.pii import Hasher
from core.ingest.profile import normalise_header
from core.ingest.reading.sources import open_source
from core.ingest.recognition.formats_table import formats_markdown, headers_markdown
from core.ingest.recognition.readings import readings

SAMPLES = Path(__file__).parent / "samples"
ZONE = ZoneInfo("Asia/Shanghai")
SECRET = bytes(range(32))
HASH = Hasher(SECRET)

Row = Mapping[str, Any]


@dataclass
class Taken:
    """What one output of a file holds: rows as text per column, and its counts."""

    table: str
    rows: list[dict[str, str | None]]
    rows_in: int
    loaded: int
    skipped: Mapping[str, int]
    rejected: int
    columns: tuple[str, ...]
    snapshot: tuple[str, ...]
    day: str | None


@dataclass
class Outcome:
    outputs: list[Taken]
    problems: set[str]
    formats: list[str]
    identities: set[tuple[str, str, str]] = field(default_factory=set)


def read(path: Path, out: Path, table: str | None = None) -> Outcome:
    """All outputs of a file in order, through the real reader and mapping."""
    outcome = Outcome([], set(), [])
    context = mapping.Context(out, SECRET, ZONE, "")
    for source in open_source(path, path.name):
        for reading in readings(source, table=table, zone=ZONE):
            given = replace(context, format=reading.format, also_used=reading.also_used)
            mapped = mapping.apply(reading.sheet, reading.profile, given)
            outcome.problems |= {p.code for p in (*mapped.problems, *reading.problems())}
            outcome.formats.append(reading.format)
            for raw in mapped.outputs:
                rows = pq.read_table(raw.parquet).to_pylist()
                if raw.derived:
                    outcome.identities |= {(r["user_id"], r["id_kind"], r["id_value"]) for r in rows}
                    continue
                output = reading.account(raw)
                texts = [{k: None if v is None else str(v) for k, v in row.items() if k in raw.columns} for row in rows]
                outcome.outputs.append(
                    Taken(
                        output.table,
                        texts,
                        output.rows_in,
                        output.source_rows,
                        output.skipped,
                        output.rejected,
                        output.columns,
                        output.snapshot,
                        output.day,
                    )
                )
    return outcome


def phone(number: str) -> str:
    return HASH.token("phone", number)


def wxid(name: str) -> str:
    return HASH.token("wechat", name)


def rows(header: str, *lines: str) -> list[dict[str, str | None]]:
    """`"a b", "1 -"` → [{"a": "1", "b": None}]; `_` between digits stands for a blank."""
    names = header.split()
    return [dict(zip(names, map(_cell, line.split()), strict=True)) for line in lines]


def _cell(word: str) -> str | None:
    return None if word == "-" else re.sub(r"(?<=\d)_(?=\d)", " ", word)


@dataclass(frozen=True)
class Part:
    table: str
    rows: Sequence[Row]
    skipped: Mapping[str, int] = field(default_factory=dict)
    rejected: int = 0
    rows_in: int | None = None
    loaded: int | None = None
    snapshot: tuple[str, ...] = ()
    day: str | None = None


ANNA, BOB, CARA = (wxid(f"wxid_{name}") for name in ("anna00001", "bob000001", "cara00001"))
DAILY = "group_id day members joins leaves messages"
ORDER = "order_id user_id paid_at amount refund"
LEVELS = "owner day groups members groups_active members_active messages"
MEMBER = "group_id user_id joined_at join_scene role"

EXPECTED: dict[str, list[Part]] = {
    "canonical/orders_2.csv": [
        Part(
            "orders",
            rows(
                "order_id user_id paid_at amount refund group_id",
                "000123 U1 2026-03-01_09:05:07 1234.50 - G1",
                "12345678901234567890 U2 2026-03-02_00:00:00 88.00 8.00 -",
            ),
            {"totals_row": 1},
        )
    ],
    "canonical/会员满意度.csv": [
        Part("satisfaction", rows("user_id answered_at score group_id", "U1 2026-03-01_10:00:00 9 G1"), rejected=1)
    ],
    "scrm_groups/客户群导出20260301.csv": [
        Part(
            "groups",
            rows(
                "group_id group_name platform owner admins created_on last_message_on",
                "wr001 华东-实体-001 wecom 张群主 2 2024-03-15 2026-03-01",
                "wr002 华南-网商-002 wecom 陈群主 - 2025-06-01 2026-02-11",
            ),
            {"skipped_value": 1},
        ),
        Part(
            "group_daily",
            rows(DAILY, "wr001 2026-03-01 117 5 2 230", "wr002 2026-03-01 86 0 1 0"),
            {"skipped_value": 1},
            day="2026-03-01",
        ),
    ],
    "scrm_groups/xjyk-GroupChatList.csv": [
        Part(
            "groups",
            rows(
                "group_id group_name platform owner created_on",
                "wr101 团购一群 wecom 赵群主 2025-12-01",
                "wr102 团购二群 wecom 赵群主 2025-12-05",
            ),
        ),
        Part(
            "group_daily",
            rows("group_id day members joins leaves", "wr101 2026-03-02 56 4 1", "wr102 2026-03-02 41 0 3"),
            day="2026-03-02",
        ),
    ],
    "bot_group_daily/GetBotGroupDataList.json": [
        Part(
            "group_daily",
            rows(f"{DAILY} speakers", "10001 2026-03-01 199 7 2 340 41", "10001 2026-03-02 203 5 1 0 0"),
        )
    ],
    "group_daily_zh/群每日数据.csv": [
        Part(
            "group_daily",
            rows(f"{DAILY} speakers", "G1 2026-03-01 199 3 1 25 8", "G1 2026-03-02 200 2 1 30 9"),
            {"totals_row": 1},
        )
    ],
    "wecom_statistic_by_owner/groupchat_statistic_2026-03-01.json": [
        Part(
            "owner_daily",
            rows(LEVELS, "zhangsan 2026-03-01 45 3300 30 410 5220", "lisi 2026-03-01 9 700 1 2 3"),
            day="2026-03-01",
        )
    ],
    "wecom_statistic_by_owner/群主统计.csv": [
        Part("owner_daily", rows(LEVELS, "zhangsan 2026-03-02 46 3310 31 420 5300"))
    ],
    "wecom_statistic_by_day/by_day.json": [
        Part(
            "owner_daily",
            rows(LEVELS, "(all) 2026-03-01 54 4000 31 412 5223", "(all) 2026-03-02 55 4008 33 420 5400"),
        )
    ],
    "wecom_group/groupchat_get.json": [
        Part(
            "groups",
            rows(
                "group_id group_name platform owner admins created_on",
                "wrAAA 老客铁粉群 wecom zhangsan 1 2026-01-01",
            ),
        ),
        Part(
            "members",
            rows(
                MEMBER,
                "wrAAA zhangsan 2026-01-01_08:00:00 invited owner",
                "wrAAA lisi 2026-01-01_08:01:40 invited admin",
                "wrAAA wangwu 2026-01-01_08:03:20 invited staff",
                "wrAAA wmEXT1 2026-03-01_10:00:00 qr_code member",
                "wrAAA wmEXT2 2026-03-01_10:01:00 link member",
            ),
            snapshot=("group_id",),
        ),
    ],
    "wecom_roster/groupchat_get_20260302.json": [
        Part(
            "groups",
            rows(
                "group_id group_name platform owner admins created_on",
                "wrAAA 老客铁粉群 wecom zhangsan 1 2026-01-01",
                "wrBBB 新客群 wecom zhangsan 0 2026-01-01",
            ),
        ),
        Part(
            "members",
            rows(
                MEMBER,
                "wrAAA zhangsan 2026-01-01_08:00:00 invited owner",
                "wrAAA lisi 2026-01-01_08:01:40 invited admin",
                "wrAAA wangwu 2026-01-01_08:03:20 invited staff",
                "wrAAA wmEXT1 2026-03-01_10:00:00 qr_code member",
                "wrAAA wmEXT2 2026-03-01_10:01:00 link member",
                "wrBBB wmEXT1 2026-03-01_10:00:00 qr_code member",
            ),
            snapshot=("group_id",),
            day="2026-03-02",
        ),
    ],
    "weiban_groups/group_list_20260301.json": [
        Part(
            "groups",
            rows(
                "group_id group_name platform owner created_on dissolved_on",
                "wg1 会员一群 wecom zhaoliu 2026-01-01 -",
                "wg2 会员二群 wecom zhaoliu 2026-01-02 2026-03-01",
            ),
        ),
        Part("group_daily", rows("group_id day members", "wg1 2026-03-01 180", "wg2 2026-03-01 0"), day="2026-03-01"),
    ],
    "weiban_members/group_members.json": [
        Part(
            "members",
            rows(
                "group_id user_id joined_at left_at join_scene",
                "wg1 wm01 2026-03-01_10:00:00 - qr_code",
                "wg1 wm02 2026-01-01_08:00:00 2026-03-01_14:00:00 invited",
            ),
        )
    ],
    "orders_tmall/ExportOrderList.csv": [
        Part(
            "orders",
            rows(
                ORDER,
                "330011223344556677 tb_anna 2026-03-01_09:01:00 95.50 -",
                "330011223344556678 tb_bob 2026-03-01_10:01:00 60.00 60.00",
            ),
            {"skipped_empty": 1},
        )
    ],
    "orders_tmall/订单退款.csv": [
        Part("orders", rows(ORDER, "1001 1001 2026-03-01_09:01:00 48.00 10.00"), {"skipped_empty": 1})
    ],
    "orders_jd/jd_orders.csv": [
        Part(
            "orders",
            rows("order_id user_id paid_at amount", *["9001 jd_anna 2026-03-01_08:01:00 75.00"] * 2),
            {"skipped_empty": 1},
        )
    ],
    "orders_pinduoduo/拼多多订单.csv": [
        Part(
            "orders",
            rows(
                ORDER,
                "260301-001 260301-001 2026-03-01_12:00:00 45.00 -",
                "260301-002 260301-002 2026-03-01_13:00:00 20.00 20.00",
            ),
            {"skipped_empty": 1},
        )
    ],
    "orders_youzan/有赞订单.csv": [
        Part(
            "orders",
            rows(
                ORDER,
                f"E001 {phone('13800000001')} 2026-03-01_09:02:00 90.00 -",
                "E002 小鲍 2026-03-01_10:02:00 50.00 20.00",
                "E003 E003 2026-03-01_11:02:00 30.00 -",
            ),
            {"skipped_empty": 1},
        )
    ],
    "orders_douyin/抖店订单.csv": [
        Part(
            "orders",
            rows(
                ORDER,
                "6900000001 6900000001 2026-03-01_09:00:00 80.00 -",
                "6900000001 6900000001 2026-03-01_09:00:00 40.00 -",
                f"6900000002 {phone('13800000002')} 2026-03-01_10:00:00 20.00 20.00",
            ),
            {"skipped_empty": 1},
        )
    ],
    "member_list/群成员名单.csv": [
        Part(
            "members",
            rows(
                MEMBER,
                f"老客群 {phone('13800000001')} 2026-01-05_10:00:00 qr_code member",
                f"老客群 {phone('13800000002')} 2026-01-06_11:00:00 invited member",
                f"老客群 {phone('13800000009')} 2026-01-01_09:00:00 - owner",
            ),
        )
    ],
    "group_list_with_ids/群清单20260301.csv": [
        Part(
            "groups",
            rows(
                "group_id group_name owner admins created_on last_message_on",
                "wr001 华东-实体-001 小张 2 2025-03-15 2026-03-01",
                "wr003 华南-网商-002 小陈 1 2025-06-01 2026-02-11",
            ),
            {"skipped_value": 1},
        ),
        Part(
            "group_daily",
            rows("group_id day members", "wr001 2026-03-01 117", "wr003 2026-03-01 86"),
            {"skipped_value": 1},
            day="2026-03-01",
        ),
    ],
    "group_list/群列表20260301.csv": [
        Part(
            "groups",
            rows(
                "group_id group_name owner created_on last_message_on",
                "华东-实体-001 华东-实体-001 小张 2025-03-15 2026-03-01",
                "华南-网商-002 华南-网商-002 小陈 2025-06-01 2026-02-11",
            ),
        ),
        Part(
            "group_daily",
            rows("group_id day members", "华东-实体-001 2026-03-01 120", "华南-网商-002 2026-03-01 88"),
            day="2026-03-01",
        ),
    ],
    "ads_daily/广告日报.csv": [
        Part(
            "funnel_daily",
            rows(
                "day step people ad_slot",
                "2026-03-01 2 32000 首页弹窗",
                "2026-03-01 2 5678 悬浮层",
                "2026-03-02 2 0 首页弹窗",
            ),
            {"repeated_header": 1, "totals_row": 1},
        ),
        Part(
            "funnel_daily",
            rows(
                "day step people ad_slot",
                "2026-03-01 3 850 首页弹窗",
                "2026-03-01 3 90 悬浮层",
                "2026-03-02 3 0 首页弹窗",
            ),
            {"repeated_header": 1, "totals_row": 1},
        ),
        Part(
            "costs",
            rows("day amount kind note", "2026-03-01 1200.50 ads 首页弹窗", "2026-03-01 300.00 ads 悬浮层"),
            {"repeated_header": 1, "totals_row": 1, "skipped_empty": 1},
        ),
    ],
    "ads_daily/投放分组.csv": [
        Part(
            "funnel_daily",
            rows("day step people ad_slot", "2026-03-01 2 1000 春季/弹窗组", "2026-03-01 2 500 春季/横幅组"),
        ),
        Part(
            "funnel_daily",
            rows("day step people ad_slot", "2026-03-01 3 20 春季/弹窗组", "2026-03-01 3 5 春季/横幅组"),
        ),
        Part(
            "costs",
            rows("day amount kind note", "2026-03-01 20.00 ads 春季/弹窗组", "2026-03-01 10.00 ads 春季/横幅组"),
        ),
    ],
    # 13 records: one private; of the group's, Anna's question and thanks, Bob's picture and good night are valid
    "chat_wechatmsg/messages.csv": [
        Part(
            table,
            lines,
            {
                "private_chat": 1,
                "staff_message": 1,
                "sign_in": 1,
                "emoji_or_number": 3,
                "red_packet": 1,
                "chat_recall": 1,
                "chain_line": 1,
            },
            rows_in=13,
            loaded=4,
        )
        for table, lines in {
            "member_daily": rows(
                "group_id user_id day messages",
                f"7 {ANNA} 2026-03-01 2",
                f"7 {BOB} 2026-03-01 1",
                f"7 {BOB} 2026-03-02 1",
            ),
            "group_daily": rows("group_id day messages speakers", "7 2026-03-01 3 2", "7 2026-03-02 1 1"),
        }.items()
    ],
    "chat_pywxdump/room.csv": [
        Part(table, lines, {"private_chat": 1, "staff_message": 1, "chat_notice": 1}, rows_in=5, loaded=2)
        for table, lines in {
            "member_daily": rows(
                "group_id user_id day messages",
                f"345@chatroom {ANNA} 2026-03-01 1",
                f"345@chatroom {BOB} 2026-03-01 1",
            ),
            "group_daily": rows("group_id day messages speakers", "345@chatroom 2026-03-01 2 2"),
        }.items()
    ],
    "chat_pywxdump/older.csv": [
        Part(table, lines, {"emoji_or_number": 1}, rejected=1, rows_in=3, loaded=1)
        for table, lines in {
            "member_daily": rows("group_id user_id day messages", f"345@chatroom {ANNA} 2026-03-02 1"),
            "group_daily": rows("group_id day messages speakers", "345@chatroom 2026-03-02 1 1"),
        }.items()
    ],
    "chat_chatlog/chatlog.csv": [
        Part(
            table,
            lines,
            {"private_chat": 1, "chat_recall": 1, "emoji_or_number": 1},
            rows_in=5,
            loaded=2,
        )
        for table, lines in {
            "member_daily": rows(
                "group_id user_id day messages",
                f"345@chatroom {ANNA} 2026-03-01 1",
                f"345@chatroom {BOB} 2026-03-01 1",
            ),
            "group_daily": rows("group_id day messages speakers", "345@chatroom 2026-03-01 2 2"),
        }.items()
    ],
}
REFUSED = {"youzan_customers/客户列表.csv": "nothing_to_keep"}
TOLD = {"orders_pinduoduo/拼多多订单.csv": "no_buyer", "chat_chatlog/chatlog.csv": "includes_staff"}


def ordered(lines: Sequence[Row]) -> list[str]:
    return sorted(str(sorted(line.items())) for line in lines)


def test_every_format_has_a_sample_with_an_expected_result() -> None:
    files = {str(path.relative_to(SAMPLES)) for path in SAMPLES.rglob("*") if path.is_file()}
    assert files == set(EXPECTED) | set(REFUSED)
    assert {form.name for form in all_formats()} == {file.split("/")[0] for file in files}


@pytest.mark.parametrize("file", EXPECTED)
def test_sample_is_read_as_written_by_hand(file: str, tmp_path: Path) -> None:
    outcome = read(SAMPLES / file, tmp_path)
    assert file.split("/")[0] in outcome.formats
    assert [part.table for part in outcome.outputs] == [part.table for part in EXPECTED[file]]
    for taken, expected in zip(outcome.outputs, EXPECTED[file], strict=True):
        assert ordered(taken.rows) == ordered(expected.rows)
        assert dict(taken.skipped) == dict(expected.skipped)
        assert taken.rejected == expected.rejected
        assert taken.loaded == (expected.loaded if expected.loaded is not None else len(expected.rows))
        assert taken.rows_in == taken.loaded + sum(taken.skipped.values()) + taken.rejected
        assert expected.rows_in in (None, taken.rows_in)
        assert (taken.snapshot, taken.day) == (expected.snapshot, expected.day)
    assert TOLD.get(file, "no_such_code") in {*outcome.problems, "no_such_code"}
    assert outcome.problems <= set(PROBLEMS)


@pytest.mark.parametrize("file", REFUSED)
def test_known_exports_with_nothing_to_keep_are_refused(file: str, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused) as refused:
        read(SAMPLES / file, tmp_path)
    assert refused.value.code == REFUSED[file]
    assert file.split("/")[1] in refused.value.text.zh


def test_rosters_and_shops_leave_the_ids_that_join_them(tmp_path: Path) -> None:
    roster = read(SAMPLES / "wecom_roster/groupchat_get_20260302.json", tmp_path).identities
    assert {("wmEXT1", "unionid", "oUNION1"), ("wmEXT1", "external_userid", "wmEXT1")} <= roster
    tmall = read(SAMPLES / "orders_tmall/ExportOrderList.csv", tmp_path).identities
    assert ("tb_anna", "phone", HASH.digest("phone", "13800000001")) in tmall
    assert ("tb_anna", "buyer_nick", "tb_anna") in tmall
    assert not [row for row in tmall if row[2] in ("安娜", "13800000001", "a@example.com")]


def test_levels_never_become_flows() -> None:
    flows = {normalise_header(n) for n in ("new_member_cnt", "new_chat_cnt", "客户群新增群人数", "新增客户群数量")}
    for form in all_formats():
        for part in form.parts:
            taken = {normalise_header(name) for names in part.columns.values() for name in names}
            assert not taken & flows, form.name


def test_rates_are_not_read_as_counts() -> None:
    ads = next(form for form in all_formats() if form.name == "ads_daily")
    assert not [name for part in ads.parts for names in part.columns.values() for name in names if "率" in name]


def test_a_name_of_a_file_keeps_its_format_after_a_browser_numbered_it(tmp_path: Path) -> None:
    copy = tmp_path / "ExportOrderList (3).csv"
    shutil.copy(SAMPLES / "orders_tmall/ExportOrderList.csv", copy)
    assert read(copy, tmp_path).formats == ["orders_tmall"]


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_readme_lists_every_format_and_the_headers_the_code_answers_to(readme: str) -> None:
    text = (Path(__file__).parents[2] / readme).read_text(encoding="utf-8")
    assert formats_markdown() in text
    assert headers_markdown() in text


def test_listed_headers_are_complete() -> None:
    listed = headers_markdown().splitlines()[2:]
    assert len(listed) == len(TABLES)
    for line, table in zip(listed, TABLES.values(), strict=True):
        assert all(alias in line for column in table.columns for alias in column.aliases)
        assert all((f"**{column.name}**" in line) == column.required for column in table.columns)
