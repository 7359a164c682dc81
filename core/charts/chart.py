"""A chart as a report describes it, in both languages. Renderers draw it: core/ui/echarts.py on the pages.

Only numbers, texts, enums and tuples, so that it has canonical JSON. Values are unrounded, in the unit of the axis.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.charts.palette import Role
from core.i18n import Text


class Kind(StrEnum):
    """How categories and series are laid out."""

    BARS = "bars"
    """Horizontal bars, a row per category from the top. The bars of one row stand end to end: values above zero to the
    right, below zero to the left."""
    LINES = "lines"
    """A line per series over the categories, which are weeks; None is a gap."""
    CELLS = "cells"
    """A heat map: a column per category, a row per series from the top; None is blank."""


@dataclass(frozen=True, slots=True)
class Axis:
    """What the values measure."""

    label: Text
    unit: Text
    low: float = 0
    high: float | None = None
    """None: as far as the values reach."""
    shown: bool = True
    """Bars and lines: ticks and label are drawn. Cells: the label is written over the columns."""


@dataclass(frozen=True, slots=True)
class Point:
    """A value: the length of a bar, a point of a line, what stands in a cell."""

    value: float | None
    tooltip: tuple[Text, ...] = ()
    """A text per line."""
    text: Text | None = None
    """Written on it where there is room."""
    low: float | None = None
    high: float | None = None
    """The ends of its interval, in the unit of the axis; bars and lines draw a whisker."""
    role: Role | None = None
    """Its colour; None: that of its series."""
    shade: float | None = None
    """Of a cell: its place on the scale of the chart, 0 lowest to 1 highest."""
    dot: bool = True
    """False: a line only passes here."""


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of bars, one line, or one row of cells."""

    name: Text
    points: tuple[Point | None, ...]
    """One per category."""
    role: Role = Role.NEUTRAL
    dashed: bool = False
    """The line, or the outline of the bars."""
    diamonds: bool = False
    """Among bars: a diamond at each value instead of a bar."""
    select: str | None = None
    """What a click on one of its bars reports; None: a click does nothing."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Of lines: a line right across, at a category (something happened) or at a value (a target)."""

    label: Text
    role: Role
    category: int | None = None
    """Its index."""
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """An entry in the legend of cells that are coloured by role."""

    name: Text
    role: Role


@dataclass(frozen=True, slots=True)
class Scale:
    """The legend of cells that are coloured by shade: what its two ends mean."""

    low: Text
    high: Text


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything needed to draw it. Raises ValueError where a series does not have a point per category."""

    name: str
    """Unique within its report: the stem of element keys and file names."""
    kind: Kind
    alt: Text
    """The chart in words, with its numbers."""
    axis: Axis
    categories: tuple[Text, ...]
    series: tuple[Series, ...]
    notes: tuple[Text, ...] = ()
    """Of bars: what stands after the name of each category, over its bar."""
    marks: tuple[Mark, ...] = ()
    keys: tuple[Key, ...] = ()
    scale: Scale | None = None
    row_height: int = 26
    """Pixels of a row of bars or cells, which decide the height of the chart."""
    bar_height: int = 18
    """Pixels of a bar within its row."""

    def __post_init__(self) -> None:
        if any(len(one.points) != len(self.categories) for one in self.series):
            raise ValueError(f"{self.name}: a series needs a point per category")
