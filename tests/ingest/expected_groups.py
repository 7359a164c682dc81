"""What the samples of groups, their days and their rosters hold, written by hand."""

from __future__ import annotations

from tests.ingest.sample_reading import DAILY, LEVELS, MEMBER, Part, phone, rows

GROUPS: dict[str, list[Part]] = {
    "scrm_groups/客户群导出20260301.csv": [
        Part(
            "groups",
            rows(
                "group_id group_name platform owner admins created_on last_message_on",
                "wr001 华东-实体-001 wecom 张群主 2 2024-03-15 2026-03-01",
                "wr002 华南-网商-002 wecom 陈群主 0 2025-06-01 2026-02-11",
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
}
