"""What a user says about one file before it is read again: each field overrides what would be found."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from core.ingest.profile import Profile


@dataclass(frozen=True, slots=True)
class Choice:
    """How one file is to be read; every field may stay empty.

    encoding, delimiter, sheet  of the file itself ("gb18030", "," or "spaces", a sheet's name)
    table        only what fills this canonical table
    day          YYYY-MM-DD, dates a snapshot that has no date inside
    date_format  strptime pattern that settles day and month where a column leaves them open
    profiles     the user's own mapping, one per canonical table; nothing is recognised then
    """

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    table: str | None = None
    day: str | None = None
    date_format: str | None = None
    profiles: tuple[Profile, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """For the reading child's request."""
        return asdict(self)

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Choice:
        """Read back what `to_json` wrote. Raises ImportRefused(bad_profile)."""
        profiles = tuple(Profile.from_json(json.dumps(one)) for one in raw.get("profiles") or ())
        return cls(**{**raw, "profiles": profiles})

    def applied(self, profile: Profile) -> Profile:
        """The profile with the day and the date order that the user gave."""
        if self.day and profile.day_from:
            profile = replace(profile, day_from=self.day)
        return replace(profile, date_format=self.date_format) if self.date_format else profile


NOTHING_CHOSEN = Choice()


def memorable(profile: Mapping[str, Any]) -> dict[str, Any]:
    """A profile as it is remembered for the next file of the same headers.

    Where the header stands and which day a snapshot is of belong to this file only.
    """
    kept = {**profile, "header_row": None}
    if kept.get("day_from") not in (None, "title"):
        kept["day_from"] = "file_name"
    return kept
