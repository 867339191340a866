"""Calls for the tests of runs: drawn ones that are judged in earnest, and any that a timeline can hold."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from tests.drawn import draw
from voicecheck.asr.types import ModelInfo, Word
from voicecheck.intervals import Interval
from voicecheck.pipeline import judge
from voicecheck.report.result import CallResult
from voicecheck.rules.load import load_standard
from voicecheck.rules.standard import Standard
from voicecheck.store import Run
from voicecheck.timeline.types import CallTimeline, Measured, Turn


@cache
def documented() -> Standard:
    """The documented standard, read once."""
    return load_standard("documented")


def stricter(folder: Path, rule: str = "no-interrupting", text: str = "critical = true\nweight = 9") -> Path:
    """A standard file that changes one rule of the documented one."""
    file = folder / "stricter.toml"
    file.write_text(
        f'extends = "documented"\nname = "stricter"\nversion = "1"\n[rules.{rule}]\n{text}\n',
        encoding="utf-8",
    )
    return file


def call(number: int, *, cuts_in: bool = False) -> CallTimeline:
    """A polite call, or one in which the agent cuts in."""
    drawn = draw(
        agent="_AAAA______AAAA______AAAA_" if not cuts_in else "_AAAA_AAAAA_______AAAA____",
        customer="_____CCCCC_____CCCCC______",
        agent_says=["您好星河客服很高兴为您服务", "请您稍等我看一下", "感谢您的来电再见"],
        customer_says=["我的账单不对", "好的谢谢"],
        rings="R",
    )
    path = f"calls/call-{number:03d}.wav"
    return replace(
        drawn,
        call=replace(drawn.call, id=f"call-{number:03d}", path=path, sha256=f"{number:064x}"),
    )


def judged(timeline: CallTimeline, standard: Standard | None = None) -> CallResult:
    """The call under the documented standard."""
    return judge(timeline, standard or documented())


def filled(folder: Path, calls: int = 3) -> Run:
    """A run of polite calls, every second of which has an interruption; open for writing."""
    run = Run.create(folder, {"language": "auto"}, documented())
    for number in range(calls):
        timeline = call(number, cuts_in=number % 2 == 1)
        run.put(timeline, judged(timeline))
    return run


# Any finite number, with all its bits: what is stored is what was measured.
_NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
_FIGURES = st.none() | _NUMBERS
_SHARES = st.none() | st.floats(0.0, 1.0)
_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_SPANS = st.tuples(st.floats(0.0, 5e3), st.floats(1e-3, 60.0)).map(
    lambda span: Interval(span[0], span[0] + span[1])
)
_WORDS = st.builds(Word, start_s=_NUMBERS, end_s=_NUMBERS, text=_TEXTS, probability=_SHARES)
_TURNS = st.builds(
    Turn,
    index=st.integers(0, 10_000),
    speaker=st.sampled_from(["agent", "customer", None]),
    start_s=st.floats(-1.0, 1e5),
    end_s=st.floats(2e5, 3e5),
    ipus=st.lists(_SPANS, max_size=2).map(tuple),
    text=_TEXTS,
    words=st.lists(_WORDS, max_size=3).map(tuple),
    syllable_count=st.none() | st.integers(0, 500),
    rate_unit=st.sampled_from(["character", "syllable", "nucleus", None]),
    speech_rate_spm=_FIGURES,
    level_dbov=_FIGURES,
    f0_median_hz=_FIGURES,
    raised=st.sampled_from([True, False, None]),
    backchannel=st.booleans(),
)
_PLAIN = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | _NUMBERS | _TEXTS
_MEASURED = st.builds(
    Measured,
    voicecheck=st.just("0"),
    transcript=st.sampled_from(["model", "given", None]),
    model=st.none() | st.builds(ModelInfo, name=_TEXTS, sha256=_TEXTS, compute_type=_TEXTS, device=_TEXTS),
    settings=st.dictionaries(_TEXTS, _PLAIN | st.lists(_PLAIN, max_size=2), max_size=3),
)


@st.composite
def any_timeline(draw_value: st.DrawFn) -> CallTimeline:
    """A timeline of values that nobody would measure; the parts that are the same everywhere are drawn."""
    base = call(draw_value(st.integers(0, 999)))
    return replace(
        base,
        call=replace(
            base.call,
            duration_s=draw_value(_NUMBERS),
            metadata=draw_value(st.dictionaries(_TEXTS, _PLAIN, max_size=3)),
        ),
        language=draw_value(st.sampled_from(["zh", "en", None])),
        ring_count=draw_value(st.none() | st.integers(0, 99)),
        answer_s=draw_value(_FIGURES),
        turns=tuple(draw_value(st.lists(_TURNS, max_size=3))),
        silences=tuple(draw_value(st.lists(_SPANS, max_size=2))),
        limits=tuple(draw_value(st.lists(_TEXTS, max_size=2))),
        measured=draw_value(_MEASURED),
    )
