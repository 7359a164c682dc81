"""A few rows for every table that reports read, as canonical CSVs."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "groups": """group_id,group_name,owner,positioning,region,identity_class,created_on,last_message_on,capacity
g1,East one,Wang,promo,East,shop,2026-01-05,2026-03-20,500
g2,East two,Wang,refined,East,online,2026-01-06,2026-01-20,500
g3,South one,Li,,South,shop,2025-11-01,2026-03-29,200
""",
    "group_daily": """group_id,day,members,joins,leaves,messages
g1,2026-03-28,40,3,1,20
g1,2026-03-29,42,2,0,25
g2,2026-03-28,12,0,1,0
g2,2026-03-29,11,0,1,0
g3,2026-03-29,30,1,0,7
""",
    "funnel_events": """user_id,step,at,channel,region,owner,result,group_id
u1,1,2026-03-01 09:00:00,ad,East,Wang,passed,
u1,2,2026-03-01 10:00:00,ad,East,Wang,passed,
u1,7,2026-03-02,ad,East,Wang,passed,g1
u2,1,2026-03-02 09:00:00,shop,South,Li,passed,
u2,2,2026-03-03 09:00:00,shop,South,Li,refused,
u3,1,2026-03-03 09:00:00,ad,East,Wang,passed,
""",
    "members": """group_id,user_id,joined_at,left_at,identity_class,region,channel,role
g1,u1,2026-03-02 11:00:00,,shop,East,ad,member
g1,u2,2026-03-04 11:00:00,2026-03-20 10:00:00,online,South,shop,member
g2,u1,2026-03-05 11:00:00,,shop,East,ad,member
g3,u4,2026-03-06 11:00:00,,shop,South,,admin
""",
    "orders": """order_id,user_id,paid_at,amount,refund,group_id,category
o1,u1,2026-03-10 12:00:00,100.50,0,g1,tea
o2,u2,2026-03-29 12:00:00,20,5,g1,rice
o3,u9,2026-03-29 13:00:00,30,,,tea
""",
    "content": """sent_at,column_name,kind,group_id,reached
2026-03-20 10:00:00,Morning tea,activate,g1,30
""",
    "identities": """user_id,id_kind,id_value,source
u1,unionid,x1,roster
u8,unionid,x1,shop/orders
""",
}

REPORTS = (
    ("report", "health_check"),
    ("report", "headlines", "--since", "2026-03-01", "--until", "2026-04-01"),
    ("report", "onboarding_funnel"),
    ("report", "onboarding_funnel", "--by", "channel", "--order", "any", "--window-days", "7"),
    ("report", "onboarding_funnel", "--re-entry", "--window-days", "1"),
    ("report", "onboarding_funnel", "--from-step", "2"),
    ("coverage",),
)


def write(folder: Path) -> list[Path]:
    """Write the files; their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.csv" for name in FILES]
    for path in paths:
        path.write_text(FILES[path.stem], encoding="utf-8")
    return paths
