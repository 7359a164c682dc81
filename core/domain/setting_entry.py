"""Numbers a company sets for itself: what each means, its unit and limits, and how it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, Self

from core.errors import BadRequest
from core.i18n import Text

Kind = Literal["int", "money", "share", "days", "factor"]
"""int, days: whole numbers · money: CNY with two decimals · share: 0..1 · factor: how many times."""

Number = int | float | Decimal


@dataclass(frozen=True, slots=True)
class Entry:
    """One number: its words, its limits (both included), its default; None = not answered or no target."""

    name: str
    label: Text
    meaning: Text
    unit: Text
    kind: Kind
    default: Number | None
    low: Number
    high: Number
    group: Text

    def read(self, raw: Any) -> Number | None:
        """The number a stored or typed value stands for; None is the default. Raises BadRequest naming the field."""
        if raw is None:
            return self.default
        number = self._number(raw)
        if number is None or not self.low <= number <= self.high:
            low, high = (f"{limit * 100:.0f}%" if self.kind == "share" else f"{limit:,}" for limit in self.limits)
            unit = Text("", "") if self.kind == "share" else Text(f" {self.unit.zh}", f" {self.unit.en}")
            raise BadRequest(
                Text(
                    f"「{self.label.zh}」要在 {low} 到 {high}{unit.zh}之间。",
                    f"“{self.label.en}” must be between {low} and {high}{unit.en}.",
                ),
                Text("请改正后再保存。", "Correct it and save again."),
                field=self.name,
            )
        return number

    @property
    def limits(self) -> tuple[Number, Number]:
        """The smallest and the largest number allowed."""
        return self.low, self.high

    def _number(self, raw: Any) -> Number | None:
        if isinstance(raw, bool):
            return None
        try:
            exact = Decimal(str(raw))
        except InvalidOperation:
            return None
        if not exact.is_finite():
            return None
        if self.kind == "money":
            return exact.quantize(Decimal("0.01"))
        if self.kind in ("share", "factor"):
            return float(exact)
        return int(exact) if exact == int(exact) else None

    def stored(self, number: Number | None) -> int | float | str | None:
        """The JSON value of a number; money as text, so that no fen is lost."""
        return str(number) if isinstance(number, Decimal) else number


def entry(
    label: Text,
    meaning: Text,
    unit: Text,
    kind: Kind,
    default: Number | None,
    limits: tuple[Number, Number],
    group: Text,
) -> Any:
    """One line of a registry: the field of a `Settings` class with its entry."""
    made = Entry("", label, meaning, unit, kind, default, *limits, group)
    return field(default=default, metadata={"entry": made})


@dataclass(frozen=True)
class Settings:
    """Base of a frozen dataclass whose fields are made by `entry`.

    The store keeps {"values": to_json(), "who": name, "at": ISO time} under the SETTING of the class's module.
    """

    @classmethod
    def entries(cls) -> tuple[Entry, ...]:
        """The registry, in the order of the fields."""
        return tuple(replace(f.metadata["entry"], name=f.name) for f in fields(cls) if "entry" in f.metadata)

    @classmethod
    def from_json(cls, raw: Any) -> Self:
        """From what `to_json` gave (None: all defaults); names of another release are left out.

        Raises BadRequest naming the field whose value is not allowed.
        """
        given: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
        return cls(**{e.name: e.read(given[e.name]) for e in cls.entries() if e.name in given})

    def to_json(self) -> dict[str, Any]:
        """Only what differs from the defaults, so that an untouched number follows a better default."""
        found = {e.name: getattr(self, e.name) for e in self.entries() if getattr(self, e.name) != e.default}
        return {e.name: e.stored(found[e.name]) for e in self.entries() if e.name in found}

    @classmethod
    def load(cls, setting: Any) -> Self:
        """From the store's setting; defaults where nothing is stored yet."""
        return cls.from_json((setting or {}).get("values"))

    def record(self, who: str, at: datetime) -> dict[str, Any]:
        """The store's setting: the values, who saved them and when."""
        return {"values": self.to_json(), "who": who, "at": at.isoformat(timespec="seconds")}

    def reset(self) -> Self:
        """With every number at its default."""
        return replace(self, **{e.name: e.default for e in self.entries()})

    def changed(self, name: str, raw: Any) -> Self:
        """With one number replaced. Raises BadRequest naming the field."""
        one = next(e for e in self.entries() if e.name == name)
        return replace(self, **{name: one.read(raw)})
