"""A report in one file, as somebody outside of the project would add it: what buyers spend."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core.codec.listing import Field, Listing
from core.i18n import Text
from core.reports.due import by_due_day
from core.reports.inputs import Inputs
from core.reports.options import number, option
from core.reports.report import Report, Unlock
from core.reports.table import Table
from core.reports.verdict import Decision, Missing, Verdict
from core.wording import money


@dataclass(frozen=True, slots=True)
class SpendingQuery:
    least: int = option(0, "最低金额。", "Orders of at least so many CNY.", number)


@dataclass(frozen=True, slots=True)
class Spending:
    amount: Decimal
    buyers: int

    @property
    def each(self) -> Decimal:
        return self.amount / self.buyers


def build(inputs: Inputs, query: SpendingQuery) -> Spending | Missing:
    sql = "select coalesce(sum(o.amount), 0), count(distinct o.user_id) from orders as o where o.amount >= $least"
    ((amount, buyers),) = inputs.dataset.rows(sql, {"least": query.least})
    return Spending(amount, buyers) if buyers else REPORT.missing


def verdict(spending: Spending, today: date) -> Verdict:
    line = Text("每位买家花 {each}", "A buyer spends {each}").fill(each=money(spending.each))
    return Verdict(line, by_due_day(today) + Text("王敏看一眼。", "Wang Min has a look."))


def tables(spending: Spending) -> tuple[Table, ...]:
    fields = (Field("amount", Text("金额", "Amount"), "money"), Field("buyers", Text("买家", "Buyers"), "count"))
    rows = ((spending.amount, spending.buyers),)
    return (Table(Listing("spending", Text("花费", "Spending"), fields, rows)),)


def to_json(spending: Spending) -> dict[str, Any]:
    return {"amount": spending.amount, "buyers": spending.buyers}


REPORT = Report(
    name="spending",
    title=Text("人均花费", "Spending per buyer"),
    needs=(frozenset({"orders"}),),
    missing=Missing(("orders",), Text("还没有订单", "No orders yet"), Text("上传订单。", "Upload orders.")),
    query=SpendingQuery,
    build=build,
    verdict=verdict,
    to_json=to_json,
    tables=tables,
    unlocks=(Unlock.by("人均花费", "spending per buyer", "orders"),),
    decision=lambda spending, today: Decision("overview", verdict(spending, today)),
)
