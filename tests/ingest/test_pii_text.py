"""What is personal data: phones in any spelling, headers that announce it, contact data inside a text."""

from __future__ import annotations

import pyarrow as pa
import pytest

from core.ingest.mapping import pii
from core.ingest.mapping.pii import header_kind, kind_of_values, normalise, scrub, value_kind


@pytest.mark.parametrize(
    "text",
    [
        "13812345678",
        "+86 138-1234-5678",
        "86-13812345678",
        "0086 13812345678",
        "１３８１２３４５６７８",
        "138 1234 5678",
    ],
)
def test_a_phone_has_one_spelling(text: str) -> None:
    assert value_kind(text) == "phone"
    assert normalise("phone", text) == "13812345678"


@pytest.mark.parametrize(
    "text", ["12812345678", "1381234567", "g13812345678", "123@chatroom", "20260301", "wmabcdefgh", ""]
)
def test_what_is_no_contact_data(text: str) -> None:
    assert value_kind(text) is None


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("手机号", "phone"),
        ("收货人手机号/提货人手机号", "phone"),
        ("手机号（加密）", "phone"),
        ("Phone", "phone"),
        ("微信号", "wechat"),
        ("E-Mail", "email"),
        ("收货人", "name"),
        ("客户姓名", "name"),
        ("详细收货地址/提货地址", "address"),
        ("unionid", "unionid"),
        ("外部联系人ID", "external_userid"),
        ("分销员手机号", "other"),
        ("挂账手机号", "other"),
        ("是否手机订单", None),
        ("手机型号", None),
        ("IP地址", None),
        ("群名称", None),
        ("买家昵称", None),
        ("最后发言时间", None),
    ],
)
def test_headers_that_announce_personal_data(header: str, kind: str | None) -> None:
    assert header_kind(header) == kind


def test_columns_are_known_by_their_values() -> None:
    assert kind_of_values(["13812345678", "", None, "186****0005", "13912345678"]) == "phone"
    assert kind_of_values(["wxid_abc123", "wxid_def456", "wxid_ghi789", "x"]) == "wechat"
    assert kind_of_values(["a@b.com", "c@d.cn", "e@f.org"]) == "email"
    assert kind_of_values(["13812345678", "x", "y"]) is None
    assert kind_of_values(["13812345678"]) is None


def test_contact_data_inside_a_text_is_replaced() -> None:
    assert scrub("张三 13812345678，wxid_abc123 a.b@c.com") == "张三 ***,*** ***"
    assert scrub("订单 2026138123456781") == "订单 2026138123456781"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("微信号 abc123", "***"),
        ("微信：abc123", "***"),
        ("wx:abc123", "***"),
        ("请加微信号：Zhang-San88，谢谢", "请加***,谢谢"),
        ("VX号 abc_123 备用", "*** 备用"),
        ("wechat id: zhangsan", "***"),
        ("WX：ａｂｃ１２３", "***"),
        ("电话0571-88886666转8001", "电话***转8001"),
        ("(010)88886666", "***"),
        ("固话 021 62345678-801，上午打", "固话 ***,上午打"),
        ("0571－88886666", "***"),
        ("身份证11010519491231002X。", "身份证***。"),  # the example number of GB 11643
    ],
)
def test_contact_data_that_only_a_text_shows_is_replaced(text: str, left: str) -> None:
    assert scrub(text) == left
    assert pii.any_suspect(pa.array([text]), free_text=True)


@pytest.mark.parametrize(
    "text",
    [
        "微信支付",
        "微信小程序",
        "微信群abc123",
        "企业微信:group01",
        "wx:share_card",
        "wechat: official_account",
        "微信:miniprogram.com",
        "微信号",
        "微信公众号:abc123",
        "110105194912310021",  # wrong check digit
        "110105194902300020",  # 30 February
        "110105202603010024",  # an order of 2026
        "202603011234567890",
        "11010519491231002X1",
        "2026-0310-2345678",
        "A-0571-88886666",
        "0571-88886666-20260301",
        "003-2345678",
        "0571-1234567",
        "***",
    ],
)
def test_what_only_looks_like_contact_data_stays(text: str) -> None:
    assert scrub(text) == text
