"""The kind "stress": numbers and key words against the rest of their turn."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from voicecheck.rules.case import Case, Outcome, not_applicable, not_measurable
from voicecheck.rules.messages import reason_text, say
from voicecheck.rules.standard_voice import StressCheck
from voicecheck.rules.types import Evidence, Text
from voicecheck.text import count_syllables, tokens
from voicecheck.timeline.types import Turn
from voicecheck.timeline.words import words_text

__all__ = ["check_stress"]

_MIN_OTHER_WORDS = 3
_MAX_QUOTES = 5

# Numbers of two figures and more, or one before a unit; one figure alone is as often an article or an idiom.
_CHINESE_UNIT = "(?:[元块月日号点天年折周] |个 (?:月 |小 时 |工 作 日 |星 期 |礼 拜 )|小 时 |分 钟 )"
# What looks like a number and is none: in case, one by one, a little.
_CHINESE_IDIOM = r"(?!万 一 |一 一 |一 点 (?![钟半零一二三四五六七八九\d]))"
_CHINESE_NUMBER = re.compile(
    _CHINESE_IDIOM + r"(?=[零〇一二三四五六七八九十百千万亿两点幺\d ]*[零〇一二三四五六七八九十幺\d])"
    rf"(?:[零〇一二三四五六七八九十百千万亿两点幺\d] ){{2,}}(?:(?:{_CHINESE_UNIT}|[毛角分时] )(?:半 )?)?"
    rf"|[\d二三四五六七八九十两] {_CHINESE_UNIT}(?:半 )?|百 分 之 (?:[零一二三四五六七八九十百点\d] )+"
)
_FIGURE = (
    r"(?:\d+|zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|"
    r"fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|half|quarter) "
)
_ORDINAL = (
    r"(?:\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|"
    r"\w+teenth|twentieth|thirtieth) "
)
# "first, may I" and "which one am I" hold no date and no hour.
_MONTH = (
    r"(?:january|february|march|april|may(?! i | we | you )|june|july|august|september|october|november|"
    r"december) "
)
_ENGLISH_UNIT = (
    r"(?:dollars|pounds|euros|cents|pence|percent|oclock|am(?! i )|pm|minutes|hours|days|weeks|months|years) "
)
_ENGLISH_NUMBER = re.compile(
    rf"{_FIGURE}(?:(?:and |past |to |point )?{_FIGURE})+(?:{_ORDINAL})?(?:{_ENGLISH_UNIT})?"
    rf"|{_FIGURE}(?:{_ENGLISH_UNIT}|(?!second please |second i )(?<!one ){_ORDINAL})"
    rf"|{_ORDINAL}(?:of )?{_MONTH}|{_MONTH}(?:the )?{_ORDINAL}"
)


@dataclass(frozen=True, slots=True)
class _Term:
    """A key word: its turn, its words by place in the turn, and which cues of stress it has."""

    turn: Turn
    first: int
    end: int
    cues: int

    @property
    def evidence(self) -> Evidence:
        words = self.turn.words[self.first : self.end]
        return Evidence(
            start_s=words[0].start_s, end_s=words[-1].end_s, speaker=self.turn.speaker, text=words_text(words)
        )


def check_stress(case: Case, check: StressCheck) -> Outcome:
    """Share of the numbers and key words that stand out."""
    if not case.has_parties:
        return not_measurable(reason_text("the parties cannot be told apart"))
    if (gap := case.no_words(check.speaker)) is not None:
        return gap
    if not any(turn.word_levels_db for turn in case.floor_turns(check.speaker)):
        return not_measurable(reason_text("the words have no times of their own"))
    turns = _after_opening(case, check)
    terms = [term for turn in turns if turn.word_levels_db for term in _terms(case, check, turn)]
    if len(terms) < check.min_terms:
        return not_applicable(say("reason.few", count=float(len(terms)), least=float(check.min_terms)))
    plain = [term for term in terms if term.cues < check.min_cues]
    share = 1.0 - len(plain) / len(terms)
    kept = share >= check.min_share
    return Outcome(
        verdict="pass" if kept else check.outside,
        message=say(
            "stress.pass" if kept else "stress.fail",
            terms=len(terms),
            stressed=len(terms) - len(plain),
            low=check.min_share * 100.0,
            quotes=_quotes(plain),
        ),
        value=share,
        unit="1",
        limit=(check.min_share, None),
        reason=None if kept or check.outside == "fail" else say("reason.review_only"),
        evidence=tuple(term.evidence for term in (terms if kept else plain)[:_MAX_QUOTES]),
    )


def _after_opening(case: Case, check: StressCheck) -> list[Turn]:
    """The party's turns since the other first spoke: a greeting names the time of day and one's own number,
    and neither is news. All of them where the other says nothing.
    """
    others = case.floor_turns("customer" if check.speaker == "agent" else "agent")
    answered_s = others[0].start_s if others else 0.0
    return [turn for turn in case.floor_turns(check.speaker) if turn.end_s > answered_s]


def _terms(case: Case, check: StressCheck, turn: Turn) -> list[_Term]:
    """The terms of a turn, each against the words that are none."""
    places = _places(case, check, turn)
    plain = [
        index for index in range(len(turn.words)) if not any(first <= index < end for first, end in places)
    ]
    if len(plain) < _MIN_OTHER_WORDS:
        return []
    return [
        _Term(turn, first, end, _cues(turn, range(first, end), plain, check, case.language))
        for first, end in places
    ]


def _places(case: Case, check: StressCheck, turn: Turn) -> list[tuple[int, int]]:
    """First word and one past the last of every number and listed term of a turn, none overlapping."""
    line, owners = "", []
    for index, word in enumerate(turn.words):
        for token in tokens(word.text):
            owners.extend([index] * (len(token) + 1))
            line += token + " "
    number = _ENGLISH_NUMBER if case.language == "en" else _CHINESE_NUMBER
    found = [
        (owners[match.start()], owners[match.end() - 1] + 1)
        for match in number.finditer(line)
        if match.start() == 0 or line[match.start() - 1] == " "
    ]
    listed = case.wording.excerpt(check.speaker).matches(case.wording.phrases(check.phrases))
    for match in listed:
        if match.turn == turn.index:
            inside = [
                index
                for index, word in enumerate(turn.words)
                if match.start_s < (word.start_s + word.end_s) / 2 < match.end_s
            ]
            found.extend([(inside[0], inside[-1] + 1)] if inside else [])
    return _apart(found)


def _apart(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Neighbouring and overlapping places as one: a date and its time are one thing to stress."""
    joined: list[tuple[int, int]] = []
    for first, end in sorted(places):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((first, end))
    return joined


def _cues(turn: Turn, term: Sequence[int], plain: Sequence[int], check: StressCheck, language: str) -> int:
    """How many of level, F0 and length of a term stand out from the plain words.

    Level counts twice where it stands out twice as far: loudness alone is then heard as stress. Tones and
    long vowels move the other two by as much without any.
    """
    own_s, plain_s = (_syllable_s(turn, places, language) for places in (term, plain))
    rises = (
        (_rise(turn.word_levels_db, term, plain), check.level_db),
        (_rise(turn.word_f0_st, term, plain), check.f0_st),
        (own_s / plain_s - 1.0 if own_s and plain_s else None, check.length_share),
    )
    cues = sum(rise is not None and rise >= limit for rise, limit in rises)
    louder_db = rises[0][0]
    return cues + (louder_db is not None and louder_db >= 2.0 * check.level_db)


def _rise(figures: Sequence[float | None], term: Sequence[int], plain: Sequence[int]) -> float | None:
    own = [figure for place in term if (figure := figures[place]) is not None]
    others = [figure for place in plain if (figure := figures[place]) is not None]
    if not own or not others:
        return None
    return math.fsum(own) / len(own) - math.fsum(others) / len(others)


def _syllable_s(turn: Turn, places: Sequence[int], language: str) -> float | None:
    words = [turn.words[place] for place in places]
    syllables = sum(count_syllables(word.text, language) for word in words)
    return math.fsum(word.end_s - word.start_s for word in words) / syllables if syllables else None


def _quotes(terms: list[_Term]) -> Text:
    said = list(dict.fromkeys(term.evidence.text or "" for term in terms))[:_MAX_QUOTES]
    return {"zh": "、".join(f"「{text}」" for text in said), "en": ", ".join(f"“{text}”" for text in said)}
