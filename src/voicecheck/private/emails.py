"""E-mail addresses, written and spoken: "zhang at example dot com", 张三艾特… 点 com."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["email_spans"]

_ENDINGS = r"com|cn|net|org|edu|gov|io|co|uk|hk|tw|jp|de|fr|au|us|info|biz|me|xyz|vip|ai|app|top"
# Quantifiers are possessive and bounded, so that no text takes long.
_GAP = r"(?:[\s,，、…]|嗯|呃|(?<![a-z])(?:uh|um|er)(?![a-z])){0,6}+"
_DOT = rf"(?:{_GAP}(?:\.|点儿?|dot\b|point\b){_GAP})"
_ENDING = (
    rf"(?:(?:{_ENDINGS})(?![a-z0-9])|c\s*o\s*m(?![a-z0-9])|c\s*n(?![a-z0-9])|n\s*e\s*t(?![a-z0-9])|康姆)"
)
# A part of the domain, in one word, in several or spelt.
_PIECE = r"(?!(?:dot|point)\b)(?:[a-z0-9]++|[零〇一二三四五六七八九幺]++|横杠|横线|减号|中划线|杠)"
_LABEL = rf"{_PIECE}(?:[\s-]{{0,3}}+{_PIECE}){{0,12}}+"
_DOMAIN = rf"{_LABEL}(?:{_DOT}{_LABEL}){{0,2}}?{_DOT}{_ENDING}(?:{_DOT}{_ENDING})?"
_AT = r"(?:@|艾特|圈\s?a|小老鼠|(?<![a-z])(?:at(?: sign)?|a\s?t)(?![a-z]))"
_ADDRESS_END = re.compile(rf"{_AT}{_GAP}{_DOMAIN}")

_CONNECTORS = frozenset({
    ".", "_", "-", "+", "dot", "point", "underscore", "dash", "hyphen", "plus", "minus",
    "点", "点儿", "下划线",
    "横杠", "横线", "减号", "杠", "中划线",
})  # fmt: skip
_DIGIT_WORDS = frozenset({
    "zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "double",
    "triple", "ten", "eleven", "twelve", "twenty", "thirty",
})  # fmt: skip
# What stands before an address without being part of it.
_NOT_LOCAL = frozenset({
    "is", "it", "its", "it's", "that", "that's", "thats", "address", "email", "mail", "e", "to",
    "me", "my", "us", "the", "a", "an", "and", "or", "at", "send", "write", "here", "as", "for",
    "on", "in", "of", "with", "your", "you", "i", "am", "be", "would", "will", "was", "from",
    "this", "use", "via", "so", "ok", "okay", "um", "uh", "er", "well", "yes",
})  # fmt: skip
# "Look at example dot com" is no address.
_LOOKING = frozenset({
    "look", "looking", "visit", "us", "online", "website", "site", "page", "more", "here",
    "available", "found", "arrive", "see", "check", "go", "details", "app",
    "log",
})  # fmt: skip
_LOCAL_TOKEN = re.compile(
    r"下划线|横杠|横线|减号|中划线|点儿?|杠|[零〇一二三四五六七八九幺]|[a-z0-9']+|[._+\-]|"
    r"(?P<pause>[\s,，、…嗯呃]+)|(?P<else>.)",
    re.DOTALL,
)
_MOST_WORDS = 2
_LONGEST_LOCAL = 64  # characters: RFC 5321, section 4.5.3.1.1; spoken ones are longer
# Around the sign of a written address, as far as one goes (RFC 5321, section 4.5.3.1).
_WRITTEN_LOCAL = re.compile(r"[a-z0-9][a-z0-9._%+\-]{0,63}\s?$")
_WRITTEN_DOMAIN = re.compile(r"@\s?[a-z0-9\-]{1,63}(?:\s?\.\s?[a-z0-9\-]{1,63}){0,5}\s?\.\s?[a-z]{2,63}")


def email_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of every address in a folded text, in order."""
    found = []
    reached = 0
    for match in _ADDRESS_END.finditer(text):
        start = _local_start(text, reached, match.start(), is_sign="@" in match[0])
        if start is not None:
            found.append((start, match.end()))
            reached = match.end()
    return _merged([*found, *_written(text)])


def _written(text: str) -> Iterator[tuple[int, int]]:
    for sign in re.finditer("@", text):
        first = max(0, sign.start() - _LONGEST_LOCAL - 1)
        local = _WRITTEN_LOCAL.search(text[first : sign.start()])
        domain = _WRITTEN_DOMAIN.match(text, sign.start())
        if local and domain:
            yield first + local.start(), domain.end()


def _local_start(text: str, reached: int, at: int, *, is_sign: bool) -> int | None:
    """Where the part before the sign begins; None where there is none."""
    first = max(reached, at - 2 * _LONGEST_LOCAL)
    tokens = [match for match in _LOCAL_TOKEN.finditer(text, first, at) if match["pause"] is None]
    place = len(tokens)
    words = 0
    while place > 0:
        token = tokens[place - 1]
        if token["else"] is not None:
            break
        later = tokens[place][0] if place < len(tokens) else None
        if not _joins(token[0], later, words):
            break
        words += _is_word(token[0])
        place -= 1
    while place < len(tokens) and tokens[place][0] in _CONNECTORS:
        place += 1
    if place == len(tokens) or (not is_sign and tokens[-1][0] in _LOOKING):
        return None
    return tokens[place].start()


def _joins(token: str, later: str | None, words: int) -> bool:
    """Whether a token belongs to the address whose `later` token follows it."""
    if token in _CONNECTORS:
        return later is not None
    if not _is_word(token):
        return True
    if later in _CONNECTORS:
        return token not in _NOT_LOCAL or words == 0
    return (words < _MOST_WORDS and token not in _NOT_LOCAL and token not in _LOOKING) or later is None


def _is_word(token: str) -> bool:
    """A word rather than a letter that is spelt, a digit or a sign."""
    return token not in _CONNECTORS and len(token) > 1 and not token.isdigit() and token not in _DIGIT_WORDS


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
