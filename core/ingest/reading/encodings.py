"""Which text encoding a file is in, and its whole text as UTF-8 blocks, strictly decoded.

Trust falls in this order: byte order mark, UTF-8, UTF-16 without a mark (seen by its zero bytes), GB18030, Big5.
Every Big5 file is also well-formed GB18030, so Big5 is never chosen by decoding alone: where both fit and the
letter statistics disagree, `sure` is False and somebody has to say.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from charset_normalizer import from_bytes

from core.domain.problems import refusal
from core.ingest.reading.utf8 import Fault, character_end, is_utf8, utf8_fault

BLOCK = 8 << 20
_SAMPLE = 1 << 18
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ENDIAN = {"utf-16": "utf-16-le", "utf-32": "utf-32-le"}
_UTF8_IS_MEANT = 60
"""So much well-formed UTF-8 is no accident: the file is damaged UTF-8, not GB18030. A character of three bytes
counts 5; one of two bytes counts 1, as two common GB18030 characters in a row look like those."""


class Stream(Protocol):
    """What we need of a file: bytes in order, and to be closed."""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, b"" at the end."""

    def close(self) -> object:
        """Let go of the file."""


Opener = Callable[[], Stream]


@dataclass(frozen=True, slots=True)
class Encoding:
    """A file's encoding; `mark` bytes at its start belong to the byte order mark."""

    name: str
    sure: bool = True
    mark: int = 0


def find_encoding(opener: Opener, file: str, given: str | None = None) -> Encoding:
    """The file's encoding, or the `given` one. Raises ImportRefused(bad_encoding), naming the line."""
    stream = opener()
    try:
        start = stream.read(BLOCK)
        mark, marked = next(((len(m), name) for m, name in _MARKS if start.startswith(m)), (0, None))
        if given is not None:
            name = _known(given, file)
            if marked is not None and marked.startswith(name):
                return Encoding(marked, True, mark)  # the mark settles the byte order
            return Encoding(_ENDIAN.get(name, name))
        if marked is not None and marked != "utf-8":
            return Encoding(marked, True, mark)
        if marked is None and (wide := by_zero_bytes(start[:_SAMPLE])):
            return Encoding(wide)
        fault = _first_fault(stream, start)
    finally:
        stream.close()
    if fault is None:
        return Encoding("utf-8", True, mark)
    if marked == "utf-8" or fault.letters >= _UTF8_IS_MEANT:
        raise refusal("bad_encoding", file=file, line=fault.line, encoding="UTF-8")
    return _chinese(opener, file, fault)


def utf8_blocks(opener: Opener, file: str, encoding: Encoding) -> Iterator[bytes]:
    """The text as UTF-8 without mark or NUL, in blocks that never cut a character or a CR LF apart.

    Raises ImportRefused(bad_encoding) at the first byte that is not text.
    """
    held = b""
    for block in _decoded(opener, file, encoding):
        whole = held + (block.replace(b"\0", b"") if b"\0" in block else block)
        held = b"\r" if whole.endswith(b"\r") else b""
        if whole := whole[: len(whole) - len(held)]:
            yield whole
    if held:
        yield held


def _decoded(opener: Opener, file: str, encoding: Encoding) -> Iterator[bytes]:
    stream = opener()
    try:
        stream.read(encoding.mark)
        if encoding.name == "utf-8":
            yield from _checked_utf8(stream, file)
            return
        decoder = codecs.getincrementaldecoder(encoding.name)("strict")
        lines = 1
        while True:
            raw = stream.read(BLOCK)
            try:
                text = decoder.decode(raw, final=not raw)
            except UnicodeDecodeError as error:
                before = error.object[: error.start].decode(encoding.name, "ignore")
                line = lines + before.count("\n")
                raise refusal("bad_encoding", file=file, line=line, encoding=encoding.name) from None
            if text:
                utf8 = _utf8(text)
                if utf8 is None:
                    raise refusal("bad_encoding", file=file, line=lines, encoding=encoding.name)
                lines += utf8.count(b"\n")
                yield utf8
            if not raw:
                return
    finally:
        stream.close()


def _utf8(text: str) -> bytes | None:
    try:
        return text.encode()
    except UnicodeEncodeError:  # a lone surrogate, possible in utf-16 and utf-7 only
        return None


def _checked_utf8(stream: Stream, file: str) -> Iterator[bytes]:
    lines, held = 1, b""
    while True:
        raw = stream.read(BLOCK)
        whole = held + raw
        cut = len(whole) if not raw else character_end(whole)
        block, held = whole[:cut], whole[cut:]
        if not is_utf8(block):
            raise refusal("bad_encoding", file=file, line=lines + utf8_fault(block).line - 1, encoding="UTF-8")
        lines += block.count(b"\n")
        if block:
            yield block
        if not raw:
            return


def _first_fault(stream: Stream, start: bytes) -> Fault | None:
    """The first place that is not UTF-8, or None when the whole file is."""
    held, raw, line, letters, offset = b"", start, 1, 0, 0
    while True:
        whole = held + raw
        cut = len(whole) if not raw else character_end(whole)
        block, held = whole[:cut], whole[cut:]
        if not is_utf8(block):
            fault = utf8_fault(block)
            return Fault(line + fault.line - 1, letters + fault.letters, offset + fault.offset)
        line += block.count(b"\n")
        letters += 0 if block.isascii() else _UTF8_IS_MEANT
        offset += len(block)
        if not raw:
            return None
        raw = stream.read(BLOCK)


def _chinese(opener: Opener, file: str, fault: Fault) -> Encoding:
    """GB18030 where the text around the first foreign byte decodes as such; unsure where Big5 is likelier."""
    sample = _read_from(opener, max(0, fault.offset - 1024), _SAMPLE)
    sample = sample[sample.find(b"\n") + 1 :] if fault.offset > 1024 else sample
    if not _decodes(sample, "gb18030"):
        try:
            codecs.getincrementaldecoder("gb18030")("strict").decode(sample)
        except UnicodeDecodeError as error:
            line = fault.line + sample[: error.start].count(b"\n")
            raise refusal("bad_encoding", file=file, line=line, encoding="UTF-8 / GB18030 / UTF-16 / Big5") from None
    return Encoding("gb18030", not (_decodes(sample, "big5") and _looks_big5(sample)))


def _read_from(opener: Opener, offset: int, size: int) -> bytes:
    stream = opener()
    try:
        while offset > 0 and (skipped := stream.read(min(offset, BLOCK))):
            offset -= len(skipped)
        return stream.read(size)
    finally:
        stream.close()


def _decodes(sample: bytes, name: str) -> bool:
    try:
        codecs.getincrementaldecoder(name)("strict").decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _looks_big5(sample: bytes) -> bool:
    best = from_bytes(sample[: 1 << 14], cp_isolation=["gb18030", "big5"]).best()
    return best is not None and best.encoding == "big5"


def by_zero_bytes(sample: bytes) -> str | None:
    """UTF-16 without a mark: digits, delimiters and line ends have a zero in every second byte."""
    if len(sample) < 4 or b"\0" not in sample:
        return None
    data = np.frombuffer(sample[: len(sample) // 2 * 2], np.uint8).reshape(-1, 2)
    first, second = (data == 0).mean(axis=0)
    if second > 0.05 and first < second / 20:
        return "utf-16-le"
    return "utf-16-be" if first > 0.05 and second < first / 20 else None


def _known(name: str, file: str) -> str:
    try:
        found = codecs.lookup(name).name
        "".encode(found)  # refuses codecs that are no text encodings, such as zip or hex
    except LookupError:
        raise refusal("unknown_encoding", file=file, encoding=name) from None
    return {"utf-8-sig": "utf-8", "gb2312": "gb18030", "gbk": "gb18030"}.get(found, found)


def candidates(opener: Opener) -> list[tuple[str, str]]:
    """(encoding, start of the text) for every encoding that decodes the start of a file without a fault."""
    sample = _read_from(opener, 0, _SAMPLE)
    mark, marked = next(((len(m), name) for m, name in _MARKS if sample.startswith(m)), (0, None))
    wide = marked or by_zero_bytes(sample)
    names = [wide] if wide else ["utf-8", "gb18030", "big5"]
    return [
        (name, codecs.getincrementaldecoder(name)("strict").decode(sample[mark:]))
        for name in names
        if _decodes(sample[mark:], name)
    ]
