"""Regular expressions that a user writes: run by RE2, whose time grows with the text only, never by Python's `re`.

Such a pattern runs on the server over thousands of names; with backtracking one like (a+)+$ would never end. Python's
and JavaScript's spelling is understood: \\w, \\d and \\s mean every script (RE2 alone knows only ASCII ones), \\u4e00
is a character, a plain group needs no name. What RE2 does not have (look-around, back-references) is refused in words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from core.errors import BadRequest
from core.i18n import Text

_LONGEST = 2_000
"""Characters of one pattern."""
_MOST_COPIES = 500
"""RE2 writes x{50} out fifty times; its time is linear in the text, but also in the size of the pattern."""

_CLASS = r"\[\^?\]?(?:\\.|[^\]\\])*\]"
_PIECE = re.compile(rf"{_CLASS}|\\(?:u[0-9a-fA-F]{{4}}|.)|\((?!\?)", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}|.)", re.DOTALL)
_UNIT = re.compile(rf"{_CLASS}|\\(?:[pPx]\{{\w+\}}|.)|\{{(?P<least>\d+)(?:,(?P<most>\d*))?\}}|.", re.DOTALL)
_WORD, _BLANK = r"\p{L}\p{N}_", r"\s\v\x{85}\p{Z}"
_OUTSIDE = {
    r"\w": f"[{_WORD}]",
    r"\W": f"[^{_WORD}]",
    r"\s": f"[{_BLANK}]",
    r"\S": f"[^{_BLANK}]",
    r"\d": r"\p{Nd}",
    r"\D": r"\P{Nd}",
    r"\Z": r"\z",
}
_INSIDE = {
    r"\w": _WORD,
    r"\s": _BLANK,
    r"\d": r"\p{Nd}",
    r"\D": r"\P{Nd}",
    r"\W": r"\p{M}\p{C}\p{Z}\p{S}\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Po}",
}
"""Escapes as RE2 writes them, outside and inside [brackets]."""
_NOT_OURS = frozenset({r"\C", r"\Q", r"\E"})
"""RE2 alone has these: one byte of a character, and quoting."""


class BadPattern(BadRequest):
    """A pattern that cannot be used; `why` is one clause without a full stop."""

    code = "bad_pattern"

    def __init__(self, why: Text) -> None:
        self.why = why
        super().__init__(
            Text(f"这条规则用不了：{why.zh}。", f"This pattern cannot be used: {why.en}."),
            Text("请改正后再试。", "Correct it and try again."),
        )


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that RE2 has accepted; `names` are its named groups in their order."""

    names: tuple[str, ...]
    _source: str

    def found_in(self, texts: pa.Array) -> pa.Array:
        """Which texts hold the pattern anywhere (null for null)."""
        return pc.match_substring_regex(texts, pattern=self._source)

    def groups(self, texts: pa.Array) -> dict[str, pa.Array]:
        """What the named groups match at the first match, surrounding blanks removed.

        Null where nothing fits, or where the group took no part in it or nothing but blanks.
        """
        if not self.names:
            return {}
        taken = pc.extract_regex(texts, pattern=self._source).flatten()
        trimmed = (pc.utf8_trim_whitespace(one) for one in taken)
        return {
            name: pc.if_else(pc.equal(one, ""), pa.scalar(None, pa.string()), one)
            for name, one in zip(self.names, trimmed, strict=True)
        }


@lru_cache(256)
def read_pattern(text: str) -> Pattern:
    """A user's pattern, checked. Raises BadPattern."""
    if len(text) > _LONGEST or _written_out(text) > len(text) + _MOST_COPIES:
        raise BadPattern(_TOO_LARGE)
    source = _PIECE.sub(lambda piece: _in_re2(piece[0]), text)
    try:
        groups = pc.extract_regex(pa.array([], pa.string()), pattern=source).type
    except pa.ArrowInvalid as error:
        raise BadPattern(_why(str(error))) from None
    except UnicodeEncodeError:
        raise BadPattern(Text("含有无法识别的字符", "it holds a character that does not exist")) from None
    names = tuple(groups.field(place).name for place in range(groups.num_fields))
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise BadPattern(Text(f"名字 {twice} 用了两次", f"the name {twice} is used twice"))
    return Pattern(names, source)


def _in_re2(piece: str) -> str:
    """A bracket, an escape or the opening of a plain group as RE2 writes it."""
    if piece == "(":
        return "(?:"
    if piece in _NOT_OURS:
        raise BadPattern(_FAULTS["invalid escape sequence"] + Text(f"：{piece}", f": {piece}"))
    known = _INSIDE if piece.startswith("[") else _OUTSIDE
    return _ESCAPE.sub(
        lambda found: f"\\x{{{found[0][2:]}}}" if len(found[0]) > 2 else known.get(found[0], found[0]), piece
    )


def _written_out(text: str) -> int:
    """How many units a pattern is once x{n} and (…){n} are written out, those inside each other multiplied."""
    sizes, last = [0], 0
    for unit in _UNIT.finditer(text):
        if unit["least"] is not None:
            sizes[-1] += last * (max(int(unit["most"] or unit["least"]), 1) - 1)
        elif unit[0] == "(":
            sizes.append(0)
        else:
            last = 1 + (sizes.pop() if unit[0] == ")" and len(sizes) > 1 else 0)
            sizes[-1] += last
    return sum(sizes)


_TOO_LARGE = Text("太长，或重复次数太多", "it is too long or repeats too often")
_LOOK = Text("不支持前后查看的写法（(?=、(?!、(?<=、(?<!）", "look-around ((?= (?! (?<= (?<!) is not supported")
_BACK = Text(
    "不支持引用前面的组（\\1、(?P=名字)）", "references to an earlier group (\\1, (?P=name)) are not supported"
)
_FAULTS = {
    "missing )": Text("少了一个右括号 )", "a closing ) is missing"),
    "unexpected )": Text("多了一个右括号 )", "there is a ) too many"),
    "missing ]": Text("少了一个右方括号 ]", "a closing ] is missing"),
    "no argument for repetition operator": Text("重复符号前面没有内容", "nothing stands before a repetition sign"),
    "bad repetition operator": Text("连续写了两个重复符号", "two repetition signs follow each other"),
    "invalid repetition size": _TOO_LARGE,
    "pattern too large": _TOO_LARGE,
    "invalid character class range": Text("方括号里的范围或字符类别不对", "a range or kind of characters is wrong"),
    "invalid escape sequence": Text("反斜杠后面的写法不支持", "what follows a backslash is not supported"),
    "trailing \\": Text("末尾多了一个反斜杠", "a backslash stands at the end"),
    "invalid named capture group": Text(
        "组的名字不对，应写成 (?P<名字>…)", "a group's name is wrong; write (?P<name>…)"
    ),
    "invalid perl operator": Text("(? 后面的写法不支持", "what follows (? is not supported"),
}


def _why(message: str) -> Text:
    """RE2's complaint ("Invalid regular expression: kind: place") in plain words, with the place as it was typed."""
    complaint = message.removeprefix("Invalid regular expression: ").splitlines()[0]
    kind, _, place = complaint.partition(": ")
    if place.startswith(("(?=", "(?!", "(?<=", "(?<!")):
        return _LOOK
    if re.fullmatch(r"\\[1-9]", place) or (kind == "invalid perl operator" and place == "(?P"):
        return _BACK
    told = next((text for start, text in _FAULTS.items() if kind.startswith(start)), None)
    if told is None:
        return Text("写法不支持", "it is not written in a supported way")
    short = place if len(place) <= 20 and kind.startswith(("invalid char", "invalid esc", "bad rep")) else ""
    return told + Text(f"：{short}", f": {short}") if short else told
