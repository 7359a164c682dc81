"""Personal data: never stored, shown or written in clear, and still enough to recognise a person."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from pathlib import Path

from core.ingest.mapping import pii
from tests.ingest.mapped import SECRET, mapped, profile

MEMBERS = {"group_id": "群ID", "user_id": "用户ID", "joined_at": "入群时间"}
ORDERS = {"order_id": "订单号", "user_id": "买家", "paid_at": "付款时间", "amount": "金额"}


def digest(kind: str, value: str) -> str:
    return hmac.new(SECRET, f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()


def test_ids_of_eighteen_digits_stay_and_texts_are_cleared(tmp_path: Path) -> None:
    card, order = "11010519491231002X", "202603011234567890"
    given = profile("orders", {**ORDERS, "category": "品类"})
    rows = [
        (order, order, "2026-03-01", "5", f"微信号 abc123 {card}"),
        (card, "wx:abc123", "2026-03-01", "5", card),
        ("3", "u", "2026-03-01", "5", "电话 0571-88886666"),
        ("4", "u", "2026-03-01", "5", "***"),
    ]
    result = mapped(tmp_path, given, (*ORDERS.values(), "品类"), rows)
    assert result.column("order_id") == [order, card, "3", "4"]
    assert result.column("user_id") == [order, "wx:abc123", "u", "u"]
    assert result.column("category") == ["*** ***", None, "电话 ***", "***"]
    assert [(p.row, p.column, p.value, p.code) for p in result.problems] == [
        (row, "品类", "***", "pii_value") for row in (2, 3, 4)
    ]
    staff = {"user_id": "u", "staff": "员工"}
    kept = mapped(tmp_path, profile("contacts", staff), ("u", "员工"), [("u1", "0571-88886666"), ("u2", "wx:abc123")])
    first, second = kept.column("staff")
    assert first != second
    assert "8888" not in first
    assert "abc123" not in second


def test_ids_of_a_row_stand_beside_its_user(tmp_path: Path) -> None:
    header = (*MEMBERS.values(), "手机号", "unionid", "微信号", "姓名", "详细地址", "分销员手机号")
    rows = [
        ("g", "u1", "2026-03-01", "138 1234 5678", "on1", "Zhang_San", "张三", "某路1号", "13900000000"),
        ("g", "u2", "2026-03-02", "186****05", "", "", "李四", "某路2号", "13900000000"),
        ("g", "u1", "2026-03-05", "+8613812345678", "on1", "", "张三", "某路1号", ""),
    ]
    result = mapped(tmp_path, profile("members", MEMBERS), header, rows)
    found = {(row["user_id"], row["id_kind"], row["id_value"], row["seen_on"]) for row in result.identities}
    later = dt.date(2026, 3, 5)
    assert found == {
        ("u1", "phone", digest("phone", "13812345678"), later),
        ("u1", "unionid", "on1", later),
        ("u1", "wechat", digest("wechat", "zhang_san"), dt.date(2026, 3, 1)),
        ("u1", "user_id", "u1", later),
    }
    assert len(found) == len(result.identities)
    assert {row["source"] for row in result.identities} == {"test/members"}
    told = {(p.column, p.code) for p in result.problems}
    assert told == {
        ("手机号", "pii_hashed"),
        ("微信号", "pii_hashed"),
        ("姓名", "pii_dropped"),
        ("详细地址", "pii_dropped"),
        ("分销员手机号", "pii_dropped"),
    }


def test_a_user_id_that_is_a_phone_becomes_the_same_token_everywhere(tmp_path: Path) -> None:
    token = f"phone:{digest('phone', '13812345678')}"
    rows = [("g", "+86 13812345678", "2026-03-01", "13812345678"), ("g", "u2", "2026-03-01", "")]
    given = profile("members", {**MEMBERS, "referrer_id": "推荐人"})
    members = mapped(tmp_path, given, (*MEMBERS.values(), "推荐人"), rows)
    assert members.column("user_id") == [token, "u2"]
    assert members.column("referrer_id") == [token, None]
    assert [(r["user_id"], r["id_kind"], r["id_value"]) for r in members.identities] == [
        (token, "phone", digest("phone", "13812345678"))
    ]
    given = profile("orders", {**ORDERS, "user_id": "买家手机号"}, build={"order_id": ["user_id", "paid_at"]})
    orders = mapped(
        tmp_path, given, ("订单号", "买家手机号", "付款时间", "金额"), [("", "13812345678", "2026-03-01", "5")]
    )
    assert orders.column("user_id") == [token]
    assert orders.column("order_id") == [f"{token}-2026-03-01"]
    assert token in pii.tokens("138 1234 5678", SECRET)


def test_wechat_ids_and_mails_as_user_ids(tmp_path: Path) -> None:
    rows = [("g", "wxid_ABC123", "2026-03-01"), ("g", "A@b.com", "2026-03-01")]
    result = mapped(tmp_path, profile("members", MEMBERS), tuple(MEMBERS.values()), rows)
    assert result.column("user_id") == [
        f"wechat:{digest('wechat', 'wxid_abc123')}",
        f"email:{digest('email', 'a@b.com')}",
    ]


def test_a_name_as_user_id_is_hidden_but_still_tells_people_apart(tmp_path: Path) -> None:
    given = profile("members", {**MEMBERS, "user_id": "客户姓名"})
    result = mapped(tmp_path, given, ("群ID", "客户姓名", "入群时间"), [("g", "王小明", "2026-03-01")])
    assert result.column("user_id") == [f"name:{digest('name', '王小明')}"]
    assert result.identities == []


def test_a_masked_phone_is_no_user(tmp_path: Path) -> None:
    rows = [("g", "186****05", "2026-03-01"), ("g", "t***8", "2026-03-01")]
    result = mapped(tmp_path, profile("members", MEMBERS), tuple(MEMBERS.values()), rows)
    assert [(p.row, p.value, p.code) for p in result.problems] == [(2, "***", "masked_id")]
    assert result.column("user_id") == ["t***8"]


def test_contact_data_in_other_columns_is_emptied_and_never_rejects(tmp_path: Path) -> None:
    columns = {"group_id": "群ID", "owner": "群主", "group_name": "群名称"}
    rows = [("13812345678@chatroom", "13812345678", "联系 13812345678 的群"), ("13912345678", "王店长", "甲群")]
    result = mapped(tmp_path, profile("groups", columns), tuple(columns.values()), rows)
    assert result.column("group_id") == ["13812345678@chatroom", "13912345678"]
    assert result.column("owner") == [None, "王店长"]
    assert result.column("group_name") == ["联系 *** 的群", "甲群"]
    assert [(p.row, p.column, p.value, p.code) for p in result.problems] == [
        (2, "群名称", "***", "pii_value"),
        (2, "群主", "***", "pii_value"),
    ]
    required = {"user_id": "u", "staff": "员工"}
    result = mapped(tmp_path, profile("contacts", required), ("u", "员工"), [("u1", "13812345678")])
    assert result.column("staff") == [f"phone:{digest('phone', '13812345678')}"]
    assert result.output.rejected == 0


def test_an_eleven_digit_order_number_is_no_phone(tmp_path: Path) -> None:
    result = mapped(
        tmp_path, profile("orders", ORDERS), tuple(ORDERS.values()), [("13812345678", "u", "2026-03-01", "5")]
    )
    assert result.column("order_id") == ["13812345678"]
    assert result.problems == ()


def test_ids_named_by_the_profile(tmp_path: Path) -> None:
    given = profile("orders", ORDERS, identities={"buyer_nick": "会员名", "phone": "联系"}, id_kind="platform_uid")
    rows = [("1", "u", "2026-03-01", "5", "茶客", "13812345678"), ("2", "v", "2026-03-01", "5", "13912345678", "")]
    rows += [("3", "w", "2026-03-01", "5", "t***8", "010-12345678")]
    result = mapped(tmp_path, given, (*ORDERS.values(), "会员名", "联系"), rows)
    assert {(r["user_id"], r["id_kind"], r["id_value"]) for r in result.identities} == {
        ("u", "buyer_nick", "茶客"),
        ("u", "phone", digest("phone", "13812345678")),
        ("u", "platform_uid", "u"),
        ("v", "phone", digest("phone", "13912345678")),
        ("v", "platform_uid", "v"),
    }


def test_the_identities_table_itself(tmp_path: Path) -> None:
    columns = {"user_id": "user_id", "id_kind": "id_kind", "id_value": "id_value"}
    known = "ab" * 32
    rows = [("u", "phone", "138-1234-5678"), ("u", "手机", known), ("u", "unionid", "on1"), ("u", "phone", "186****05")]
    result = mapped(tmp_path, profile("identities", columns), tuple(columns.values()), rows)
    assert result.column("id_value") == [digest("phone", "13812345678"), known, "on1"]
    assert result.output.skipped == {"masked_identity": 1}
    assert result.identities == []


def test_contact_data_without_a_user_is_dropped(tmp_path: Path) -> None:
    columns = {"group_id": "群ID"}
    result = mapped(tmp_path, profile("groups", columns), ("群ID", "联系电话"), [("g", "13812345678")])
    assert result.identities == []
    assert [(p.column, p.code) for p in result.problems] == [("联系电话", "pii_dropped")]


CANARIES = ("13987654321", "wxid_canary99", "canary@example.com", "金丝雀先生", "金丝雀路88号")


def test_no_canary_gets_out(tmp_path: Path) -> None:
    """Phone, WeChat id, mail, name and address, in good and in rejected rows, in every kind of column."""
    phone, wechat, mail, name, address = CANARIES
    given = profile("orders", {**ORDERS, "category": "品类", "referrer_id": "推荐人"})
    header = (*ORDERS.values(), "品类", "推荐人", "手机号", "微信号", "邮箱", "收货人", "收货地址", "备用", "买家留言")
    personal = (phone, wechat, mail, name, address, phone, f"请打 {phone}")
    rows = [
        ("1", phone, "2026-03-01", "5", f"找 {phone}", wechat, *personal),
        ("2", wechat, "2026-03-01", "5", mail, mail, *personal),
        ("3", phone, phone, f"{mail}", phone, phone, *personal),
        ("4", mail, "2026-03-01", f"5 {phone}", wechat, phone, *personal),
    ]
    result = mapped(tmp_path, given, header, rows)
    assert (result.output.source_rows, result.output.rejected) == (2, 2)
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    shown = repr(result.rows) + repr(result.identities) + repr(result.problems) + repr(result.output)
    for canary in CANARIES:
        assert canary.encode() not in written
        assert canary not in shown
