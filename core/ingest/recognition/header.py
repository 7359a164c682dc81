"""A header row and the names found in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.ingest.profile import normalise_header, number_duplicates

Names = tuple[str, ...]
"""Source headers that mean the same; the first one present is taken."""


def normalised(names: Iterable[str]) -> Names:
    """Headers as they are compared."""
    return tuple(normalise_header(name) for name in names)


class Header:
    """A header row: which source names it has, however they are padded, bracketed or cased."""

    def __init__(self, cells: Sequence[str]) -> None:
        self.cells = tuple(cells)
        self.names = tuple(number_duplicates(cells))
        self._printed = {
            name: cell.strip(" \t\r\n`'\ufeff\u200b") if normalise_header(cell) == name else name
            for name, cell in zip(self.names, cells, strict=True)
        }

    def first(self, names: Names) -> str | None:
        """The first of `names` that the row has, as the file prints it (a duplicate as `name#2`)."""
        for name in normalised(names):
            if name in self._printed:
                return self._printed[name]
        return None

    def position(self, names: Names) -> int | None:
        """The 0-based column of the first of `names` that the row has."""
        for name in normalised(names):
            if name in self._printed:
                return self.names.index(name)
        return None
