"""Taobao/Tmall order list: one row per order.

An order without 订单付款时间 was never paid and is skipped. 交易关闭 after a payment means the buyer got everything
back (closed before payment has no paid time), so it is a full refund unless the file says otherwise in 退款金额.
"""

from __future__ import annotations

from core.i18n import Text
from core.ingest.recognition.orders_shape import ANY_TEXT, BUYER, ORDER, REFUND, buyer, full_refund, order_number
from core.ingest.recognition.shape import Format, Part

_ORDER = ("订单编号",)
_NICK = "买家会员名"
_MEMBER = "买家会员名(计)"
_AMOUNT = ("买家实际支付金额", "总金额")

FORMATS = (
    Format(
        name="orders_tmall",
        label=Text("淘宝/天猫订单", "Taobao/Tmall orders"),
        needs=(_ORDER, _AMOUNT, ("订单付款时间",), (_NICK, "订单创建时间", "买家应付货款")),
        weight=5,
        computed=(
            order_number(_ORDER),
            buyer(_ORDER, ((_NICK,), ANY_TEXT), name=_MEMBER),
            buyer(_ORDER),
            full_refund(_AMOUNT, ((("订单状态",), "^交易关闭"),), given=("退款金额",)),
        ),
        parts=(
            Part(
                "orders",
                {
                    "order_id": (ORDER,),
                    "user_id": (_MEMBER, BUYER),
                    "paid_at": ("订单付款时间",),
                    "amount": _AMOUNT,
                    "refund": (REFUND,),
                },
                skip_empty=("paid_at",),
                id_kind={_MEMBER: "buyer_nick"},
            ),
        ),
    ),
)
