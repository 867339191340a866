"""Digits as people speak them, in both languages, plainly and spoilt."""

from __future__ import annotations

import random

__all__ = ["EN_DIGITS", "ZH_DIGITS", "random_digits", "spoilt", "spoken"]

ZH_DIGITS = "零一二三四五六七八九"
EN_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def random_digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(count))


def spoken(chance: random.Random, groups: list[str], language: str) -> str:
    groups = [group.lstrip("+") for group in groups]
    return _spoken_zh(chance, groups) if language == "zh" else _spoken_en(chance, groups)


def _spoken_zh(chance: random.Random, groups: list[str]) -> str:
    one = chance.choice("一幺幺")
    words = ["".join(one if c == "1" else ZH_DIGITS[int(c)] for c in group) for group in groups]
    if chance.random() < 0.1:
        words = [word.replace("零", "洞").replace("七", "拐") for word in words]
    pauses = chance.choice(
        (
            ("",),
            ("",),
            ("，",),
            (" ",),
            ("\n",),
            ("，嗯，", "，"),
            ("，然后", "，"),
            ("、",),
            ("\n嗯，", "\n"),
        )
    )
    return _joined(chance, words, pauses)


def _spoken_en(chance: random.Random, groups: list[str]) -> str:
    oh = chance.choice(("oh", "zero"))
    words = []
    for group in groups:
        said: list[str] = []
        place = 0
        while place < len(group):
            digit = oh if group[place] == "0" else EN_DIGITS[int(group[place])]
            twice = place + 1 < len(group) and group[place + 1] == group[place]
            if twice and chance.random() < 0.6:
                said += ["double", digit]
                place += 2
            else:
                said.append(digit)
                place += 1
        words.append(" ".join(said))
    pauses = chance.choice(
        ((" ",), (" ",), (", ",), (" um ", " "), ("\n",), (". ",), (" and then ", " "), (" - ",))
    )
    return _joined(chance, words, pauses)


def _joined(chance: random.Random, words: list[str], pauses: tuple[str, ...]) -> str:
    line = words[0]
    for word in words[1:]:
        line += chance.choice(pauses) + word
    return line


def spoilt(chance: random.Random, groups: list[str], language: str, *, misheard: bool) -> str:
    """As recognisers and people spoil it: numerals and words mixed, fillers, pairs, a digit misheard."""
    groups = [group.lstrip("+") for group in groups]
    if misheard and chance.random() < 0.4:
        place = chance.randrange(1, len(groups)) if len(groups) > 1 else 0
        spoilt = groups[place]
        at = chance.randrange(len(spoilt))
        groups[place] = spoilt[:at] + str((int(spoilt[at]) + 1 + chance.randrange(8)) % 10) + spoilt[at + 1 :]
    if language == "zh":
        said = [
            group if chance.random() < 0.4 else _misheard(chance, _spoken_zh(chance, [group]))
            for group in groups
        ]
        fillers = (
            "，",
            "，嗯，",
            "，对，",
            "，然后是",
            "，那个，",
            "\n",
            "\n好的，",
            "。",
            " - ",
            "，再接着，",
            "…",
        )
    else:
        said = [group if chance.random() < 0.4 else _pairs(chance, group) for group in groups]
        fillers = (", ", " uh ", ". ", " and ", ", right, ", "\n", "\nokay ", " - ", "... ", " then ")
    return _joined(chance, said, fillers)


def _misheard(chance: random.Random, said: str) -> str:
    """A digit in the middle written as another character of its sound."""
    alike = {"幺": "要", "九": "就", "八": "吧", "七": "期", "二": "儿", "零": "林"}
    if len(said) < 3 or chance.random() < 0.5:
        return said
    place = chance.randrange(1, len(said) - 1)
    return said[:place] + alike.get(said[place], said[place]) + said[place + 1 :]


def _pairs(chance: random.Random, group: str) -> str:
    """Digits two by two where that can be said: "forty two seventeen", "nine hundred"."""
    if len(group) == 3 and group[1:] == "00" and group[0] != "0":
        return f"{EN_DIGITS[int(group[0])]} hundred"
    if len(group) % 2 or chance.random() < 0.5:
        return _spoken_en(chance, [group])
    tens = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
    teens = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
             "nineteen")  # fmt: skip
    said = []
    for place in range(0, len(group), 2):
        ten, one = int(group[place]), int(group[place + 1])
        if ten == 0:
            said.append(f"oh {EN_DIGITS[one]}")
        elif ten == 1:
            said.append(teens[one])
        else:
            said.append(tens[ten - 2] + (f" {EN_DIGITS[one]}" if one else ""))
    return " ".join(said)
