"""Digits as they are written and spoken, in runs: "138 0013 8000", 幺三八零零…, "one three eight double oh".

A run goes on over pauses, fillers, commas and the end of a line, as people tell a long number. It ends at any
other word. What is plainly an amount, a date, a time or a code with letters is no part of a run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["DigitGroup", "digit_runs"]

_CHINESE = dict(zip("零〇一二三四五六七八九幺两洞拐勾", "0012345678912079", strict=True))
# What recognisers write for a digit of the same sound, between digits; 要三八 for 幺三八 at the start too.
_CHINESE_ALIKE = dict(zip("要腰妖邀就久酒吧巴期其流留儿而林灵铃", "111199988776622000", strict=True))
_ENGLISH_ALIKE = {"to": "2", "too": "2", "for": "4", "ate": "8", "won": "1"}
_ENGLISH = {
    **dict(zip(("zero", "oh", "o", "nought", "naught"), "00000", strict=True)),
    **dict(zip(("one", "two", "three", "four", "five"), "12345", strict=True)),
    **dict(zip(("six", "seven", "eight", "nine"), "6789", strict=True)),
}
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
          "nineteen")  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_TIMES = {"double": 2, "triple": 3, "treble": 3, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}

_ZH = "".join(_CHINESE)
_ALIKE = "".join(_CHINESE_ALIKE)
_WORD = "|".join(_ENGLISH)
_UNIT = (
    "年|月|日|号(?!码|是)|点|时|分|秒|元|块|角|毛|天|个|次|岁|楼|层|室|栋|单元|度|米|公里|斤|克|折|期|人|件|台|兆|倍|"
    r"%|％|percent\b|dollars?\b|pounds?\b|euros?\b|yuan\b|cents?\b|bucks\b|kg\b|km\b|gb\b|mb\b|"
    r"a\.?m\b|p\.?m\b|o'?clock\b|hours?\b|minutes?\b|days?\b|items?\b"
)
_LONGEST_COUNT = 6  # digits before a unit of measure; more are a number that happens to stand before one
_MONEY = re.compile(r"\s?(?:元|块|dollars?\b|pounds?\b|euros?\b|yuan\b|bucks\b)")
_LONGEST_PRICE = 9
_FILLER = (
    "嗯|呃|啊|额|哦|那个|就是|然后|逗号|空格|横杠|杠|减|再|接着|后面是|后面|下面|最后是|最后|好的|好|对的|对|是的|是|哎|"
    r"(?:um|uh|er|erm|mm|mhm|okay|ok|yes|yeah|right|dash|hyphen|space|comma|and|then|so|got it|uh huh)\b"
)

_LEXER = re.compile(
    "|".join((
        # An amount of money, thousands with commas, a date, a time, an address of the internet, a decimal.
        r"(?P<other>[¥$€£]\s?\d[\d,]*(?:\.\d+)?"
        r"|(?<![\d,])\d{1,3}(?:,\d{3})+(?![\d,-]|\s\d)(?:\.\d+)?"
        r"|(?<![\d.-])(?:19|20)\d\d(?P<dash>[-/.])(?:0?\d|1[0-2])(?P=dash)[0-3]?\d(?![\d-])"
        r"|(?<!\d)(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?(?!\d)"
        r"|(?<![\d/.-])\d{1,2}(?P<slash>[-/.])\d{1,2}(?P=slash)(?:19|20)\d\d(?![\d-])"
        r"|(?<!\d)\d{1,2}:\d\d(?::\d\d)?(?!\d)"
        r"|(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])"
        r"|(?<![\d.-])\d+\.\d{1,2}(?![\d.-])"
        # A code with letters; the word before a number may be closed up to it.
        r"|(?:(?<![a-z0-9])(?!(?:tel|phone|mobile|mob|cell|ph|vx|wx|qq|no)[:.]?\d)[a-z]+\d[a-z0-9]*"
        r"|\d+(?!x(?![a-z0-9]))[a-z][a-z0-9]*)"
        # A count in words: 三百二十, 三点五, "five thousand".
        rf"|[{_ZH}\d]*[十百千万亿][{_ZH}十百千万亿\d]*"
        rf"|(?:{_WORD}|\d+)\s+(?:thousand|million|point)\b(?:\s+and\b)?(?:\s+(?:{'|'.join(_TENS)}"
        rf"|{'|'.join(_TEENS)}|{_WORD})\b)*)",
        r"(?P<written>\d+)",
        rf"(?P<times>(?:double|triple|treble)\s+(?:{_WORD})\b|(?:double|triple|treble)\s+\d(?!\d)"
        rf"|[两二三四五六]个(?:[{_ZH}]|\d(?!\d)))",
        rf"(?P<chinese>(?:[{_ZH}](?!个[{_ZH}\d])|(?<=[{_ZH}\d])[{_ALIKE}](?=[{_ZH}\d])"
        rf"|[要腰妖](?=[三四五六七八九][{_ZH}\d]))+)",
        rf"(?P<tens>(?<![a-z])(?:{'|'.join(_TENS)})(?:[\s-]+(?:one|two|three|four|five|six|seven|eight|nine)\b)?"
        rf"(?![a-z]))",
        rf"(?P<teens>(?<![a-z])(?:{'|'.join(_TEENS)})(?![a-z]))",
        rf"(?P<hundred>(?<![a-z])(?:{_WORD})\s+hundred(?![a-z]))",
        rf"(?P<english>(?<![a-z])(?:{_WORD})(?![a-z']))",
        r"(?P<check>(?:大写的?|字母|capital\s|letter\s)?(?:艾克斯|爱克斯|埃克斯|叉|x\b|x(?![a-z])))",
        rf"(?P<alike>(?<![a-z])(?:{'|'.join(_ENGLISH_ALIKE)})(?=\s+(?:{_WORD}|double|triple)\b))",
        r"(?P<plus>\+|加(?=八六|86)|\bplus\b)",
        r"(?P<pause>[\s\-‐‑–—.·,，、。；;()（）/…~]+)",
        rf"(?P<filler>{_FILLER})",
        r"(?P<word>[a-z']+|.)",
    )),
    re.DOTALL,
)  # fmt: skip
_AFTER = re.compile(rf"\s?(?:{_UNIT})")
_LONGEST_PAUSE = 14  # characters between two groups


@dataclass(frozen=True, slots=True)
class DigitGroup:
    """Digits said or written in one go, from `start` to `end` of the text.

    `digits` may end in an X, the last place of some identity numbers, and begin with a +. `spoken` tells
    words from numerals.
    """

    digits: str
    start: int
    end: int
    spoken: bool


def digit_runs(text: str) -> Iterator[tuple[DigitGroup, ...]]:
    """The runs of a folded text, in order."""
    run: list[DigitGroup] = []
    plus: int | None = None
    for found in _LEXER.finditer(text):
        kind = found.lastgroup
        if kind in ("pause", "filler"):
            continue
        digits = _digits(kind, found[0])
        if kind == "check" and run and _is_near(run[-1], found, text):
            last = run[-1]
            run[-1] = DigitGroup(last.digits + "X", last.start, found.end(), last.spoken)
            continue
        if kind == "alike" and not (run and run[-1].spoken and text[run[-1].end : found.start()].isspace()):
            digits = None
        is_count = digits is not None and _is_count(digits, text, found.end())
        if digits is None or is_count or (run and found.start() - run[-1].end > _LONGEST_PAUSE):
            yield from _ended(run)
            run = []
        if digits is not None and not is_count:
            start = found.start()
            if plus is not None:
                yield from _ended(run)
                run, start, digits = [], plus, "+" + digits
            _append(run, DigitGroup(digits, start, found.end(), kind != "written"), text)
        plus = found.start() if kind == "plus" else None
    yield from _ended(run)


def _is_count(digits: str, text: str, end: int) -> bool:
    """Whether a unit of measure or money follows."""
    if len(digits) <= _LONGEST_COUNT and _AFTER.match(text, end):
        return True
    return len(digits) <= _LONGEST_PRICE and _MONEY.match(text, end) is not None


def _ended(run: list[DigitGroup]) -> Iterator[tuple[DigitGroup, ...]]:
    if run:
        yield tuple(run)


def _is_near(group: DigitGroup, found: re.Match[str], text: str) -> bool:
    return not group.digits.endswith("X") and not text[group.end : found.start()].strip(" ,，、-")


def _append(run: list[DigitGroup], group: DigitGroup, text: str) -> None:
    """A group of its own, or more of the last one: digits that are spoken one by one belong together."""
    if run:
        last = run[-1]
        between = text[last.end : group.start]
        single = len(last.digits) == len(group.digits) == 1 or (last.spoken and group.spoken)
        if not between or (single and between.strip(" -") == ""):
            run[-1] = DigitGroup(last.digits + group.digits, last.start, group.end, group.spoken)
            return
    run.append(group)


def _digits(kind: str | None, said: str) -> str | None:
    match kind:
        case "written":
            return "".join(str(int(digit)) for digit in said)
        case "chinese":
            return "".join(_CHINESE.get(character) or _CHINESE_ALIKE[character] for character in said)
        case "english":
            return _ENGLISH[said]
        case "alike":
            return _ENGLISH_ALIKE[said]
        case "hundred":
            return _ENGLISH[said.split()[0]] + "00"
        case "times":
            times, digit = said.split("个") if "个" in said else said.split()
            return _TIMES[times] * (_ENGLISH.get(digit) or _CHINESE.get(digit) or digit)
        case "teens":
            return str(10 + _TEENS.index(said))
        case "tens":
            tens, *ones = re.split(r"[\s-]+", said)
            return str(2 + _TENS.index(tens)) + (_ENGLISH[ones[0]] if ones else "0")
        case _:
            return None
