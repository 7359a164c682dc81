"""The canonical tables: columns, types, keys and the Chinese headers each column answers to.

Exports of any vendor are mapped onto these; nothing downstream knows a vendor.
"""

from __future__ import annotations

from core.domain.table import ARROW, Column, Kind, Table
from core.i18n import Text

__all__ = ["ARROW", "CANONICAL_TABLES", "TABLES", "Column", "Kind", "Table"]


def _c(name: str, kind: Kind, *aliases: str, required: bool = False, choices: str | None = None) -> Column:
    return Column(name, kind, required, aliases, choices)


_USER = ("用户ID", "用户id", "客户ID", "用户编号", "客户编号")
_GROUP = ("群ID", "群编号", "客户群ID", "chat_id")
_IDENTITY = ("身份", "身份分类", "身份类别", "客户身份")
_CHANNEL = ("渠道", "来源渠道")
_REGION = ("区域", "地区", "所属地区")
_REFERRER = ("推荐人ID", "推荐人", "邀请人ID")
_AD_SLOT = ("广告位", "资源位")
_OWNER = ("群主", "负责人")
_DAY = ("日期", "统计日期")

TABLES: dict[str, Table] = {
    t.name: t
    for t in (
        Table(
            "groups",
            Text("群", "Groups"),
            ("group_id",),
            (
                _c("group_id", "id", *_GROUP, required=True),
                _c("group_name", "text", "群名称", "群名", "客户群名称", "群聊名称"),
                _c("platform", "enum", "平台", "群平台", choices="platform"),
                _c("priority", "enum", "服务优先级", "优先级", choices="priority"),
                _c(
                    "last_message_on", "day", "最后发言时间", "最后发言日期", "最后消息日期", "最后消息时间", "最近发言"
                ),
                _c("positioning", "enum", "定位", "群定位", choices="positioning"),
                _c("purpose", "enum", "用途", "群用途", choices="purpose"),
                _c("identity_class", "text", *_IDENTITY),
                _c("channel", "text", *_CHANNEL),
                _c("region", "text", *_REGION),
                _c("owner", "text", *_OWNER),
                _c("admins", "int", "管理员数", "群管理员数"),
                _c("capacity", "int", "容量", "群上限", "人数上限"),
                _c("created_on", "day", "创建日期", "创群时间", "创建时间", "建群日期", "建群时间"),
                _c("filled_on", "day", "满员日期"),
                _c("dissolved_on", "day", "解散日期", "解散时间"),
            ),
        ),
        Table(
            "group_daily",
            Text("群每日数据", "Groups by day"),
            ("group_id", "day"),
            (
                _c("group_id", "id", *_GROUP, required=True),
                _c("day", "day", *_DAY, required=True),
                _c("members", "int", "群人数", "群成员数", "成员数"),
                _c("joins", "int", "入群人数", "今日入群", "当日入群"),
                _c("leaves", "int", "退群人数", "今日退群", "当日退群"),
                _c("exposures", "int", "入口曝光", "曝光人数"),
                _c("messages", "int", "消息数", "今日消息"),
                _c("speakers", "int", "发言人数"),
                _c("questions", "int", "提问数"),
                _c("answered", "int", "已回复数", "已回复提问数"),
                _c("first_reply_seconds", "int", "首响秒数", "首次回复秒数"),
            ),
            buckets=4,
        ),
        Table(
            "owner_daily",
            Text("群主每日数据", "Owners by day"),
            ("owner", "day"),
            (
                _c("owner", "text", *_OWNER, required=True),
                _c("day", "day", *_DAY, required=True),
                _c("groups", "int", "群总数", "截至当天客户群总数量"),
                _c("members", "int", "群成员总数", "截至当天客户群总人数"),
                _c("groups_active", "int", "活跃群数", "截至当天有发过消息的客户群数量"),
                _c("members_active", "int", "活跃成员数", "截至当天有发过消息的群成员数"),
                _c("messages", "int", "消息总数", "截至当天客户群消息总数"),
            ),
        ),
        Table(
            "funnel_events",
            Text("导流事件", "Onboarding events"),
            ("user_id", "step", "at"),
            (
                _c("user_id", "id", *_USER, required=True),
                _c("step", "step", "步骤", "漏斗步骤", required=True),
                _c("at", "ts", "时间", "发生时间", required=True),
                _c("ad_slot", "text", *_AD_SLOT),
                _c("channel", "text", *_CHANNEL),
                _c("identity_class", "text", *_IDENTITY),
                _c("region", "text", *_REGION),
                _c("owner", "text", "接待人", *_OWNER),
                _c("result", "enum", "结果", "审核结果", choices="result"),
                _c("group_id", "id", *_GROUP),
            ),
            buckets=16,
        ),
        Table(
            "funnel_daily",
            Text("导流每日人数", "Onboarding counts by day"),
            ("day", "step", "ad_slot", "channel", "identity_class", "region"),
            (
                _c("day", "day", *_DAY, required=True),
                _c("step", "step", "步骤", "漏斗步骤", required=True),
                _c("people", "int", "人数", required=True),
                _c("ad_slot", "text", *_AD_SLOT),
                _c("channel", "text", *_CHANNEL),
                _c("identity_class", "text", *_IDENTITY),
                _c("region", "text", *_REGION),
            ),
        ),
        Table(
            "members",
            Text("群成员", "Group members"),
            ("group_id", "user_id", "joined_at"),
            (
                _c("group_id", "id", *_GROUP, required=True),
                _c("user_id", "id", *_USER, "成员ID", required=True),
                _c("joined_at", "ts", "入群时间", "进群时间", required=True),
                _c("left_at", "ts", "退群时间", "离群时间"),
                _c("leave_reason", "enum", "退群原因", choices="leave_reason"),
                _c("join_scene", "enum", "入群方式", "进群方式", choices="join_scene"),
                _c("identity_class", "text", *_IDENTITY),
                _c("region", "text", *_REGION),
                _c("channel", "text", *_CHANNEL),
                _c("role", "enum", "角色", "成员角色", "成员类型", choices="role"),
                _c("referrer_id", "id", *_REFERRER),
            ),
            buckets=4,
        ),
        Table(
            "member_daily",
            Text("成员每日发言", "Messages by member and day"),
            ("group_id", "user_id", "day"),
            (
                _c("group_id", "id", *_GROUP, required=True),
                _c("user_id", "id", *_USER, "成员ID", required=True),
                _c("day", "day", *_DAY, required=True),
                _c("messages", "int", "消息数", "发言数"),
            ),
            buckets=8,
        ),
        Table(
            "orders",
            Text("订单", "Orders"),
            ("order_id", "line"),
            (
                _c("order_id", "id", "订单号", "订单编号", "订单ID", required=True),
                _c("line", "int", "行号", "订单行"),
                _c("user_id", "id", *_USER, "买家ID", required=True),
                _c("paid_at", "ts", "付款时间", "支付时间", required=True),
                _c("amount", "money", "金额", "实付金额", required=True),
                _c("refund", "money", "退款金额", "退款"),
                _c("cost_of_goods", "money", "商品成本", "成本"),
                _c("group_id", "id", *_GROUP),
                _c("attribution", "enum", "归因", "归因方式", choices="attribution"),
                _c("category", "text", "品类", "类目"),
                _c("product_role", "enum", "商品角色", choices="product_role"),
                _c("referrer_id", "id", *_REFERRER),
            ),
            buckets=8,
        ),
        Table(
            "costs",
            Text("费用", "Costs"),
            ("day", "group_id", "owner", "kind", "note", "line"),
            (
                _c("day", "day", *_DAY, required=True),
                _c("amount", "money", "金额", required=True),
                _c("kind", "enum", "费用类型", "成本类型", required=True, choices="cost_kind"),
                _c("group_id", "id", *_GROUP),
                _c("owner", "text", *_OWNER),
                _c("hours", "decimal", "工时", "小时数"),
                _c("note", "text", "备注", "说明"),
                _c("line", "int", "行号"),
            ),
            numbered=True,
        ),
        Table(
            "content",
            Text("内容发送", "Content sent"),
            ("group_id", "sent_at", "column_name", "line"),
            (
                _c("sent_at", "ts", "发送时间", required=True),
                _c("column_name", "text", "栏目", "栏目名称", required=True),
                _c("kind", "enum", "内容类型", choices="content_kind"),
                _c("host", "enum", "主持人类型", "主讲人类型", choices="host"),
                _c("group_id", "id", *_GROUP),
                _c("planned_at", "ts", "计划时间", "计划发送时间"),
                _c("reached", "int", "触达人数"),
                _c("interactions", "int", "互动数"),
                _c("clicks", "int", "点击数"),
                _c("orders", "int", "订单数"),
                _c("amount", "money", "成交金额", "金额"),
                _c("line", "int", "行号"),
            ),
            numbered=True,
        ),
        Table(
            "satisfaction",
            Text("满意度", "Satisfaction"),
            ("user_id", "answered_at"),
            (
                _c("user_id", "id", *_USER, required=True),
                _c("answered_at", "ts", "答复时间", "填写时间", required=True),
                _c("score", "score", "评分", "满意度", required=True),
                _c("group_id", "id", *_GROUP),
            ),
        ),
        Table(
            "identities",
            Text("身份标识", "Identities"),
            ("id_kind", "id_value", "user_id", "source"),
            (
                _c("user_id", "id", *_USER, required=True),
                _c("id_kind", "enum", "标识类型", "ID类型", required=True, choices="id_kind"),
                _c("id_value", "id", "标识值", "ID值", required=True),
                _c("source", "text", "来源"),
                _c("seen_on", "day", "最近出现", "出现日期"),
            ),
            buckets=4,
        ),
        Table(
            "contacts",
            Text("好友关系", "Contacts"),
            ("user_id", "staff"),
            (
                _c("user_id", "id", *_USER, required=True),
                _c("staff", "text", "员工", "跟进员工", "添加人", required=True),
                _c("added_at", "ts", "添加时间"),
                _c("add_way", "text", "添加方式"),
                _c("deleted_at", "ts", "删除时间"),
            ),
        ),
        Table(
            "changes",
            Text("改动记录", "Changes"),
            ("day", "scene", "what"),
            (
                _c("day", "day", *_DAY, required=True),
                _c("scene", "text", "场景", required=True),
                _c("what", "text", "改动", "改动内容", "变更内容", required=True),
                _c("who", "text", "改动人", "操作人"),
            ),
        ),
        Table(
            "tasks",
            Text("SOP 任务", "SOP tasks"),
            ("task_id",),
            (
                _c("task_id", "id", "任务ID", "任务编号", required=True),
                _c("scene", "text", "场景"),
                _c("planned_at", "ts", "计划时间", required=True),
                _c("done_at", "ts", "完成时间"),
                _c("owner", "text", "负责人", "群主"),
                _c("group_id", "id", *_GROUP),
                _c("result", "int", "结果"),
            ),
        ),
    )
}

CANONICAL_TABLES: tuple[str, ...] = tuple(TABLES)
