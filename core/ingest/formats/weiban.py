"""微伴 open API: the group list and a group's member list (flat objects, with or without the answer's envelope)."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from core.i18n import Text
from core.ingest.recognition.shape import Cells, Computed, Format, Part, Unpacked

_YES = pa.array(["1", "true", "是", "yes"])


def _only_if(flag: str, time: str) -> Computed:
    """The time of something that has happened: the API sends 0 or an old time where the flag says it has not."""

    def fill(cells: Cells) -> pa.Array:
        happened = pc.is_in(pc.utf8_lower(cells[flag]), value_set=_YES)
        usable = pc.and_(happened, pc.not_equal(cells[time], "0"))
        return pc.if_else(pc.fill_null(usable, False), cells[time], None)

    return Computed(f"{time}({flag})", ((flag,), (time,)), fill)


def _unpack(document: object) -> list[Unpacked]:
    """Member lists that name their group once, around the list."""
    pages = document if isinstance(document, list) else [document]
    rows: list[dict[str, object]] = []
    for page in pages:
        inner = page.get("data", page) if isinstance(page, dict) else None
        if not isinstance(inner, dict) or "group_id" not in inner:
            continue
        for listed in (inner.get(name) for name in ("members", "member_list", "list")):
            if isinstance(listed, list):
                rows += [{"group_id": inner["group_id"], **m} for m in listed if isinstance(m, dict) and "user_id" in m]
    header = tuple(name for name in dict.fromkeys(n for row in rows for n in row) if name not in ("name", "nickname"))
    return [Unpacked("members", header, [[row.get(name) for name in header] for row in rows])] if rows else []


FORMATS = (
    Format(
        name="weiban_groups",
        label=Text("微伴群列表", "Weiban group list"),
        needs=(("group_id",), ("create_time",), ("member_count",), ("name", "group_name")),
        weight=5,
        computed=(_only_if("is_dismissed", "dismissed_at"),),
        parts=(
            Part(
                "groups",
                {
                    "group_id": ("group_id",),
                    "group_name": ("name", "group_name"),
                    "owner": ("owner",),
                    "created_on": ("create_time",),
                    "dissolved_on": ("dismissed_at(is_dismissed)",),
                },
                constants={"platform": "wecom"},
            ),
            Part("group_daily", {"group_id": ("group_id",), "members": ("member_count",)}, dated="optional"),
        ),
    ),
    Format(
        name="weiban_members",
        label=Text("微伴群成员列表", "Weiban group members"),
        needs=(("group_id",), ("user_id",), ("join_time",), ("deleted", "deleted_time", "join_scene", "unionid")),
        weight=5,
        unpack=_unpack,
        computed=(_only_if("deleted", "deleted_time"),),
        parts=(
            Part(
                "members",
                {
                    "group_id": ("group_id",),
                    "user_id": ("user_id",),
                    "joined_at": ("join_time",),
                    "left_at": ("deleted_time(deleted)",),
                    "join_scene": ("join_scene",),
                },
                identities={"unionid": ("unionid",)},
                id_kind="external_userid",
            ),
        ),
    ),
)
