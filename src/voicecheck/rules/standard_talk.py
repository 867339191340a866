"""Kinds of rules about how a conversation is led: names, waits, repeated questions, listening, the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from voicecheck.rules.standard_parts import Doubt
from voicecheck.rules.types import Text
from voicecheck.timeline.types import Speaker

__all__ = [
    "EndingCheck",
    "LanguageCheck",
    "NameCheck",
    "RepeatCheck",
    "RepeatItem",
    "StretchCheck",
    "WaitCheck",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class NameCheck:
    """The customer's name: learnt ("identified"), or said with a title at least `min_count` times ("used").

    `ask` asks for the name, `given` ends where the name follows ("我姓…"), `titles` stand with a surname
    (after it in Mandarin, before it in English), `surnames` tell a name from other words before a title.
    """

    part: Literal["identified", "used"]
    ask: tuple[str, ...]
    given: tuple[str, ...]
    titles: tuple[str, ...]
    surnames: tuple[str, ...]
    min_count: int = 1
    outside: Doubt = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitCheck:
    """Waits that `hold` announces: the agent is silent for longer than `longer_than_s` after it.

    The agent must be back within `max_s` and say one of `thanks` in the `within_turns` turns after. `ask`
    lists, where given, must be said with the announcement.
    """

    hold: tuple[str, ...]
    thanks: tuple[str, ...]
    longer_than_s: float
    max_s: float
    within_turns: int = 1
    max_count: int = 0
    outside: Doubt = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatItem:
    """Something that is asked for (`ask`), and forms in which the customer gives it unasked (`given`)."""

    id: str
    title: Text
    ask: tuple[str, ...]
    given: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatCheck:
    """Questions that were asked before: for the same item, or in nearly the same words.

    Questions hold one of `questions`, at least `min_tokens` long; `min_similarity` is the share of tokens
    in common order. A number is asked for again where a turn holds one of `numbers` and the customer answers
    with `repeated_digits` digits that were given before (0: not looked for). `allowed` lists may be said at
    any time, `repeat_please` straight after an answer, which may have got lost.
    """

    items: tuple[RepeatItem, ...]
    questions: tuple[str, ...]
    allowed: tuple[str, ...] = ()
    repeat_please: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    repeated_digits: int = 0
    min_similarity: float = 0.8
    min_tokens: int = 6
    max_count: int = 0
    outside: Doubt = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class StretchCheck:
    """Stretches of one party longer than `longer_than_s`, in which the other must respond."""

    speaker: Speaker = "agent"
    longer_than_s: float = 10.0
    max_count: int = 0
    outside: Doubt = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageCheck:
    """Turns of `speaker` in another language than `language`, or with a word of `dialect`."""

    language: str
    dialect: tuple[str, ...]
    speaker: Speaker = "agent"
    min_tokens: int = 4
    max_count: int = 0
    outside: Doubt = "review"


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingCheck:
    """How the call ends: "who" hangs up, or whether it is cut off ("abrupt").

    `closing` are words that close a call, looked for in the agent's last `last_turns` turns. "who": an end
    within `tail_s` of the agent's last word is for review where the metadata do not tell.
    """

    part: Literal["who", "abrupt"]
    closing: tuple[str, ...]
    last_turns: int = 3
    tail_s: float = 1.0
