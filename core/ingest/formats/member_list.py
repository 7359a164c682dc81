"""A member list 群成员名单: one row per person in a group. Names are never kept; the person is an id, else a phone."""

from __future__ import annotations

from core.i18n import Text
from core.ingest.recognition.shape import Format, Part

_PERSON = (
    *("用户ID", "成员ID", "客户ID", "外部联系人ID", "external_userid", "userid", "成员账号", "用户编号", "客户编号"),
    *("unionid", "手机号", "手机号码", "联系电话", "成员", "群成员", "成员昵称", "群昵称", "昵称"),
)
_NAME = ("群名称", "群名", "客户群名称", "群聊名称")
_GROUP = ("群ID", "群编号", "客户群ID", "chat_id", *_NAME)
_JOINED = ("入群时间", "进群时间", "加入时间", "入群日期")

FORMATS = (
    Format(
        name="member_list",
        label=Text("群成员名单", "Group member list"),
        needs=(_GROUP, _PERSON, _JOINED),
        without=("今日入群", "当日入群", "今日退群", "当日退群"),
        parts=(
            Part(
                "members",
                {
                    "group_id": _GROUP,
                    "user_id": _PERSON,
                    "joined_at": _JOINED,
                    "left_at": ("退群时间", "离群时间"),
                    "leave_reason": ("退群原因", "退群方式"),
                    "join_scene": ("入群方式", "进群方式"),
                    "identity_class": ("身份", "身份分类", "身份类别", "客户身份"),
                    "region": ("区域", "地区", "所属地区"),
                    "channel": ("渠道", "来源渠道"),
                    "role": ("角色", "成员角色", "成员类型", "成员类别"),
                    "referrer_id": ("推荐人ID", "邀请人ID"),
                },
                identities={
                    "phone": ("手机号", "手机号码", "联系电话"),
                    "wechat": ("微信号",),
                    "unionid": ("unionid",),
                    "external_userid": ("external_userid", "外部联系人ID"),
                },
                id_kind={
                    **dict.fromkeys(("外部联系人ID", "external_userid", "userid"), "external_userid"),
                    **dict.fromkeys(("手机号", "手机号码", "联系电话"), "phone"),
                    **dict.fromkeys(("成员", "群成员", "成员昵称", "群昵称", "昵称"), "buyer_nick"),
                    "unionid": "unionid",
                },
            ),
        ),
    ),
)
