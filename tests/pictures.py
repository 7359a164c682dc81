"""The pictures of the README: `python -m tests.pictures` opens the demo company in Chromium and photographs it.

They are true screenshots: run it again after a page has changed.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from tests.bench.pages import ARGUMENTS, ROOT, serving

FOLDER = ROOT / "data" / "pictures"
PAGES = (("overview", "/", 1100), ("funnel", "/funnel", 1180), ("data", "/data", 620))
"""Name, address, height in pixels."""


def main() -> None:
    """Write data/pictures/<page>-<lang>.png for both languages."""
    from playwright.sync_api import sync_playwright

    from core import demo
    from core.store import Store

    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "workspace"
        demo.write(Store.open(workspace))
        with serving(workspace) as (url, _), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
            for lang in ("zh", "en"):
                locale = "zh-CN" if lang == "zh" else "en-US"
                for name, path, height in PAGES:
                    page = browser.new_page(viewport={"width": 1200, "height": height}, locale=locale)
                    page.goto(f"{url}{path}?lang={lang}")
                    page.wait_for_selector("[data-testid=stMain] h1")
                    page.wait_for_load_state("networkidle")
                    page.wait_for_timeout(2_000)  # charts and tables draw after the text
                    page.screenshot(path=FOLDER / f"{name}-{lang}.png")
                    page.close()
            browser.close()


if __name__ == "__main__":
    main()
