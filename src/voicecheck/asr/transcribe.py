"""From the speech of each channel of a call to its transcript."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from voicecheck.asr.types import (
    PIECE_RATE_HZ,
    ModelInfo,
    Progress,
    RecognisedPiece,
    SpeechPiece,
    Transcriber,
    Transcript,
    Utterance,
)
from voicecheck.asr.words import join_words
from voicecheck.errors import UsageError
from voicecheck.intervals import Interval, merge

__all__ = ["joined_transcript", "speech_pieces", "transcribe_channels"]

_CONTEXT_S = 0.2  # sound kept on either side of a piece, for soft first and last consonants
_SAME_SENTENCE_S = 0.6  # a shorter pause does not end a piece, so that sentences stay whole


def transcribe_channels(
    transcriber: Transcriber,
    call_id: str,
    samples: NDArray[np.floating],
    sample_rate_hz: int,
    speech: Sequence[Sequence[Interval]],
    language: str | None = None,
    *,
    prompt: str | None = None,
    progress: Progress | None = None,
) -> Transcript:
    """Recognise what was said on every channel.

    Parameters
    ----------
    samples
        Shape (channel, sample), full scale 1.0.
    speech
        For each channel, where somebody speaks.
    language
        A code such as `zh`; None or `auto` lets the recogniser find out.
    prompt
        Text with names, terms and the script to expect (`以下是普通话的句子。` makes Whisper prefer
        simplified characters); it costs decoding time and may be echoed in silence.

    Raises
    ------
    UsageError
        When `samples` and `speech` do not have the same channels.
    ModelError
        When the model fails.
    """
    pieces = speech_pieces(call_id, samples, sample_rate_hz, speech, language, prompt)
    recognised = transcriber.transcribe(pieces, progress=progress)
    return joined_transcript(pieces, recognised, language, transcriber.info)


def joined_transcript(
    pieces: Sequence[SpeechPiece],
    recognised: Sequence[RecognisedPiece],
    language: str | None,
    model: ModelInfo,
) -> Transcript:
    """The transcript of one call from what was recognised in each of its pieces.

    `language` is what was asked for; None or `auto` takes the one that most of the speech was found to be in.
    """
    utterances = [_utterance(piece, found) for piece, found in zip(pieces, recognised, strict=True)]
    spoken = Counter[str]()
    for piece, found in zip(pieces, recognised, strict=True):
        spoken[found.language] += len(piece.samples)
    asked = None if language in (None, "auto") else language
    return Transcript(
        language=asked or (spoken.most_common(1)[0][0] if spoken else "zh"),
        source="model",
        utterances=tuple(sorted(utterances, key=lambda one: (one.start_s, one.channel or 0))),
        model=model,
    )


def speech_pieces(
    call_id: str,
    samples: NDArray[np.floating],
    sample_rate_hz: int,
    speech: Sequence[Sequence[Interval]],
    language: str | None = None,
    prompt: str | None = None,
) -> tuple[SpeechPiece, ...]:
    """Pieces of all channels at 16 kHz, channel by channel in order of time.

    Intervals nearer than a short pause are one piece; each piece keeps a little true sound on either side,
    which it never shares with its neighbour.

    Raises
    ------
    UsageError
        When `samples` and `speech` do not have the same channels.
    """
    if samples.ndim != 2 or len(samples) != len(speech) or sample_rate_hz <= 0:
        raise UsageError(
            f"call {call_id}: expected samples of shape (channel, sample) and speech of as many "
            "channels, found "
            f"shape {samples.shape}, {len(speech)} channels of speech, {sample_rate_hz} Hz; pass one "
            "list a channel"
        )
    duration_s = samples.shape[1] / sample_rate_hz
    return tuple(
        replace(
            _piece(call_id, channel, samples[channel], sample_rate_hz, span), language=language, prompt=prompt
        )
        for channel, spans in enumerate(speech)
        for span in _with_context(merge(spans, max_gap_s=_SAME_SENTENCE_S), duration_s)
    )


def _with_context(spans: Sequence[Interval], duration_s: float) -> list[Interval]:
    widened = []
    for i, span in enumerate(spans):
        # Half the pause to the neighbour at most, so that no sound is heard twice.
        before_s = (spans[i - 1].end_s + span.start_s) / 2 if i else 0.0
        after_s = (span.end_s + spans[i + 1].start_s) / 2 if i + 1 < len(spans) else duration_s
        start_s = max(span.start_s - _CONTEXT_S, before_s, 0.0)
        end_s = min(span.end_s + _CONTEXT_S, after_s, duration_s)
        if start_s < end_s:
            widened.append(Interval(start_s, end_s))
    return widened


def _piece(
    call_id: str,
    channel: int,
    samples: NDArray[np.floating],
    sample_rate_hz: int,
    span: Interval,
) -> SpeechPiece:
    first = math.floor(span.start_s * sample_rate_hz)
    last = min(math.ceil(span.end_s * sample_rate_hz), len(samples))
    return SpeechPiece(
        call=call_id,
        channel=channel,
        start_s=first / sample_rate_hz,
        samples=_at_piece_rate(samples[first:last], sample_rate_hz),
    )


def _at_piece_rate(samples: NDArray[np.floating], sample_rate_hz: int) -> NDArray[np.float32]:
    sound = np.ascontiguousarray(samples, dtype=np.float32)
    if sample_rate_hz == PIECE_RATE_HZ:
        return sound
    import soxr

    resampled: NDArray[np.float32] = soxr.resample(sound, sample_rate_hz, PIECE_RATE_HZ, quality="HQ")
    # The resampler may round up by a sample; a piece never claims sound that the recording does not have.
    return resampled[: len(sound) * PIECE_RATE_HZ // sample_rate_hz]


def _utterance(piece: SpeechPiece, found: RecognisedPiece) -> Utterance:
    words = found.words
    return Utterance(
        start_s=words[0].start_s if words else piece.start_s,
        end_s=words[-1].end_s if words else piece.end_s,
        text=join_words([word.text for word in words], found.language),
        words=words,
        channel=piece.channel,
        failure=found.failure,
    )
