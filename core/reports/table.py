"""A table of a report: short to see, exact to download."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.codec.listing import Listing
from core.i18n import Text


@dataclass(frozen=True, slots=True)
class Table:
    """Rows to look at, rows to keep."""

    short: Listing
    """What the page shows."""
    exact: Listing | Callable[[], Listing] | None = None
    """What a download holds, unrounded; opened only at the download where it is a function. None: the same as `short`.
    """
    heading: Text | None = None
    """Over a second table of a report."""
    lines: tuple[Text, ...] = ()
    """Sentences above it."""
    notes: tuple[Text, ...] = ()
    """Sentences below it."""
    wide: tuple[str, ...] = ()
    """Fields for which a phone has no room."""
    marked: tuple[int, ...] = ()
    """Rows the verdict speaks of."""
    search: bool = False
    """Long: a grid to search and sort, instead of a plain table."""
    height: int | None = None
    """Of a grid, at most so many pixels."""
    split_fields: tuple[str, ...] = ()
    """Fields of each line in the text that is split by owner."""
    personal: bool = False
    """Holds ids of persons: never in JSON, a snapshot or a cache; masked or left out for those without permission."""

    def download(self) -> Listing:
        """The exact rows."""
        if self.exact is None:
            return self.short
        return self.exact if isinstance(self.exact, Listing) else self.exact()
