"""The stories that the demo company tells, with the numbers planted for each of them.

The generator reads its numbers here and the tests find each story again in the imported tables, so what this file says
is what a manager can see on the pages.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.i18n import Text

GROUPS = 240
FUNNEL_DAYS = 182
"""Days with events per person; before them only counts per day and ad slot are known."""
MEMBER_DAILY_DAYS = 90
"""Days with messages per member: the archive was switched on then."""

LEAK_SLOT = "首页弹窗"
LEAK_DAYS_AGO = 35
LEAK_BEFORE = 0.42
LEAK_AFTER = 0.26
"""Of 100 people who open the guide page from this slot, so many jump to WeChat before and after the change."""
LEAK_CHANGE = "引导页改版：按钮由「立即加微信」改为「了解更多」，并多一步确认"

MISPOSITIONED = 3
"""Groups declared promo and benefits whose members come for advice."""
MISPOSITIONED_QUESTIONS = 0.72
PROMO_QUESTIONS = 0.06
"""Questions as a share of the customers' messages, in those groups and in ordinary promo groups."""

REVIVED_MEETING_DAYS_AGO = 62
REVIVED_LOW = 0.08
REVIVED_HIGH = 1.3
"""Activity of the dying group as a share of its usual one before, and after its one offline meeting."""

DOUBLE11_ORDERS = 5.0
"""Orders on 11.11 against an ordinary day."""
CONFLICT_SHARE = 0.30
"""Online sellers among the members of one physical-shop group: classes that must not be mixed."""
MISSING_DAY_AGO = 64
"""The day on which the group statistics were not exported."""
IN_TWO_GROUPS = 0.20
"""Of the people who are in a group today, so many are in two."""
BUYERS_UNKNOWN = 0.30
"""Of the buyers, so many order under an id that nothing links to a member."""
REFUSED_AT_FRIEND = 0.05
REFUSED_AT_RECORD = 0.03
"""Of the people who reach the audit of steps 5 and 6, so many are refused."""
NAMES_THAT_DO_NOT_FIT = 24
"""Groups whose name does not follow region-identity-number."""
SILENT = 25
"""Living groups without a message for more than 30 days, the shells among them."""
SHELLS = 9
"""Living groups with fewer than 20 customers and 60 days of silence."""
SHELL_CUSTOMERS = 20
LEAD_IN_OVERDUE = 5
LEAD_IN_AGE = 9
"""Living lead-in groups older than 2 days; one of them is 9 days old."""
NEW_USER_OVERDUE = 5
"""Living new-user groups older than 30 days."""
DUPLICATE_NAMES = 3
"""Pairs of living groups with one name."""
NO_BACKUP_ADMIN = 20
"""Living groups without an admin beside the owner."""
OVERLOADED_OWNER = "王敏"
OVERLOADED_GROUPS = 46
"""Living groups of one owner; the others have 14 or 15."""
UNLABELLED = 30
"""Living groups whose positioning is empty; 12 of them have no region and no identity class either."""
UNLABELLED_BARE = 12
QUIET_SELLERS = 4
"""Core-fan groups older than 300 days that hardly talk and buy a lot."""
BENEFIT_ONLY = 2
"""Promo groups that sell nothing but benefit goods below cost."""
IDENTITY_CONFLICTS = 6
"""Phones that two members claim: they join neither."""
UNDONE_OWNER = "吴昊"
UNDONE_SHARE = 0.40
"""SOP tasks of one owner that were never done; of the others about 4 %."""


@dataclass(frozen=True, slots=True)
class Story:
    """One story: a stable code and a sentence with its numbers."""

    code: str
    text: Text


STORIES: tuple[Story, ...] = tuple(
    Story(code, Text(zh, en))
    for code, zh, en in (
        (
            "leaking_step",
            f"④跳转微信在漏：{LEAK_SLOT}改版后（结束日前 {LEAK_DAYS_AGO} 天），"
            f"每 100 人过去的从 {LEAK_BEFORE:.0%} 降到 {LEAK_AFTER:.0%}",
            f"Step 4 leaks: after a page change {LEAK_DAYS_AGO} days before the end, the share that goes on "
            f"falls from {LEAK_BEFORE:.0%} to {LEAK_AFTER:.0%} at one ad slot",
        ),
        (
            "mispositioned",
            f"{MISPOSITIONED} 个群名不副实：挂着推广、福利，客户发言里 {MISPOSITIONED_QUESTIONS:.0%} 是咨询",
            f"{MISPOSITIONED} groups are not what they are called: declared promo, "
            f"{MISPOSITIONED_QUESTIONS:.0%} of the customers' messages are questions",
        ),
        (
            "revived",
            f"1 个快死的群，结束日前 {REVIVED_MEETING_DAYS_AGO} 天办了一次线下见面会后恢复",
            f"1 dying group recovers after one offline meeting {REVIVED_MEETING_DAYS_AGO} days before the end",
        ),
        (
            "double11",
            f"双十一当天的订单约为平日的 {DOUBLE11_ORDERS:.0f} 倍",
            f"Orders on 11.11 are about {DOUBLE11_ORDERS:.0f} times those of an ordinary day",
        ),
        (
            "conflict",
            f"1 个实体店群里混进 {CONFLICT_SHARE:.0%} 的网商",
            f"{CONFLICT_SHARE:.0%} of one physical-shop group are online sellers",
        ),
        (
            "recognition",
            f"{BUYERS_UNKNOWN:.0%} 的买家认不出是谁；{IN_TWO_GROUPS:.0%} 的人同时在两个群；"
            f"{IDENTITY_CONFLICTS} 个手机号属于两个人",
            f"{BUYERS_UNKNOWN:.0%} of the buyers are not recognised, {IN_TWO_GROUPS:.0%} of the people are in two "
            f"groups, {IDENTITY_CONFLICTS} phones belong to two people",
        ),
        (
            "refused",
            f"审核未通过：加好友时 {REFUSED_AT_FRIEND:.0%}，录入时 {REFUSED_AT_RECORD:.0%}",
            f"Refused at the audit: {REFUSED_AT_FRIEND:.0%} when added, {REFUSED_AT_RECORD:.0%} when recorded",
        ),
        (
            "silent",
            f"{SILENT} 个群沉默 30 天以上，其中 {SHELLS} 个是空壳（客户不到 {SHELL_CUSTOMERS} 人）",
            f"{SILENT} groups are silent for over 30 days, {SHELLS} of them shells (fewer than "
            f"{SHELL_CUSTOMERS} customers)",
        ),
        (
            "overdue",
            f"{LEAD_IN_OVERDUE} 个引流群、{NEW_USER_OVERDUE} 个新人群过期未解散",
            f"{LEAD_IN_OVERDUE} lead-in and {NEW_USER_OVERDUE} new-user groups are overdue",
        ),
        (
            "upkeep",
            f"{DUPLICATE_NAMES} 对重名群，{NO_BACKUP_ADMIN} 个群没有备用管理员，"
            f"{OVERLOADED_OWNER}一人管 {OVERLOADED_GROUPS} 个群",
            f"{DUPLICATE_NAMES} pairs of groups share a name, {NO_BACKUP_ADMIN} groups have no backup admin, "
            f"one owner has {OVERLOADED_GROUPS} groups",
        ),
        (
            "labels",
            f"{UNLABELLED} 个群还没有定位，其中 {UNLABELLED_BARE} 个连区域和身份都没填；"
            f"{NAMES_THAT_DO_NOT_FIT} 个群名不合命名规则",
            f"{UNLABELLED} groups have no positioning, {UNLABELLED_BARE} of them no region or identity either; "
            f"{NAMES_THAT_DO_NOT_FIT} names do not follow the rule",
        ),
        (
            "sellers",
            f"{QUIET_SELLERS} 个老铁粉群不说话但在买；{BENEFIT_ONLY} 个群只卖福利品，卖得越多亏得越多",
            f"{QUIET_SELLERS} old core-fan groups are quiet and buy; {BENEFIT_ONLY} groups sell only benefit goods, "
            f"at a loss",
        ),
        (
            "gaps",
            f"结束日前 {MISSING_DAY_AGO} 天的群数据缺一天；{UNDONE_OWNER}的任务 {UNDONE_SHARE:.0%} 没做",
            f"Group statistics miss one day, {MISSING_DAY_AGO} days before the end; {UNDONE_SHARE:.0%} of one owner's "
            f"tasks were not done",
        ),
    )
)
