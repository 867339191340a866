"""A result as label files of other programs: SRT, WebVTT, Praat TextGrid, Audacity labels, RTTM.

SRT and WebVTT hold what was said and can be given back as a transcript, RTTM who spoke when; TextGrid and
Audacity labels hold what was found as well.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from voicecheck.intervals import Interval
from voicecheck.report.glyphs import printable
from voicecheck.report.i18n import Lang, label
from voicecheck.report.result import CallResult, TurnResult
from voicecheck.timeline.types import Speaker

__all__ = ["LABEL_FORMATS", "audacity_text", "rttm_text", "srt_text", "textgrid_text", "vtt_text"]

_SPACES = re.compile(r"\s+")
Labelled = tuple[float, float, str]


def srt_text(result: CallResult, lang: Lang) -> str:
    """What was said as SubRip subtitles, a cue a turn, the speaker's name before the text."""
    cues = []
    for number, turn in enumerate(_spoken(result), start=1):
        times = f"{_clock(turn.start_s, ',')} --> {_clock(turn.end_s, ',')}"
        cues.append(f"{number}\n{times}\n{_prefixed(turn)}\n")
    return "\n".join(cues)


def vtt_text(result: CallResult, lang: Lang) -> str:
    """What was said as WebVTT, the speaker as a voice tag."""
    cues = ["WEBVTT\n"]
    for turn in _spoken(result):
        text = html.escape(_line(turn.text), quote=False)
        voiced = f"<v {turn.speaker}>{text}" if turn.speaker else text
        cues.append(f"{_clock(turn.start_s, '.')} --> {_clock(turn.end_s, '.')}\n{voiced}\n")
    return "\n".join(cues)


def audacity_text(result: CallResult, lang: Lang) -> str:
    """Everything as an Audacity label track: turns, events, and the places of findings, by time."""
    turns = [(turn.start_s, turn.end_s, _prefixed(turn)) for turn in result.timeline.turns]
    rows = sorted([*turns, *_events(result, lang), *_findings(result, lang)])
    return "".join(f"{start_s:.6f}\t{end_s:.6f}\t{_line(text)}\n" for start_s, end_s, text in rows)


def rttm_text(result: CallResult, lang: Lang) -> str:
    """Who speaks when, as Rich Transcription Time Marked lines (NIST RT-09); channels count from 1."""
    name = _SPACES.sub("_", _line(result.call.id)) or "call"
    rows = [
        (piece.start_s, piece.end_s, turn.speaker) for turn in result.timeline.turns for piece in turn.ipus
    ]
    return "".join(
        f"SPEAKER {name} {_channel(result, speaker)} {start_s:.3f} {end_s - start_s:.3f} "
        f"<NA> <NA> {speaker or 'speech'} <NA> <NA>\n"
        for start_s, end_s, speaker in sorted(rows, key=lambda row: row[:2])
    )


def textgrid_text(result: CallResult, lang: Lang) -> str:
    """Praat's TextGrid (long text form): turns and words of each party, events, and findings as points."""
    turns = result.timeline.turns
    parties: tuple[Speaker | None, ...] = ("agent", "customer")
    if any(turn.speaker is None for turn in turns):
        parties = (*parties, None)
    tiers = []
    for party in parties:
        own = [turn for turn in turns if turn.speaker == party]
        name = party or "speech"
        tiers.append(_interval_tier(name, [(t.start_s, t.end_s, t.text) for t in own], result))
        words = [(word.start_s, word.end_s, word.text) for turn in own for word in turn.words]
        if words:
            tiers.append(_interval_tier(f"{name} words", words, result))
    tiers.append(_interval_tier(label("events", lang), _events(result, lang), result))
    tiers.append(_point_tier(label("marks", lang), _findings(result, lang), result))
    head = [
        'File type = "ooTextFile"',
        'Object class = "TextGrid"',
        "",
        "xmin = 0",
        f"xmax = {_number(result.call.duration_s)}",
        "tiers? <exists>",
        f"size = {len(tiers)}",
        "item []:",
    ]
    body = [f"    item [{number}]:\n{tier}" for number, tier in enumerate(tiers, start=1)]
    return "\n".join([*head, *body]) + "\n"


LABEL_FORMATS: Mapping[str, Callable[[CallResult, Lang], str]] = MappingProxyType(
    {
        ".srt": srt_text,
        ".vtt": vtt_text,
        ".TextGrid": textgrid_text,
        ".audacity.txt": audacity_text,
        ".rttm": rttm_text,
    }
)
"""The end of each file's name, and what writes it."""


def _spoken(result: CallResult) -> list[TurnResult]:
    return [turn for turn in result.timeline.turns if _line(turn.text)]


def _prefixed(turn: TurnResult) -> str:
    text = _line(turn.text)
    return f"{turn.speaker}: {text}" if turn.speaker else text


def _line(text: str) -> str:
    """Text on one line, as UTF-8 can carry it: a line break or a tab would end a label."""
    return _SPACES.sub(" ", printable(text))


def _clock(seconds: float, point: str) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{rest // 1000:02d}{point}{rest % 1000:03d}"


def _events(result: CallResult, lang: Lang) -> list[Labelled]:
    timeline = result.timeline
    rows = [(ring.start_s, ring.end_s, label("legend_rings", lang)) for ring in timeline.rings]
    rows += [
        (one.start_s, one.end_s, label("legend_excused" if one.excused_by else "legend_silence", lang))
        for one in timeline.silences
    ]
    rows += [
        (one.start_s, one.end_s, f"{label('legend_overlap', lang)}: {label(one.by, lang)}")
        for one in timeline.overlaps
        if one.kind == "interruption"
    ]
    return sorted(rows)


def _findings(result: CallResult, lang: Lang) -> list[Labelled]:
    return sorted(
        (place.start_s, place.end_s, f"[{label(heading, lang)}] {_line(finding.title[lang])}")
        for verdict, heading in (("fail", "failed"), ("review", "review"))
        for finding in result.findings
        if finding.verdict == verdict
        for place in finding.evidence
    )


def _channel(result: CallResult, speaker: Speaker | None) -> int:
    role = result.speakers.get(speaker) if speaker else None
    return role.channel + 1 if role else 1


def _interval_tier(name: str, rows: Iterable[Labelled], result: CallResult) -> str:
    pieces = _without_gaps(rows, result.call.duration_s)
    lines = _tier_head("IntervalTier", name, result, f"intervals: size = {len(pieces)}")
    for number, (piece, text) in enumerate(pieces, start=1):
        lines += [
            f"        intervals [{number}]:",
            f"            xmin = {_number(piece.start_s)}",
            f"            xmax = {_number(piece.end_s)}",
            f"            text = {_quoted(text)}",
        ]
    return "\n".join(lines)


def _point_tier(name: str, rows: Iterable[Labelled], result: CallResult) -> str:
    """A tier of points; Praat knows one mark a moment, so that marks of one moment are joined."""
    marks: dict[str, list[str]] = {}
    for start_s, _, text in rows:
        marks.setdefault(_number(start_s), []).append(text)
    lines = _tier_head("TextTier", name, result, f"points: size = {len(marks)}")
    for number, (at, texts) in enumerate(marks.items(), start=1):
        lines += [
            f"        points [{number}]:",
            f"            number = {at}",
            f"            mark = {_quoted('; '.join(dict.fromkeys(texts)))}",
        ]
    return "\n".join(lines)


def _tier_head(kind: str, name: str, result: CallResult, size: str) -> list[str]:
    return [
        f'        class = "{kind}"',
        f"        name = {_quoted(name)}",
        "        xmin = 0",
        f"        xmax = {_number(result.call.duration_s)}",
        f"        {size}",
    ]


def _without_gaps(rows: Iterable[Labelled], duration_s: float) -> list[tuple[Interval, str]]:
    """The rows with empty pieces between them, as Praat wants; what overlaps begins after its forerunner."""
    pieces: list[tuple[Interval, str]] = []
    reached_s = 0.0
    for start_s, end_s, text in sorted(rows):
        start_s, end_s = max(reached_s, start_s), min(end_s, duration_s)
        if _number(end_s) == _number(start_s) or end_s < start_s:
            continue
        if _number(start_s) != _number(reached_s):
            pieces.append((Interval(reached_s, start_s), ""))
        pieces.append((Interval(start_s, end_s), text))
        reached_s = end_s
    if _number(reached_s) != _number(duration_s) or not pieces:
        pieces.append((Interval(reached_s, duration_s), ""))
    return pieces


def _number(seconds: float) -> str:
    return f"{seconds:.6f}"


def _quoted(text: str) -> str:
    return '"' + _line(text).replace('"', '""') + '"'
