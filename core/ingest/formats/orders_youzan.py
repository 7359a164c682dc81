"""Youzan 有赞 order list: one row per order (its goods stand in 全部商品名称), so lines are not numbered: an order on
several rows would repeat 订单实付金额 and count its sales again. Equal rows load once, different ones are rejected.

The buyer is a phone in clear (买家手机号, else the receiver's), else 买家昵称; counter sales without any
have an unknown buyer.
"""

from __future__ import annotations

from core.i18n import Text
from core.ingest.recognition.orders_shape import A_PHONE, ANY_TEXT, BUYER, buyer
from core.ingest.recognition.shape import Format, Part

_ORDER = ("订单号",)
_RECEIVER = ("收货人手机号/提货人手机号", "收货人手机号")

FORMATS = (
    Format(
        name="orders_youzan",
        label=Text("有赞订单", "Youzan orders"),
        needs=(_ORDER, ("买家付款时间",), ("订单实付金额", "订单实收金额"), ("买家昵称", "买家手机号", "全部商品名称")),
        weight=5,
        computed=(buyer(_ORDER, (("买家手机号",), A_PHONE), (_RECEIVER, A_PHONE), (("买家昵称",), ANY_TEXT)),),
        parts=(
            Part(
                "orders",
                {
                    "order_id": _ORDER,
                    "user_id": (BUYER,),
                    "paid_at": ("买家付款时间",),
                    "amount": ("订单实付金额", "订单实收金额"),
                    "refund": ("订单已退款金额",),
                },
                skip_empty=("paid_at",),
            ),
        ),
    ),
)
