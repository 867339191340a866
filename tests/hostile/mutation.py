"""Files that are almost right: a good one with a few changes of the kind that finds mistakes in readers."""

from __future__ import annotations

import json
import random
import struct
from collections.abc import Callable, Sequence
from typing import Any

__all__ = ["mutated_bytes", "mutated_json", "mutated_text"]

_NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 1 << 40)
_LONG = 3000
_TEXTS = (
    "", " ", "\0", "\n", "\r\n", "\r", "\t", "﻿", "\u2028", "\u202e", "​", "�", "😀", "e\u0301", "ﷺ",
    "-", "--", ">", "-->", "<v ", "<v agent>", "</v>", "<c>", "&#x110000;", "&amp;", "[", "[[", "]",
    "{", "}", "(", ")", '"', "'", '"""', "\\", "\\u0000", "\\ud800", ",", ";", ":", "：", "=", "#", "0",
    "-0", "-1", "1e999", "-1e999", "1e-999", "nan", "NaN", "inf", "Infinity", "null", "true", "1_000",
    "0x10", "９", "²", "٣", "9" * 400, "9" * 5000, "00:00:00,000", "99:99:99,999", "999:59:59.999",
    "24:00:01", "x" * _LONG, "长" * _LONG, "<" * 300, "[" * 400, "agent", "customer", "坐席: ", "客户：",
    "../../etc/passwd", "/dev/zero", "C:\\x", "%s%n", "${x}", "=1+1", "recording",
)  # fmt: skip
_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**53, 2**63, 2**64, -(2**64), 10**40, 0.0, -0.0, 1e-320, 1e12,
    1e308, -1e308, "", " ", "\0", "\ud800", "x" * _LONG, [], {}, [[]], [None], {"": None}, [{}],
    "agent", "zh", "1", "NaN",
)  # fmt: skip


def mutated_bytes(chance: random.Random, seeds: Sequence[bytes]) -> bytes:
    """A binary file with some bytes changed, stretches lost, doubled or taken from another file."""
    content = bytearray(chance.choice(seeds))
    for _ in range(chance.randint(1, 6)):
        chance.choice(_BYTE_CHANGES)(chance, content, seeds)
    return bytes(content)


def mutated_text(chance: random.Random, seeds: Sequence[bytes]) -> bytes:
    """A text with pieces put in, lost, doubled or swapped, by characters, words and lines; at times bytes."""
    text = chance.choice(seeds).decode()
    for _ in range(chance.randint(1, 4)):
        text = chance.choice(_TEXT_CHANGES)(chance, text)
    encoding = chance.choice(("utf-8",) * 9 + ("utf-16", "gb18030", "utf-8-sig"))
    content = text.encode(encoding, "surrogatepass" if encoding.startswith("utf") else "replace")
    return mutated_bytes(chance, [content]) if chance.random() < 0.1 else content


def mutated_json(chance: random.Random, seeds: Sequence[bytes]) -> bytes:
    """A document some of whose values are others, missing or doubled; at times its text is changed too."""
    document = json.loads(chance.choice(seeds))
    for _ in range(chance.randint(1, 3)):
        document = _changed_value(chance, document)
    content = json.dumps(document, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
    if chance.random() < 0.3:
        return mutated_text(chance, [content.decode("utf-8", "replace").encode()])
    return content


def _changed_value(chance: random.Random, value: Any) -> Any:
    """The same document with one change, at a place that any depth may hold."""
    if isinstance(value, dict) and value and chance.random() < 0.85:
        key = chance.choice(sorted(value))
        return (
            value | {key: _changed_value(chance, value[key])}
            if chance.random() < 0.9
            else _without(value, key)
        )
    if isinstance(value, list) and value and chance.random() < 0.85:
        place = chance.randrange(len(value))
        change = chance.random()
        if change < 0.8:
            return [*value[:place], _changed_value(chance, value[place]), *value[place + 1 :]]
        return value[:place] + value[place + 1 :] if change < 0.9 else [*value, value[place]]
    if isinstance(value, int | float) and not isinstance(value, bool) and chance.random() < 0.5:
        return chance.choice((-value, value * 1e6, value / 1e6, value + 1, value - 1, round(value, 1)))
    return chance.choice(_VALUES)


def _without(value: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: kept for name, kept in value.items() if name != key}


def _place(chance: random.Random, length: int) -> int:
    """A place in a file; headers come first and matter most."""
    return chance.randrange(min(length, 600) if chance.random() < 0.6 else length) if length else 0


def _flip(chance: random.Random, content: bytearray, _seeds: Sequence[bytes]) -> None:
    if content:
        content[_place(chance, len(content))] ^= 1 << chance.randrange(8)


def _number(chance: random.Random, content: bytearray, _seeds: Sequence[bytes]) -> None:
    form = chance.choice("BHIQ")
    number = chance.choice(_NUMBERS) & ((1 << 8 * struct.calcsize("=" + form)) - 1)
    place = _place(chance, len(content))
    content[place : place + struct.calcsize("=" + form)] = struct.pack(chance.choice("<>") + form, number)


def _cut(chance: random.Random, content: bytearray, _seeds: Sequence[bytes]) -> None:
    del content[_place(chance, len(content)) :]


def _lose(chance: random.Random, content: bytearray, _seeds: Sequence[bytes]) -> None:
    place = _place(chance, len(content))
    del content[place : place + chance.choice((1, 2, 4, 30, 500))]


def _double(chance: random.Random, content: bytearray, _seeds: Sequence[bytes]) -> None:
    place = _place(chance, len(content))
    content[place:place] = content[place : place + chance.choice((1, 4, 64, 1000))]


def _splice(chance: random.Random, content: bytearray, seeds: Sequence[bytes]) -> None:
    other = chance.choice(seeds)
    start = _place(chance, len(other))
    place = _place(chance, len(content))
    content[place:place] = other[start : start + chance.choice((8, 100, 2000))]


def _fill(chance: random.Random, content: bytearray, _seeds: Sequence[bytes]) -> None:
    place, count = _place(chance, len(content)), chance.choice((4, 40, 400))
    content[place : place + count] = bytes([chance.choice((0, 0xFF, 0x20))]) * count


_BYTE_CHANGES: tuple[Callable[[random.Random, bytearray, Sequence[bytes]], None], ...] = (
    _flip, _flip, _flip, _number, _number, _cut, _lose, _double, _splice, _fill,
)  # fmt: skip


def _insert(chance: random.Random, text: str) -> str:
    place = chance.randint(0, len(text))
    return text[:place] + chance.choice(_TEXTS) + text[place:]


def _swap_word(chance: random.Random, text: str) -> str:
    """Another word in place of one between separators."""
    start = chance.randint(0, len(text))
    end = min((at for at in (text.find(sign, start) for sign in ' ,:"\n') if at >= 0), default=len(text))
    return text[:start] + chance.choice(_TEXTS) + text[end:]


def _change_lines(chance: random.Random, text: str) -> str:
    lines = text.split("\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    change = chance.randrange(4)
    if change == 0:
        del lines[one]
    elif change == 1:
        lines.insert(other, lines[one])
    elif change == 2:
        lines[one], lines[other] = lines[other], lines[one]
    else:
        lines[one] += lines[other]
    return "\n".join(lines)


def _lose_text(chance: random.Random, text: str) -> str:
    start = chance.randint(0, len(text))
    return text[:start] + text[start + chance.choice((1, 1, 5, 50)) :]


def _repeat(chance: random.Random, text: str) -> str:
    start = chance.randint(0, len(text))
    piece = text[start : start + chance.choice((1, 10, 100))]
    return text[:start] + piece * chance.choice((2, 30)) + text[start:]


_TEXT_CHANGES: tuple[Callable[[random.Random, str], str], ...] = (
    _insert, _insert, _swap_word, _swap_word, _change_lines, _lose_text, _repeat,
)  # fmt: skip
