"""Douyin 抖店 order list: one row per sub-order, each with its own amount, so the lines of a main order are numbered.

The older layout has no paid time: 订单提交时间 stands in (orders are paid within minutes of it), and orders that were
closed or wait for payment are skipped unless 售后状态 tells of a refund, which only a paid order can have. There is no
buyer id: a phone in clear is the buyer, a masked or encrypted one leaves the buyer unknown.
"""

from __future__ import annotations

from core.i18n import Text
from core.ingest.recognition.orders_shape import A_PHONE, BUYER, PAID, REFUND, buyer, full_refund, paid_unless
from core.ingest.recognition.shape import Format, Part

_ORDER = ("主订单编号",)
_AMOUNT = ("订单应付金额",)
_STATUS = ("订单状态",)
_AFTER_SALE = ("售后状态",)
_REFUNDED = "退款成功|退款完成|已退款|全额退款"

FORMATS = (
    Format(
        name="orders_douyin",
        label=Text("抖店订单", "Douyin shop orders"),
        needs=(_ORDER, ("子订单编号",), _AMOUNT, ("支付完成时间", "支付时间", "订单提交时间")),
        weight=5,
        notes=("no_buyer",),
        computed=(
            buyer(_ORDER, (("收件人手机号",), A_PHONE)),
            paid_unless(
                ("支付完成时间", "支付时间", "订单提交时间"),
                ((_STATUS, "待支付|待付款|未支付|取消|关闭"),),
                but=(_AFTER_SALE, _REFUNDED),
            ),
            full_refund(_AMOUNT, ((_STATUS, "取消|关闭"), (_AFTER_SALE, _REFUNDED)), given=("退款金额",)),
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
                number="line",
            ),
        ),
    ),
)
