"""Words in both languages, kept where they are used."""

from __future__ import annotations

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
        """A new Text with `{name}` placeholders replaced in both languages."""
        return Text(self.zh.format(**values), self.en.format(**values))

    def __add__(self, other: Text) -> Text:
        """The words of both, one after the other."""
        return Text(self.zh + other.zh, self.en + other.en)
