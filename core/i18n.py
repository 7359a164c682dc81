"""Words in both languages, kept where they are used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Lang = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or label in Chinese and English; `{name}` placeholders are filled by `fill`."""

    zh: str
    en: str

    def of(self, lang: Lang) -> str:
        """The words in `lang`."""
        return self.zh if lang == "zh" else self.en

    def fill(self, **values: object) -> Text:
        """A new Text with `{name}` placeholders replaced; a value that is a Text is put in by language."""
        zh = {name: value.zh if isinstance(value, Text) else value for name, value in values.items()}
        en = {name: value.en if isinstance(value, Text) else value for name, value in values.items()}
        return Text(self.zh.format(**zh), self.en.format(**en))

    def __add__(self, other: Text) -> Text:
        """The words of both, one after the other."""
        return Text(self.zh + other.zh, self.en + other.en)

    def join(self, parts: Iterable[Text | str]) -> Text:
        """`parts` with this between them, as `str.join` does; a str reads alike in both languages."""
        texts = [part if isinstance(part, Text) else Text(part, part) for part in parts]
        return Text(self.zh.join(text.zh for text in texts), self.en.join(text.en for text in texts))


COMMA = Text("、", ", ")
"""Between the items of a list: `COMMA.join(names)`."""
SPACE = Text("", " ")
"""Between two sentences."""
