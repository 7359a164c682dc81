"""From one source to what the mapping applies: each (sheet, profile) pair with all that its report needs.

Use, per source of a file:

    for reading in readings(source, table=…, remembered=…, zone=…):
        context = Context(…, reading.format, reading.hand_made, reading.also_used)
        mapped = mapping.apply(reading.sheet, reading.profile, context)
        outputs = [reading.account(output) for output in mapped.outputs]
        problems = [*mapped.problems, *reading.problems()]
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from core.domain.problems import Problem
from core.ingest.profile import Profile, normalise_header
from core.ingest.reading.sheets import Document, Sheet, rows_sheet
from core.ingest.recognition.recognise import Recognised, Remembered, flatten, recognise
from core.ingest.recognition.shape import Reshaped
from core.ingest.staging import Output


@dataclass(frozen=True)
class Reading:
    """One canonical table to be read from one sheet.

    format     name of the recognised format; the profile's name where it is remembered
    notes      problem codes to tell about the whole file
    reshaped   the source rows behind `sheet`, where those were added up
    """

    sheet: Sheet
    profile: Profile
    format: str
    hand_made: bool = False
    also_used: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    reshaped: Reshaped | None = None

    def account(self, output: Output) -> Output:
        """The output with the counts of the source file's rows, where the mapped rows are sums of them."""
        if self.reshaped is None or output.derived:
            return output
        rejected = len(self.reshaped.rejects)
        return replace(
            output,
            rows_in=self.reshaped.rows_in,
            source_rows=self.reshaped.rows_in - sum(self.reshaped.skipped.values()) - rejected,
            skipped=dict(self.reshaped.skipped),
            rejected=rejected,
        )

    def problems(self) -> list[Problem]:
        """What the format tells beside the mapping: its notes, and source rows it could not add up."""
        told = [Problem(self.sheet.file, None, "", "", code) for code in self.notes]
        rejects = self.reshaped.rejects if self.reshaped else ()
        return told + [Problem(self.sheet.file, r.row, r.column, r.value, r.code) for r in rejects]


def readings(
    source: Sheet | Document,
    *,
    table: str | None = None,
    remembered: Remembered | None = None,
    zone: ZoneInfo,
    day: str | None = None,
) -> Iterator[Reading]:
    """Recognise a source and give its readings in order; notes come with the first one of a sheet.

    `day` (ISO) dates a snapshot in place of its name or title.

    Raises ImportRefused as `recognise` does, and too_large for a chat log beyond memory.
    """
    for sheet in flatten(source):
        found = recognise(sheet, table=table, remembered=remembered, day=day)
        yield from _of(found, zone)


def _of(found: Recognised, zone: ZoneInfo) -> Iterator[Reading]:
    if found.format is None:
        used = frozenset(normalise_header(s) for profile in found.profiles for s in profile.columns.values())
        for profile in found.profiles:
            yield Reading(found.sheet, profile, profile.name, hand_made=True, also_used=used)
        return
    name, notes = found.format.name, found.format.notes
    if found.format.reshape is None:
        for position, profile in enumerate(found.profiles):
            yield Reading(found.sheet, profile, name, False, found.also_used, () if position else notes)
        return
    profiles = {profile.table: profile for profile in found.profiles}
    for summed in found.format.reshape(found.sheet, found.header_row, zone):
        if summed.table in profiles:
            sheet = rows_sheet(found.sheet.file, found.sheet.sheet, summed.header, summed.rows)
            yield Reading(sheet, profiles[summed.table], name, False, frozenset(), notes, summed)
            notes = ()
