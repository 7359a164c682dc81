"""What the reports assume about this company. One line per number: words, unit, limits, default.

Sources: domain text, sections 2 (overdue by purpose) and 4 (conflicting identities); 7-contract (lead_in overdue).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from core.domain import onboarding_path
from core.domain.onboarding_path import OnboardingPath
from core.domain.setting_entry import Settings, entry
from core.errors import BadRequest
from core.i18n import Text

SETTING = "assumptions"
"""The store's setting: {"values": …, "who": …, "at": …}."""

ConflictRule = Literal["all", "listed", "none"]
"""Which identity classes must not share a group: every two different ones, the listed pairs, or none."""

_PEOPLE = Text("人", "people")
_DAYS = Text("天", "days")
_GROUPS = Text("个群", "groups")
_COST = Text("人手与费用", "Staff and cost")
_HEALTH = Text("体检线", "Health check lines")
_OVERDUE = Text("按用途的过期天数", "Overdue by purpose")
_OWNERS = Text("群主与容量", "Owners and capacity")
_LIFE = (1, 3650)


@dataclass(frozen=True)
class Assumptions(Settings):
    """The company's own numbers; defaults where none was set."""

    staff_count: int | None = entry(
        Text("运营社群的人数", "People running the groups"),
        Text(
            "群主、群管理、内容、数据，凡是花时间在群上的都算。用来算人均带群数和每小时成本。",
            "Owners, admins, content and data staff: everybody who spends time on groups. "
            "Gives groups per person and the cost of an hour.",
        ),
        *(_PEOPLE, "int", None, (1, 10_000), _COST),
    )
    monthly_cost: Decimal | None = entry(  # noqa: RUF009 – it makes a field, not a value
        Text("每月总成本", "Cost a month"),
        Text(
            "这些人的工资社保，加上工具、补贴。没有费用表时用它代替。",
            "Pay of these people plus tools and subsidies. Stands in where no cost table is imported.",
        ),
        *(Text("元/月", "CNY a month"), "money", None, (Decimal(0), Decimal(1_000_000_000)), _COST),
    )
    group_time_share: float = entry(
        Text("花在群上的时间占比", "Share of their time spent on groups"),
        Text(
            "这些人的工作时间里有多少用在群上；只管群的人填 100%。",
            "How much of these people's working time goes into groups; 100% if they do nothing else.",
        ),
        *(Text("%", "%"), "share", 1.0, (0.0, 1.0), _COST),
    )
    silent_days: int = entry(
        Text("沉默群：多少天没人说话", "Silent group: days without a message"),
        Text("最后发言距今超过这么多天，算沉默群。", "A group whose last message is older than this is silent."),
        *(_DAYS, "days", 30, _LIFE, _HEALTH),
    )
    shell_customers: int = entry(
        Text("空壳群：客户少于", "Shell group: fewer customers than"),
        Text("客户人数低于这条线、又长期沉默的群算空壳群。", "Below this many customers and long silent: a shell."),
        *(_PEOPLE, "int", 20, (1, 500), _HEALTH),
    )
    shell_silent_days: int = entry(
        Text("空壳群：沉默超过", "Shell group: silent for more than"),
        Text("人数低于上面那条线，并且沉默超过这么多天。", "Below the line above and silent for longer than this."),
        *(_DAYS, "days", 60, _LIFE, _HEALTH),
    )
    overdue_lead_in: int = entry(
        Text("引流群", "Lead-in group"),
        Text(
            "建群后第 2 天起算过期：引流群只活 12 到 48 小时，人接走就解散。",
            "Overdue from the second day after it was created: a lead-in group lives 12 to 48 hours, "
            "then its people are taken over and it is dissolved.",
        ),
        *(_DAYS, "days", 2, _LIFE, _OVERDUE),
    )
    overdue_flash: int = entry(
        Text("快闪群", "Flash group"),
        Text("一场快速活动，48 小时或活动结束就该解散。", "One fast campaign: over after 48 hours or with its end."),
        *(_DAYS, "days", 2, _LIFE, _OVERDUE),
    )
    overdue_new_user: int = entry(
        Text("新人群", "New-user group"),
        Text(
            "新人看 7 天留存和首次使用，满 30 天应转到下一个群。",
            "Judged by 7-day retention and first use; after 30 days its people belong in the next group.",
        ),
        *(_DAYS, "days", 30, _LIFE, _OVERDUE),
    )
    overdue_camp: int = entry(
        Text("训练营", "Training camp"),
        Text("最长约 30 天，结束后留 7 天收尾，共 37 天。", "About 30 days at most, and 7 to wind up: 37."),
        *(_DAYS, "days", 37, _LIFE, _OVERDUE),
    )
    overdue_delivery: int = entry(
        Text("交付群", "Delivery group"),
        Text(
            "交付约 30 天，完成后 7 天内解散或转走，共 37 天。",
            "About 30 days of delivery, then 7 to dissolve or transfer: 37.",
        ),
        *(_DAYS, "days", 37, _LIFE, _OVERDUE),
    )
    owner_load_factor: float = entry(
        Text("群主超载：超过平均的", "Overloaded owner: more than"),
        Text(
            "带的群数超过本公司人均的这么多倍，并且不少于下面的群数，算超载。",
            "More than this many times the company's own average per owner, and at least the number of groups below.",
        ),
        *(Text("倍", "times"), "factor", 2.0, (1.0, 100.0), _OWNERS),
    )
    owner_load_groups: int = entry(
        Text("群主超载：至少带", "Overloaded owner: at least"),
        Text("带的群少于这个数，不算超载。", "Below this many groups an owner is never called overloaded."),
        *(_GROUPS, "int", 20, (1, 10_000), _OWNERS),
    )
    conflict_rule: ConflictRule = "all"
    conflict_pairs: tuple[tuple[str, str], ...] = ()
    """Listed pairs, each in alphabetical order; used by rule "listed" only."""
    onboarding_path: OnboardingPath = onboarding_path.DEFAULT
    """How customers come into the groups."""

    def overdue_days(self, purpose: str | None) -> int | None:
        """Days after created_on from which a group of this purpose is overdue; None: this purpose never is."""
        return getattr(self, f"overdue_{purpose}", None)

    def conflicts(self, one: str | None, other: str | None) -> bool:
        """Whether people of two identity classes must not share a group. Without a class nothing conflicts."""
        if one is None or other is None or one == other or self.conflict_rule == "none":
            return False
        return self.conflict_rule == "all" or pair(one, other) in self.conflict_pairs

    def with_conflicts(self, rule: Any, pairs: Any = ()) -> Assumptions:
        """With another rule about identity classes. Raises BadRequest(field conflict_rule or conflict_pairs)."""
        if rule not in ("all", "listed", "none"):
            raise _bad_conflicts("conflict_rule")
        shaped = isinstance(pairs, list | tuple) and all(
            isinstance(p, list | tuple) and len(p) == 2 and all(isinstance(c, str) for c in p) and p[0] != p[1]
            for p in pairs
        )
        if not shaped:
            raise _bad_conflicts("conflict_pairs")
        return replace(self, conflict_rule=rule, conflict_pairs=tuple(sorted({pair(a, b) for a, b in pairs})))

    def with_path(self, path: Any) -> Assumptions:
        """With another onboarding path. Raises BadRequest(field onboarding_path)."""
        known = onboarding_path.path_named(path)
        if known is None:
            raise BadRequest(
                Text("进群方式的设定无法读取。", "The setting of the way into the groups cannot be read."),
                Text("请在「假设与目标」页重新选择。", "Choose it again on the page “Assumptions and targets”."),
                field="onboarding_path",
            )
        return replace(self, onboarding_path=known)

    @classmethod
    def from_json(cls, raw: Any) -> Assumptions:
        """As `Settings.from_json`, with the choices that are not numbers."""
        numbers = super().from_json(raw)
        given = raw if isinstance(raw, dict) else {}
        found = numbers.with_conflicts(given.get("conflict_rule", "all"), given.get("conflict_pairs", ()))
        return found.with_path(given.get("onboarding_path", onboarding_path.DEFAULT))

    def to_json(self) -> dict[str, Any]:
        """As `Settings.to_json`, with the choices that are not numbers where they are not the default."""
        pairs = {"conflict_pairs": [list(p) for p in self.conflict_pairs]} if self.conflict_pairs else {}
        rule = {"conflict_rule": self.conflict_rule} if self.conflict_rule != "all" else {}
        usual = self.onboarding_path == onboarding_path.DEFAULT
        return {**super().to_json(), **rule, **pairs, **({} if usual else {"onboarding_path": self.onboarding_path})}


def pair(one: str, other: str) -> tuple[str, str]:
    """Two identity classes in the order they are stored in."""
    return (one, other) if one < other else (other, one)


def load(setting: Any) -> Assumptions:
    """The company's assumptions from `store.setting(SETTING)`; defaults where nothing is stored yet."""
    return Assumptions.load(setting)


def _bad_conflicts(name: str) -> BadRequest:
    return BadRequest(
        Text("互斥身份的设定无法读取。", "The setting of conflicting identities cannot be read."),
        Text("请在「假设与目标」页重新选择。", "Choose it again on the page “Assumptions and targets”."),
        field=name,
    )
