"""Verdicts are given on all words; what is told of them holds nothing private, and neither does the sound."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import soundfile

from tests.drawn import draw
from voicecheck.audio.load import load_recording
from voicecheck.pipeline import judge, judge_and_redact
from voicecheck.report.encode import result_json
from voicecheck.report.labels import LABEL_FORMATS
from voicecheck.report.pages.render import render_call_page
from voicecheck.report.pages.sound import call_sound
from voicecheck.rules.load import load_standard
from voicecheck.timeline.redact import Redaction
from voicecheck.timeline.types import CallTimeline

PRIVATE = ("马强", "13800138000", "八零零一", "马先生", "马小姐", "zhang")


def private_call() -> CallTimeline:
    """A call in which a name, a number and an address are told; the agent forgets the greeting."""
    return draw(
        agent="_AAAA______AAAAA_______AAAA_",
        customer="_____CCCCC_______CCCCC______",
        agent_says=["请问怎么称呼您", "好的马先生电话是13800138000对吗", "马先生请您稍等我看一下"],
        customer_says=["我叫马强电话一三八零零一三八零零零", "对邮箱zhang艾特qq点com"],
        rings="R",
        metadata={"customer_name": "马强"},
    )


def test_verdicts_and_figures_are_those_of_the_whole_words() -> None:
    standard = load_standard("documented")
    whole = judge(private_call(), standard)
    _, result = judge_and_redact(private_call(), standard, Redaction())
    assert [(one.rule, one.verdict, one.value) for one in result.findings] == [
        (one.rule, one.verdict, one.value) for one in whole.findings
    ]
    assert (result.score, result.metrics, result.call_metrics) == (
        whole.score, whole.metrics, whole.call_metrics,
    )  # fmt: skip


def test_nothing_private_is_told_anywhere() -> None:
    timeline, result = judge_and_redact(private_call(), load_standard("documented"), Redaction())
    told = [result_json(result, "zh"), result_json(result, "en"), render_call_page(result, None, "zh")]
    told += [text_of(result, "zh") for text_of in LABEL_FORMATS.values()]
    assert any("[姓名]先生" in text for text in told)
    assert [private for private in PRIVATE for text in told if private in text] == []
    assert timeline.redacted == result.timeline.redacted


def test_private_data_are_silent_on_every_channel(tmp_path: Path) -> None:
    file, rate_hz = tmp_path / "call.wav", 8000
    noise = np.random.default_rng(1).normal(0.0, 0.1, (28 * rate_hz, 2))
    soundfile.write(file, noise, rate_hz)
    timeline, result = judge_and_redact(private_call(), load_standard("documented"), Redaction())
    assert timeline.redacted
    sound = call_sound(file, result)
    (tmp_path / "page.ogg").write_bytes(sound.opus or b"")
    played = load_recording(tmp_path / "page.ogg")
    kept = np.ones(played.samples.shape[1], dtype=bool)
    for one in timeline.redacted:
        # A coder smears over a few milliseconds.
        first, end = (int(at_s * played.analysis_rate_hz) for at_s in (one.start_s + 0.03, one.end_s - 0.03))
        assert np.abs(played.samples[:, first:end]).max() < 0.01
        kept[int(one.start_s * rate_hz) : int(one.end_s * rate_hz)] = False
    assert np.abs(played.samples[:, kept[: played.samples.shape[1]]]).max() > 0.1


def test_without_redaction_nothing_changes() -> None:
    standard = load_standard("documented")
    timeline, result = judge_and_redact(private_call(), standard, None)
    assert timeline == private_call()
    assert result == replace(judge(private_call(), standard), created_at=result.created_at)
