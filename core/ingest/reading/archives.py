"""ZIP and GZIP containers: members as streams, with limits on what they may inflate to."""

from __future__ import annotations

import gzip
import io
import posixpath
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.domain.problems import refusal
from core.ingest.reading.encodings import Opener, Stream

MAX_MEMBERS = 1_000
MAX_BYTES = 2 << 30
MAX_RATIO = 200
RATIO_FROM = 32 << 20
"""Below this size the ratio says nothing: a small CSV of zeros is no bomb."""
_ARCHIVES = (".zip", ".gz", ".gzip", ".tgz", ".tar", ".7z", ".rar", ".bz2", ".xz", ".zst")
_CLUTTER = ("__macosx", "thumbs.db", "desktop.ini")
_ENCRYPTED = 0x1
_UTF8_NAME = 0x800


class Limited:
    """A stream that counts what it really inflates and refuses a bomb or damaged data with ImportRefused."""

    def __init__(self, inner: Stream, file: str, packed: int) -> None:
        self._inner = inner
        self._file = file
        self._limit = min(MAX_BYTES, max(RATIO_FROM, packed * MAX_RATIO))
        self._seen = 0

    def read(self, size: int = -1, /) -> bytes:
        """Inflate up to `size` bytes, or all that is left."""
        parts: list[bytes] = []
        while size:
            part = self._part(1 << 20 if size < 0 else min(size, 1 << 20))
            if not part:
                break
            parts.append(part)
            size -= len(part) if size > 0 else 0
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _part(self, size: int) -> bytes:
        try:
            part = self._inner.read(size)
        except (EOFError, OSError, zlib.error, zipfile.BadZipFile, NotImplementedError):
            raise refusal("damaged", file=self._file) from None
        self._seen += len(part)
        if self._seen > self._limit:
            raise refusal("zip_bomb", file=self._file)
        return part

    def close(self) -> None:
        """Close the member."""
        self._inner.close()


@dataclass(frozen=True, slots=True)
class Member:
    """One file: its name for people, its own name, a function that starts a fresh pass over its bytes, and where
    it lies when it is not packed."""

    name: str
    inner: str
    opener: Opener
    path: Path | None = None


def gzip_member(path: Path, name: str) -> Member:
    """What a GZIP file holds; the display name stays the file's own."""
    inner = name[: -len(posixpath.splitext(name)[1])] if name.lower().endswith((".gz", ".gzip")) else name
    packed = path.stat().st_size
    member = Member(name, inner, lambda: Limited(gzip.GzipFile(path, "rb"), name, packed))
    _refuse_nested(member)
    return member


def zip_members(path: Path, name: str) -> Iterator[Member]:
    """The files of a ZIP in name order, without folders and clutter.

    Raises ImportRefused: encrypted, nested_archive, zip_bomb, unreadable.
    """
    total = 0
    members: list[tuple[zipfile.ZipInfo, str]] = []
    for info in _listing(path, name):
        if info.is_dir() or _is_clutter(info.filename):
            continue
        total += info.file_size
        packed = max(info.compress_size, 1)
        too_dense = info.file_size > RATIO_FROM and info.file_size > packed * MAX_RATIO
        if total > MAX_BYTES or too_dense or len(members) >= MAX_MEMBERS:
            raise refusal("zip_bomb", file=name)
        if info.flag_bits & _ENCRYPTED:
            raise refusal("encrypted", file=name)
        members.append((info, f"{name}/{member_name(info)}"))
    for info, shown in sorted(members, key=lambda pair: pair[1]):
        member = Member(shown, shown, _opener(path, info, shown))
        _refuse_nested(member)
        yield member


def _listing(path: Path, name: str) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError):
        raise refusal("damaged", file=name) from None


def _opener(path: Path, info: zipfile.ZipInfo, shown: str) -> Opener:
    def start() -> Stream:
        archive = zipfile.ZipFile(path)
        try:
            inner = archive.open(info)
        except RuntimeError:
            raise refusal("encrypted", file=shown) from None
        except (zipfile.BadZipFile, NotImplementedError):
            raise refusal("damaged", file=shown) from None
        finally:
            archive.close()  # the member keeps the file open until it is closed itself
        return Limited(inner, shown, max(info.compress_size, 1))

    return start


def member_name(info: zipfile.ZipInfo) -> str:
    """A member's name for people: GBK names decoded, no drive, parent or control characters."""
    raw = info.filename
    if not info.flag_bits & _UTF8_NAME:
        try:
            stored = raw.encode("cp437")
        except UnicodeEncodeError:
            stored = b""
        for encoding in ("utf-8", "gb18030"):
            try:
                raw = stored.decode(encoding) or raw
                break
            except UnicodeDecodeError:
                continue
    shown = "".join(c for c in raw.replace("\\", "/") if unicodedata.category(c)[0] != "C")
    return "/".join(part for part in shown.split("/") if part not in ("", ".", "..") and not part.endswith(":"))


def _is_clutter(name: str) -> bool:
    parts = name.lower().replace("\\", "/").split("/")
    return any(part in _CLUTTER or (part[:1] == "." and part not in (".", "..")) for part in parts)


def _refuse_nested(member: Member) -> None:
    stream = member.opener()
    try:
        start = stream.read(4)
    finally:
        stream.close()
    workbook = start == b"PK\x03\x04" and member.inner.lower().endswith((".xlsx", ".xlsm"))
    packed = start.startswith((b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zX"))
    if member.inner.lower().endswith(_ARCHIVES) or (packed and not workbook):
        raise refusal("nested_archive", file=member.name)


def in_memory(opener: Opener, file: str, limit: int) -> io.BytesIO:
    """All bytes of a member whose format needs random access. Raises ImportRefused(too_large)."""
    stream = opener()
    try:
        data = stream.read(limit + 1)
    finally:
        stream.close()
    if len(data) > limit:
        raise refusal("over_limit", file=file, limit=f"{limit >> 20} MB")
    return io.BytesIO(data)
