"""Data: upload, check and commit exports; versions and the way back."""

from __future__ import annotations

from core.ui.upload import page

page.draw()
