"""The decoder against faster-whisper's own transcription of the same window."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from faster_whisper import WhisperModel

from tests.asr.sounds import murmur
from tests.asr.tiny_model import SPACED, write_tiny_model
from voicecheck.asr.decoder import Decoder
from voicecheck.asr.settings import AsrSettings


@pytest.mark.parametrize("beam_size", [1, 5])
@pytest.mark.parametrize(("duration_s", "language"), [(4.0, "zh"), (17.3, "zh"), (11.0, "en")])
def test_text_and_times_agree(
    tiny_folder: Path, tmp_path: Path, beam_size: int, duration_s: float, language: str
) -> None:
    if language == "en":
        tiny_folder = write_tiny_model(tmp_path / "spaced", pieces=SPACED)
    samples = murmur(duration_s, 5)
    theirs = WhisperModel(str(tiny_folder), device="cpu", compute_type="float32", cpu_threads=1)
    stamp = theirs.hf_tokenizer.token_to_id("<|0.00|>")
    segments, _ = theirs.transcribe(
        samples,
        language=language,
        beam_size=beam_size,
        temperature=0.0,
        suppress_blank=False,
        suppress_tokens=[-1, *range(stamp, stamp + 1501)],
        without_timestamps=True,
        word_timestamps=True,
        compression_ratio_threshold=None,
        log_prob_threshold=None,
        no_speech_threshold=None,
    )
    # The first segment is the first window; where its last word ends early they decode the rest anew.
    segment = next(iter(segments))

    ours = Decoder(
        tiny_folder, AsrSettings(beam_size=beam_size, compute_type="float32", device="cpu", cpu_threads=1)
    )
    features = ours.feature_buffer()[:1]
    frames = ours.features(samples, features[0])
    states = ours.encode(features)
    (decoded,) = ours.decode(states, [language], [()], guarded=False)
    assert decoded.text == segment.text.strip()
    assert decoded.mean_log_probability == pytest.approx(segment.avg_logprob, abs=1e-3)
    assert decoded.no_speech_probability == pytest.approx(segment.no_speech_prob, abs=1e-4)

    (words,) = ours.align(states, [decoded.tokens], [language], [frames])
    expected = np.array([word.end for word in segment.words for _ in word.word.strip()])
    found = np.array([word.end_s for word in words for _ in word.text])
    assert len(found) == len(expected)
    # Theirs are rounded to 10 ms; the few others are long words that they cut.
    agree = np.abs(found - expected) <= 0.011
    assert agree.mean() >= 0.85
    chances = np.array([word.probability for word in segment.words for _ in word.word.strip()])
    assert np.allclose([word.probability for word in words for _ in word.text], chances, atol=0.02)
