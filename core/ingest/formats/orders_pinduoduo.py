"""Pinduoduo order list: one row per order, and nothing in it says who bought.

It is taken all the same: sales by day are worth having. Each order stands for one unknown buyer (user_id = order_id),
who is on no roster, so these orders enter sales totals and never a conversion; the report says so (no_buyer).
An order without 订单成交时间 was never paid and is skipped; 退款成功 is a full refund.
"""

from __future__ import annotations

from core.i18n import Text
from core.ingest.recognition.orders_shape import BUYER, PAID, REFUND, buyer, full_refund, paid_unless
from core.ingest.recognition.shape import Format, Part

_ORDER = ("订单号",)
_AMOUNT = ("用户实付金额(元)", "商家实收金额(元)")
_STATUS = ("订单状态",)

FORMATS = (
    Format(
        name="orders_pinduoduo",
        label=Text("拼多多订单", "Pinduoduo orders"),
        needs=(_ORDER, _AMOUNT, ("订单成交时间",), ("商品总价(元)", "样式ID", "商家编码-规格维度", "售后状态")),
        weight=5,
        notes=("no_buyer",),
        computed=(
            buyer(_ORDER),
            paid_unless(("订单成交时间",), ((_STATUS, "待付款|待支付"),)),
            full_refund(_AMOUNT, (((*_STATUS,), "退款成功"),)),
        ),
        parts=(
            Part(
                "orders",
                {
                    "order_id": _ORDER,
                    "user_id": (BUYER,),
                    "paid_at": (PAID,),
                    "amount": _AMOUNT,
                    "refund": (REFUND,),
                },
                skip_empty=("paid_at",),
            ),
        ),
    ),
)
