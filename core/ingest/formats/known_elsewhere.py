"""Exports that are known and hold nothing this product keeps: they are refused in plain words instead of misread."""

from __future__ import annotations

from core.i18n import Text
from core.ingest.recognition.shape import Format

_ORDERS_INSTEAD = Text(
    "请改为导出订单（买家与付款）或群成员名单。",
    "Export the orders (buyer and payment) or the group's member list instead.",
)

FORMATS = (
    Format(
        name="youzan_customers",
        label=Text("有赞客户列表", "Youzan customers"),
        needs=(("客户姓名", "客户昵称"), ("成为客户时间",), ("消费次数", "消费金额")),
        weight=5,
        refusal=(
            Text(
                "这是有赞的客户列表：里面只有姓名、手机号和累计消费，没有群，也没有单笔订单，没有可以入库的内容",
                "This is Youzan's customer list: names, phones and lifetime totals, no group and no single order, "
                "so there is nothing to keep",
            ),
            _ORDERS_INSTEAD,
        ),
    ),
)
