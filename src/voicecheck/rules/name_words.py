"""The words of a name (a surname in Mandarin, one or two words in English) and what is said around them."""

from __future__ import annotations

from voicecheck.text import is_cjk
from voicecheck.text.sounds import edit_distance, sound_distance

__all__ = ["names_at", "names_in_answer", "same_name", "surname_at"]

_MAX_NAMES = 2
# An answer to "who is calling" that goes on for longer is about something else.
_MAX_ANSWER_NAMES = 3
_LETTERS_OF_A_MISHEARD_NAME = 4

# What comes before the name in an answer: 嗯,我姓…; 免贵姓…; 叫我小…; 你就写…
_BEFORE = frozenset(
    "嗯啊哦噢呃诶哎喂好的是我叫姓免贵敝鄙小老那个就您你对行可以请写记本人名字呀先称呼喊这边里单一"
)
# How a surname is spelt out: the character before it is made of these (耳东陈).
_SPELT = frozenset({
    "弓长", "耳东", "木子", "口天", "双口", "立早", "古月", "草头", "双木", "言午",
    "人可", "三横", "走肖", "禾女", "文刀", "干勾",
})  # fmt: skip
_NOT_A_NAME = frozenset({
    "方便", "方不", "应该", "任何", "成不", "时间", "高兴", "安装", "能不", "万一",
    "于是", "包装", "解决", "查一", "单号", "路由", "季度", "管他",
})  # fmt: skip

_ENGLISH_BEFORE = frozenset({
    "yes", "yeah", "yep", "sure", "of", "course", "certainly", "absolutely", "ok", "okay", "um", "uh", "er",
    "erm", "oh", "ah", "well", "hi", "hello", "right", "so", "no", "problem", "its", "it", "is", "im", "i",
    "am", "this", "that", "would", "be", "the", "name", "names", "my", "surname", "last", "first", "full",
    "under", "called", "call", "me", "you", "can", "just", "mr", "mrs", "ms", "miss", "mister", "madam",
    "dr", "thats", "please", "and", "a", "by", "they", "everyone", "calls",
})  # fmt: skip
_ENGLISH_AFTER = frozenset({
    "here", "speaking", "calling", "from", "with", "on", "in", "at", "for", "and", "but", "so", "to", "the",
    "a", "an", "i", "im", "my", "me", "you", "your", "it", "its", "is", "are", "was", "that", "thats",
    "this", "please", "thanks", "thank", "spelled", "spelt", "spelling", "like", "as", "again", "what",
    "why", "who", "how", "when", "where", "not", "no", "yes", "about", "want", "need", "have", "would",
    "could", "can", "do", "did", "does", "sorry", "of", "or", "order", "number", "account", "if", "because",
    "just", "right", "okay", "ok",
})  # fmt: skip


def names_at(units: tuple[str, ...], first: int, surnames: frozenset[str], told: str) -> list[str]:
    """The name that begins at a place, straight after the words (`told`) that announce it."""
    if first >= len(units):
        return []
    if not is_cjk(units[first][0]):
        return _english(units[first:])
    first = _past(units, first, frozenset("小老单"), surnames) if told.endswith(("叫我", "是")) else first
    if first >= len(units):
        return []
    name = surname_at(units, first, surnames) or _sounds_like_one(units[first], surnames)
    if name is None and told.endswith("姓") and is_cjk(units[first][0]):
        name = units[first]
    return [] if name is None or "".join(units[first : first + 2]) in _NOT_A_NAME else [name]


def names_in_answer(units: tuple[str, ...], surnames: frozenset[str]) -> list[str]:
    """The name in an answer to the question for it: what comes first after the words that lead up to it."""
    if not units:
        return []
    if not any(is_cjk(unit[0]) for unit in units):
        first = next((n for n, unit in enumerate(units) if unit not in _ENGLISH_BEFORE), len(units))
        names = _english(units[first:])
        short = len([unit for unit in units[first:] if len(unit) > 1]) <= _MAX_ANSWER_NAMES
        return names if short else []
    first = _past(units, 0, _BEFORE, surnames)
    if "".join(units[first : first + 2]) in _SPELT:
        first += 2
    return names_at(units, first, surnames, told="")


def surname_at(units: tuple[str, ...], place: int, surnames: frozenset[str]) -> str | None:
    """The surname of two or one characters at a place, or None."""
    for length in (2, 1):
        name = "".join(units[place : place + length])
        if name in surnames:
            return name
    return None


def same_name(one: str, other: str) -> bool:
    """Whether two names sound alike: the same syllables, or all letters of a longer name but one."""
    if not is_cjk(one[0]) or not is_cjk(other[0]):
        long = min(len(one), len(other)) >= _LETTERS_OF_A_MISHEARD_NAME
        return one == other or (long and edit_distance(one, other, 1) <= 1)
    return len(one) == len(other) and all(
        sound_distance(a, b) == 0.0 for a, b in zip(one, other, strict=True)
    )


def _past(units: tuple[str, ...], first: int, words: frozenset[str], surnames: frozenset[str]) -> int:
    """The first place from `first` on that is not one of the words; a compound surname is none of them."""
    while (
        first < len(units) - 1 and units[first] in words and "".join(units[first : first + 2]) not in surnames
    ):
        first += 1
    return first


def _sounds_like_one(character: str, surnames: frozenset[str]) -> str | None:
    """The character itself, where a recogniser may have written it for a surname."""
    return character if any(len(name) == 1 and same_name(character, name) for name in surnames) else None


def _english(units: tuple[str, ...]) -> list[str]:
    names: list[str] = []
    for unit in units:
        if unit in _ENGLISH_AFTER or unit[0].isdigit() or is_cjk(unit[0]) or len(unit) == 1:
            break
        names.append(unit)
    return names[:_MAX_NAMES]
