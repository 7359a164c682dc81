"""Exports that are known and hold nothing this product keeps: they are refused in plain words instead of misread."""

from __future__ import annotations

from core.i18n import Text
from core.ingest.recognition.shape import Format

FORMATS = (
    Format(
        name="youzan_customers",
        label=Text("有赞客户列表", "Youzan customers"),
        needs=(("客户姓名", "客户昵称"), ("成为客户时间",), ("消费次数", "消费金额")),
        weight=5,
        refusal="youzan_customers",
    ),
)
