"""Given transcripts in JSON: `{"language", "turns": [{"speaker", "start_s", "end_s", "text", "words"}]}`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from voicecheck.asr.given_turns import (
    checked_span,
    guess_language,
    known_speakers,
    speaker_of,
    transcript_of,
    utterance_of,
    visible,
)
from voicecheck.asr.types import Transcript, Utterance, Word
from voicecheck.asr.words import join_words
from voicecheck.errors import TranscriptError

__all__ = ["read_json"]

_WORD_SLACK_S = 0.05  # times rounded to hundredths may stand outside their turn by this much
_LONGEST_LANGUAGE = 16


def read_json(file: Path, content: str) -> Transcript:
    """Read a JSON transcript.

    Raises
    ------
    TranscriptError
        Naming the line, or the field such as `turns[3].start_s`.
    """
    try:
        document = json.loads(content, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise TranscriptError(
            f"{file}, line {error.lineno}: expected JSON, found an error: {error.msg} (column "
            f"{error.colno}); correct it"
        ) from error
    except (ValueError, RecursionError) as error:
        raise TranscriptError(f"{file}: expected plain JSON, found {error}; correct it") from error
    table = _table(file, "document", document)
    turns = _list(file, "turns", table.get("turns"))
    rows = [_table(file, f"turns[{i}]", turn) for i, turn in enumerate(turns)]
    language = _language(file, table, rows)
    return transcript_of(str(file), language, (_turn(file, i, row, language) for i, row in enumerate(rows)))


def _language(file: Path, table: dict[str, Any], rows: list[dict[str, Any]]) -> str:
    given = table.get("language")
    if given is None or given == "auto":
        return guess_language(text for row in rows if isinstance(text := row.get("text"), str))
    if not isinstance(given, str) or not given.strip() or len(given) > _LONGEST_LANGUAGE:
        raise _error(file, "language", 'a code such as "zh" or "en"', given)
    return given.strip().lower()


def _turn(file: Path, index: int, row: dict[str, Any], language: str) -> Utterance:
    field = f"turns[{index}]"
    label = row.get("speaker")
    speaker = speaker_of(label) if isinstance(label, str) else None
    if speaker is None:
        raise _error(file, f"{field}.speaker", f"agent or customer (or {known_speakers()})", label)
    start_s, end_s = _span(file, field, row)
    words = tuple(
        _word(file, f"{field}.words[{i}]", _table(file, f"{field}.words[{i}]", word), start_s, end_s)
        for i, word in enumerate(_list(file, f"{field}.words", row.get("words") or []))
    )
    text = row.get("text", join_words([word.text for word in words], language) if words else None)
    if not isinstance(text, str):
        raise _error(file, f"{field}.text", "a text", text)
    ordered = tuple(sorted(words, key=lambda word: (word.start_s, word.end_s)))
    return utterance_of(speaker, start_s, end_s, text, language, ordered)


def _word(file: Path, field: str, row: dict[str, Any], start_s: float, end_s: float) -> Word:
    text = row.get("text")
    if not isinstance(text, str) or not visible(text):
        raise _error(file, f"{field}.text", "a word", text)
    first_s, last_s = _span(file, field, row)
    if first_s < start_s - _WORD_SLACK_S or last_s > end_s + _WORD_SLACK_S:
        raise _error(
            file, field, f"times inside the turn, {start_s} to {end_s} s", f"{first_s} to {last_s} s"
        )
    probability = row.get("probability")
    if probability is not None:
        probability = _number(file, f"{field}.probability", probability)
        if not 0.0 <= probability <= 1.0:
            raise _error(file, f"{field}.probability", "a number from 0 to 1", probability)
    first_s, last_s = max(first_s, start_s), min(last_s, end_s)
    if first_s >= last_s:
        raise _error(
            file, field, f"times inside the turn, {start_s} to {end_s} s", f"{first_s} to {last_s} s"
        )
    return Word(start_s=first_s, end_s=last_s, text=visible(text), probability=probability)


def _span(file: Path, field: str, row: dict[str, Any]) -> tuple[float, float]:
    start_s = _number(file, f"{field}.start_s", row.get("start_s"))
    end_s = _number(file, f"{field}.end_s", row.get("end_s"))
    return checked_span(f"{file}, field {field}", start_s, end_s)


def _number(file: Path, field: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e12:
        raise _error(file, field, "a number", value)
    return float(value)


def _table(file: Path, field: str, value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _error(file, field, "a table in braces", value)
    return value


def _list(file: Path, field: str, value: object) -> list[Any]:
    if not isinstance(value, list):
        raise _error(file, field, "a list in brackets", value)
    return value


def _error(file: Path, field: str, expected: str, found: object) -> TranscriptError:
    shown = "nothing" if found is None else repr(found)
    if len(shown) > 60:
        shown = shown[:60] + "…"
    return TranscriptError(f"{file}, field {field}: expected {expected}, found {shown}; correct it")


def _no_constant(name: str) -> float:
    raise ValueError(f"the number {name}")
