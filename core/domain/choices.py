"""Closed lists: the stored code and every spelling that real exports use for it."""

from __future__ import annotations

from core.i18n import Text


def _codes(**spellings: str) -> dict[str, str]:
    """`code="spelling|spelling"` → {lower-case spelling: code}; the code itself is a spelling."""
    found: dict[str, str] = {}
    for code, words in spellings.items():
        for word in (code, *filter(None, words.split("|"))):
            found[word.lower()] = code
    return found


CHOICES: dict[str, dict[str, str]] = {
    "platform": _codes(wecom="企业微信|企微", wechat="微信|个微|个人微信"),
    "priority": _codes(serve="服务主体|服务", win="潜在|潜在客户", leave="暂不关注|不关注"),
    "positioning": _codes(
        promo="群发推广型|推广型|推广", refined="精细化运营型|精细化", service="客户服务型|服务型|导购群"
    ),
    "purpose": _codes(
        lead_in="引流|引流群",
        new_user="新人|新人群|新客|新客群",
        camp="训练营",
        delivery="交付|交付群",
        core_fans="铁粉|铁粉群|核心粉丝",
        regional="属地|属地群",
        benefits="福利|福利群",
        flash="快闪|快闪群",
    ),
    "result": _codes(passed="通过|审核通过|已通过|成功", refused="拒绝|未通过|审核未通过|不通过|已拒绝"),
    "leave_reason": _codes(
        left="主动退群|自己退群|退群|0", removed="移出|被移出|移出群聊|群主/群管理员移出|1", dissolved="解散|群解散"
    ),
    "join_scene": _codes(
        invited="1|邀请入群|直接邀请入群|由群成员邀请入群（直接邀请入群）|由成员邀请入群",
        link="2|链接入群|通过邀请链接入群|由群成员邀请入群（通过邀请链接入群）",
        qr_code="3|扫码入群|扫码|扫描群二维码入群|通过扫描群二维码入群",
    ),
    "role": _codes(
        owner="群主",
        admin="管理员|群管理|群管理员",
        staff="员工|企业成员|内部成员",
        bot="机器人",
        shill="水军|托",
        koc="KOC|气氛组",
        member="成员|客户|外部联系人|普通成员|群成员",
    ),
    "attribution": _codes(group_link="群链接|群内链接", staff="员工|导购", roster="名单|群成员名单"),
    "product_role": _codes(traffic="流量品|引流品", benefit="福利品", profit="利润品", exclusive="专属品"),
    "cost_kind": _codes(
        staff="人力|人工|人员",
        subsidy="补贴|红包|优惠券",
        content="内容",
        tool="工具|软件",
        ads="广告|投放",
        commission="佣金|提成",
    ),
    "content_kind": _codes(activate="促活", convert="转化", brand="品牌", service="服务"),
    "host": _codes(official="官方", expert="专家|外部专家", brand="品牌|品牌方", peer="同行|用户|好客户|嘉宾"),
    "id_kind": _codes(
        external_userid="外部联系人ID",
        unionid="",
        openid="",
        phone="手机|手机号|电话",
        wechat="微信号|微信id",
        email="邮箱|电子邮箱",
        platform_uid="平台ID|平台用户ID|平台账号",
        buyer_nick="买家昵称|买家会员名|昵称",
        user_id="用户ID",
    ),
}
PERSONAL_ID_KINDS = frozenset({"phone", "wechat", "email"})
"""Kinds whose value is never stored in clear: kept as HMAC-SHA256 under the workspace's secret."""

LABELS: dict[str, dict[str, Text]] = {
    "platform": {"wecom": Text("企业微信", "WeCom"), "wechat": Text("个人微信", "WeChat")},
    "priority": {
        "serve": Text("服务主体", "Serve"),
        "win": Text("潜在", "Win"),
        "leave": Text("暂不关注", "Leave alone"),
    },
    "positioning": {
        "promo": Text("群发推广型", "Promo"),
        "refined": Text("精细化运营型", "Refined-ops"),
        "service": Text("客户服务型", "Service"),
    },
    "purpose": {
        "lead_in": Text("引流群", "Lead-in"),
        "new_user": Text("新人群", "New-user"),
        "camp": Text("训练营", "Training camp"),
        "delivery": Text("交付群", "Delivery"),
        "core_fans": Text("铁粉群", "Core fans"),
        "regional": Text("属地群", "Regional"),
        "benefits": Text("福利群", "Benefits"),
        "flash": Text("快闪群", "Flash"),
    },
    "result": {"passed": Text("审核通过", "Passed"), "refused": Text("审核未通过", "Refused")},
}
"""How pages name a stored code; what is not listed is shown as stored."""
