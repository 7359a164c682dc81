"""Which workspace a command works on."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from core.store import Store, Version

ENVIRONMENT = "QUNCE_WORKSPACE"
DEFAULT_WORKSPACE = Path("data/workspace")


@dataclass(frozen=True)
class Workspace:
    """The folder named by --workspace, opened on first use so that `restore` and `--help` touch nothing."""

    root: Path

    @cached_property
    def store(self) -> Store:
        """The store, created empty if the folder has none."""
        return Store.open(self.root)

    def version(self, number: int | None) -> Version:
        """The given version, or the head; in an empty workspace version 0, which holds nothing.

        Raises UnknownVersion.
        """
        head = self.store.head() if number is None else self.store.version(number)
        return head or Version(0, None, datetime.now(self.store.zone).replace(tzinfo=None), "empty", "", "", {}, {})


def user_name() -> str:
    """Who is at the keyboard, for the list of versions."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
