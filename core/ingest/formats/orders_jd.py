"""JD order list: one row per product; 应付金额 and the other sums are the order's and repeat on its rows.

So lines are not numbered: the rows of one order are equal in all that is kept and load once (the others are counted as
duplicates), which keeps its sales single. Orders without 付款确认时间 were not paid and are skipped.
"""

from __future__ import annotations

from core.i18n import Text
from core.ingest.recognition.orders_shape import ANY_TEXT, buyer
from core.ingest.recognition.shape import Format, Part

_ORDER = ("订单号",)
_ACCOUNT = ("下单账号",)
_BUYER = "下单账号(计)"
_AMOUNT = ("应付金额", "结算金额", "订单金额")

FORMATS = (
    Format(
        name="orders_jd",
        label=Text("京东订单", "JD orders"),
        needs=(_ORDER, _ACCOUNT, ("付款确认时间",), _AMOUNT),
        weight=5,
        computed=(buyer(_ORDER, (_ACCOUNT, ANY_TEXT), name=_BUYER),),
        parts=(
            Part(
                "orders",
                {
                    "order_id": _ORDER,
                    "user_id": (_BUYER,),
                    "paid_at": ("付款确认时间",),
                    "amount": _AMOUNT,
                },
                skip_empty=("paid_at",),
                id_kind="platform_uid",
            ),
        ),
    ),
)
