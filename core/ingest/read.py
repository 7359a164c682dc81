"""One source file from bytes to staged tables: every sheet of it recognised, mapped and accounted for."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from core.domain.problems import Problem, problem_kind, refusal
from core.errors import ImportRefused
from core.ingest.choice import NOTHING_CHOSEN, Choice
from core.ingest.mapping.apply import Context, apply
from core.ingest.mapping.layout import find_header
from core.ingest.profile import Profile, normalise_header
from core.ingest.reading.sheets import Document, Sheet
from core.ingest.reading.sources import open_source
from core.ingest.recognition.readings import Reading, readings
from core.ingest.recognition.recognise import flatten
from core.ingest.staging import FileReport, Output

_NOT_THIS_SHEET = frozenset({"unknown_format", "missing_columns", "empty_file"})
"""Reasons for which one sheet of a workbook may be left out when another one is read."""


@dataclass(frozen=True)
class ReadRequest:
    """A source file and how to read it.

    profile     given by the user: no recognition then
    table       only what fills this table
    remembered  header signature → profiles
    choice      what the user said about this file on the Data page
    """

    path: Path
    name: str
    out_dir: Path
    secret: bytes
    zone: ZoneInfo
    profile: Profile | None = None
    table: str | None = None
    remembered: Mapping[str, Sequence[Profile]] = field(default_factory=dict)
    choice: Choice = NOTHING_CHOSEN

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """The mappings given by hand, if any."""
        return (self.profile,) if self.profile is not None else self.choice.profiles


def read_source(request: ReadRequest, progress: Callable[[int], None]) -> FileReport:
    """Read every sheet of a source file into `request.out_dir`.

    A workbook's sheets that fit nothing are noted and left out as long as one sheet fits; a file inside an archive
    that fits nothing refuses the whole. Raises ImportRefused.
    """
    outputs: list[Output] = []
    problems: list[Problem] = []
    left_out: list[tuple[Sheet, ImportRefused]] = []
    number = itertools.count(1)
    for source in _open(request):
        found = _readings(source, request)
        try:
            first = next(found, None)
        except ImportRefused as refused:
            if isinstance(source, Sheet) and source.sheet is not None and refused.code in _NOT_THIS_SHEET:
                left_out.append((source, refused))
                continue
            raise
        if isinstance(source, Sheet) and not source.encoding_sure:
            problems.append(Problem(source.file, None, "", source.encoding or "", "encoding_unsure"))
        for reading in itertools.chain([first] if first else [], found):
            context = Context(
                out_dir=request.out_dir,
                secret=request.secret,
                zone=request.zone,
                format=reading.format,
                hand_made=reading.hand_made,
                also_used=reading.also_used,
                number=number,
                progress=progress,
            )
            mapped = apply(reading.sheet, reading.profile, context)
            outputs += [reading.account(output) for output in mapped.outputs]
            problems += [*reading.problems(), *mapped.problems]
    if not outputs:
        raise _nothing(request.name, [refused for _, refused in left_out])
    unread = [sheet for sheet, refused in left_out if refused.code != "empty_file"]
    problems += [Problem(sheet.file, None, sheet.sheet or "", "", "unknown_sheet") for sheet in unread]
    rejected = next((output.rejected_csv for output in outputs if output.rejected_csv), None)
    return FileReport(request.name, tuple(outputs), tuple(_told_once(problems)), rejected_csv=rejected)


def _open(request: ReadRequest) -> Iterator[Sheet | Document]:
    given = request.profile or request.choice
    return open_source(
        request.path, request.name, encoding=given.encoding, delimiter=given.delimiter, sheet=given.sheet
    )


def _readings(source: Sheet | Document, request: ReadRequest) -> Iterator[Reading]:
    choice = request.choice
    if not request.profiles:
        table = choice.table or request.table
        for found in readings(source, table=table, remembered=request.remembered, zone=request.zone, day=choice.day):
            settled = found.format == "canonical" and bool(choice.table or choice.date_format)
            profile = choice.applied(found.profile)
            yield replace(found, profile=profile, hand_made=found.hand_made or settled)
        return
    used = frozenset(normalise_header(name) for profile in request.profiles for name in profile.columns.values())
    for sheet in flatten(source):
        for given in request.profiles:
            find_header(sheet, given)
            yield Reading(sheet, choice.applied(given), given.name, hand_made=True, also_used=used)


def _nothing(name: str, refused: Sequence[ImportRefused]) -> ImportRefused:
    telling = [one for one in refused if one.code != "empty_file"]
    return (telling or [*refused, refusal("empty_file", file=name)])[0]


def _told_once(problems: Sequence[Problem]) -> Iterator[Problem]:
    """Notes about one place once, also where several tables are read from the same sheet."""
    told: set[Problem] = set()
    for problem in problems:
        if problem_kind(problem.code).severity == "note":
            if problem in told:
                continue
            told.add(problem)
        yield problem
