"""Logs without values: what broke and where. An error's message can hold a cell of somebody's file."""

from __future__ import annotations

import logging
import traceback
from typing import Any


def frames(error: BaseException) -> str:
    """Type and places of an error and of what caused it, without their messages."""
    lines: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(lines) < 8:
        places = "".join(
            f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}\n'
            for frame in traceback.extract_tb(cause.__traceback__)
        )
        lines.append(f"{type(cause).__name__}\n{places}")
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return "caused by ".join(lines).rstrip()


def drop_messages() -> None:
    """From now on every logged error of this process, whoever logs it, shows types and places only."""
    factory = logging.getLogRecordFactory()
    if getattr(factory, "drops_messages", False):
        return

    def record(*args: Any, **values: Any) -> logging.LogRecord:
        made = factory(*args, **values)
        if made.exc_info and made.exc_info[1] is not None:
            made.exc_text = frames(made.exc_info[1])
            made.exc_info = None
        return made

    record.drops_messages = True  # type: ignore[attr-defined]
    logging.setLogRecordFactory(record)
    output = logging.StreamHandler()
    output.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger("qunce").addHandler(output)
    # Streamlit reports a page's error before it asks us: core.ui.errors logs the same once more, with its id.
    logging.getLogger("streamlit.error_util").addFilter(lambda entry: entry.msg != "Uncaught app execution")
