"""Words that several pages share."""

from __future__ import annotations

from core.i18n import Text

PRODUCT = Text("群策 Qunce", "Qunce 群策")
