"""What happens once when the server starts and ends.

Start: quiet logs, no spool left by a killed server, heavy imports before the first visitor needs them.
End: imports under way are closed, since what they spooled is personal data.
"""

from __future__ import annotations

import gc
import importlib
import pkgutil
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from core.ui.http import assets
from core.ui.http.pages import shell
from core.ui.http.sockets import send_at_once
from core.ui.logs import drop_messages

_PACKAGES = ("core.ui", "core.reports", "core.charts", "core.ingest")
_SCRIPTS = frozenset({"core.ui.frame"})  # running it would draw a page


@asynccontextmanager
async def lifespan(_: object) -> AsyncIterator[None]:
    """Prepare beside the running server: the first page does not wait for what it does not need."""
    drop_messages()
    send_at_once()
    threading.Thread(target=_prepare, name="qunce-start", daemon=True).start()
    yield
    # A terminated server runs no atexit handlers: uvicorn raises the signal again once it has shut down.
    from core.ui.upload.registry import IMPORTS

    IMPORTS.close_all()


def _prepare() -> None:
    # Only now, since Streamlit's caches look for its runtime when they are defined.
    from core.ingest.spool import remove_abandoned
    from core.ui import demo_progress

    remove_abandoned()
    demo_progress.start_if_asked()
    warm()


def warm() -> None:
    """Compress the client's first scripts, import what pages import, then hide it all from the garbage collector.

    Streamlit collects garbage after every script run; with the 140,000 objects of imported modules in view that
    holds the page's last messages back by about 90 ms, without them by less than 5.
    """
    html = shell("zh")
    for address in assets.files():
        if address in html:
            assets.packed(address)
    for library in ("pandas", "scipy.special"):  # the rules load SciPy when they first need it
        importlib.import_module(library)
    for name in _PACKAGES:
        package = importlib.import_module(name)
        for found in pkgutil.walk_packages(package.__path__, f"{name}."):
            if found.name not in _SCRIPTS:
                importlib.import_module(found.name)
    gc.collect()
    gc.freeze()
