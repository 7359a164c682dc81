"""Which kinds of groups the demo company has, and how many of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.demo.stories import BENEFIT_ONLY, MISPOSITIONED, NEW_USER_OVERDUE, QUIET_SELLERS, SHELLS, SILENT

Behaviour = Literal["promo", "refined", "service"]


@dataclass(frozen=True, slots=True)
class Role:
    """`count` groups alike.

    behaves      how members act, whatever is declared
    age          least and greatest age at the end day, in days
    life         least and greatest days until it was dissolved; None = it lives
    weight       how many of the arriving people it takes, 1 = usual
    limit        most customers that ever join
    silent       least and greatest days since the last message; None = it talks
    """

    name: str
    count: int
    positioning: str
    purpose: str | None
    behaves: Behaviour
    age: tuple[int, int]
    life: tuple[int, int] | None = None
    weight: float = 1.0
    limit: int = 500
    silent: tuple[int, int] | None = None


_SILENT_PROMO = 12
_SILENT_REFINED = SILENT - SHELLS - _SILENT_PROMO

CAST: tuple[Role, ...] = (
    Role("promo", 32, "promo", None, "promo", (25, 547)),
    Role("promo_silent", _SILENT_PROMO, "promo", None, "promo", (200, 520), weight=0.7, silent=(31, 59)),
    Role("promo_dissolved", 10, "promo", None, "promo", (330, 547), life=(150, 300)),
    Role("benefits", 40, "promo", "benefits", "promo", (25, 547)),
    Role("mispositioned", MISPOSITIONED, "promo", "benefits", "service", (120, 300), weight=1.2),
    Role("benefit_only", BENEFIT_ONLY, "promo", "benefits", "promo", (150, 350), weight=3.0),
    Role("refined", 26, "refined", None, "refined", (25, 547)),
    Role("refined_silent", _SILENT_REFINED, "refined", None, "refined", (200, 520), weight=0.7, silent=(31, 59)),
    Role("service", 40, "service", None, "service", (25, 547)),
    Role("revived", 1, "refined", None, "refined", (300, 300), weight=1.6),
    Role("quiet_sellers", QUIET_SELLERS, "refined", "core_fans", "refined", (320, 520), weight=0.7),
    Role("core_fans", 6, "refined", "core_fans", "refined", (60, 500), weight=0.6),
    Role("regional", 10, "service", "regional", "service", (60, 500)),
    Role("new_user_overdue", NEW_USER_OVERDUE, "refined", "new_user", "refined", (34, 80), weight=0.8),
    Role("new_user", 3, "refined", "new_user", "refined", (6, 26), weight=0.8),
    Role("camp_done", 6, "refined", "camp", "refined", (80, 500), life=(25, 40), weight=0.8),
    Role("camp", 2, "refined", "camp", "refined", (8, 20), weight=0.8),
    Role("delivery_done", 4, "service", "delivery", "service", (120, 480), life=(40, 90), weight=0.5),
    Role("delivery", 2, "service", "delivery", "service", (15, 40), weight=0.5),
    Role("flash_done", 5, "promo", "flash", "promo", (60, 400), life=(4, 9), weight=1.2),
    Role("lead_in_done", 9, "promo", "lead_in", "promo", (40, 500), life=(2, 6), weight=1.5),
    Role("lead_in_overdue", 4, "promo", "lead_in", "promo", (12, 30), weight=1.2),
    Role("lead_in_nine", 1, "promo", "lead_in", "promo", (9, 9), weight=3.0),
    Role("shell", SHELLS, "promo", None, "promo", (270, 500), weight=0.02, limit=9, silent=(61, 200)),
)

PLAIN = frozenset({"promo", "refined", "service"})
"""Roles that tell no story of their own: labels and the like are left out there."""

IRREGULAR_NAMES = (
    *("福利秒杀一群", "福利秒杀二群", "优惠早知道", "新品抢先看", "老客户专属福利", "售后服务一群", "售后服务二群"),
    *("王敏的选品群", "李强的货源群", "店主互助会", "批发交流群", "实体老板茶话会", "直播选品小组", "爆款内测群"),
    *("春季订货会", "618 专场", "周末团购", "同城店主", "供应链答疑", "开店经验分享", "进货小灶"),
)
"""Names that carry neither region nor identity; the first ones are used twice."""
