"""Names that are listed: whole, and as people are called by them (马先生, Mr Smith, John)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from voicecheck.private.folding import folded
from voicecheck.text.sounds import syllable
from voicecheck.text.tokens import is_cjk

__all__ = ["name_spans"]

_TITLES = "先生|女士|小姐|太太|阿姨|叔叔|大哥|大姐|老师|总|经理|师傅|医生|主任|同学|老板|大爷|奶奶|夫人|哥|姐"
_BEFORE_NAME = re.compile(r"(?:叫|姓名是?|名字是?|我是|您是|姓|找|是|户名|机主|本人)[,，:： ]?$")
_AFTER_NAME = re.compile(rf"(?:{_TITLES})")
_ENGLISH_TITLE = re.compile(r"\b(?:mr|mrs|ms|miss|mister|madam|sir|dr|doctor|professor)\.?\s+$")
_COMPOUND_SURNAMES = frozenset({
    "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "长孙",
    "宇文", "司徒", "夏侯",
    "端木", "南宫", "独孤",
})  # fmt: skip
# Parts of English names that are words as well: alone they are no name.
_ALSO_WORDS = frozenset({
    "will", "may", "mark", "grace", "hope", "faith", "joy", "rose", "bill", "rich", "frank",
    "grant", "pat", "chase", "sue", "april", "june", "august", "summer", "dawn", "art", "bob",
    "gene", "jack", "rob", "max", "sky", "ray", "long", "young", "king", "white", "black", "brown",
    "green", "gray", "grey", "wood", "stone", "hill", "lake", "field", "day", "knight", "page",
    "price", "cook", "baker", "carter", "mason", "cash", "love", "best", "sharp", "short", "small",
    "strong", "wise", "moon", "bell", "ford", "banks", "brooks", "rivers", "waters", "park",
    "church", "bush", "reed", "penny", "mr", "mrs", "ms", "miss", "an", "so", "he", "she", "you",
    "to", "in",
})  # fmt: skip

Span = tuple[int, int]


def name_spans(text: str, names: Iterable[str]) -> list[Span]:
    """Start and end of every form of the names in a folded text."""
    forms = _forms(tuple(names))
    return [span for form in forms for span in form.spans(text)]


class _ChineseNames:
    """The names exactly, what sounds the same, and surnames or given names that people are called by."""

    def __init__(self, names: tuple[str, ...]) -> None:
        parts = [(name, name[:2] if name[:2] in _COMPOUND_SURNAMES else name[:1]) for name in names]
        given = {name[len(surname) :] for name, surname in parts if len(name) - len(surname) > 1}
        surnames = {surname for name, surname in parts if len(name) > len(surname)}
        called = f"(?:{_any(surnames)})(?={_TITLES})|小(?:{_any(surnames)})" if surnames else ""
        self._written = re.compile("|".join(filter(None, (_any({*names, *given}), called))))
        self._sounds = {_sounds(name) for name in names if len(name) > 1} - {None}
        self._lengths = sorted({len(name) for name in names if len(name) > 1})

    def spans(self, text: str) -> list[Span]:
        found = [match.span() for match in self._written.finditer(text)]
        syllables = [syllable(character) for character in text]
        for length in self._lengths:
            for start in range(len(text) - length + 1):
                end = start + length
                if tuple(syllables[start:end]) in self._sounds and _belongs(text, start, end):
                    found.append((start, end))
        return found


class _EnglishNames:
    """The names as a whole, and each part of them that can stand alone."""

    def __init__(self, names: tuple[str, ...]) -> None:
        split = [re.split(r"[\s.-]+", name) for name in names]
        whole = (r"[\s.\-]+".join(map(re.escape, parts)) for parts in split)
        alone = {part for parts in split for part in parts if len(part) > 1}
        self._whole = _words("|".join(sorted(whole, key=len, reverse=True)))
        self._part = _words(_any(alone)) if alone else None

    def spans(self, text: str) -> list[Span]:
        found = [match.span() for match in self._whole.finditer(text)]
        for match in self._part.finditer(text) if self._part else ():
            titled = _ENGLISH_TITLE.search(text[max(0, match.start() - 12) : match.start()])
            if titled or match[0] not in _ALSO_WORDS:
                found.append(match.span())
        return found


@lru_cache(maxsize=1024)
def _forms(names: tuple[str, ...]) -> tuple[_ChineseNames | _EnglishNames, ...]:
    plain = sorted({" ".join(folded(name).split()) for name in names} - {""})
    chinese = tuple("".join(name.split()) for name in plain if is_cjk(name[0]))
    english = tuple(name for name in plain if not is_cjk(name[0]))
    return (
        *((_ChineseNames(chinese),) if chinese else ()),
        *((_EnglishNames(english),) if english else ()),
    )


def _belongs(text: str, start: int, end: int) -> bool:
    """Whether what sounds like a name stands where names do; three syllables need no such place."""
    if end - start > 2:
        return True
    return bool(_BEFORE_NAME.search(text[max(0, start - 4) : start]) or _AFTER_NAME.match(text, end))


def _sounds(name: str) -> tuple[str, ...] | None:
    found = tuple(sound for character in name if (sound := syllable(character)) is not None)
    return found if len(found) == len(name) else None


def _any(texts: Iterable[str]) -> str:
    return "|".join(re.escape(text) for text in sorted(texts, key=lambda text: (-len(text), text)))


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9])(?:{pattern})(?![a-z0-9])")
