"""Gluing of speech pieces to the windows that Whisper's encoder pays for, and the way back.

Every window costs a full 30 s of encoder work whatever it holds, so pieces of one call and channel are glued,
in order of time, up to `window_s`. Each window keeps the list of its parts; times are mapped back through
that list.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicecheck.asr.settings import AsrSettings
from voicecheck.asr.types import PIECE_RATE_HZ, SpeechPiece

__all__ = ["Part", "Window", "asked_language", "level_dbov", "plan_windows", "split_window", "window_samples"]

_HOP = PIECE_RATE_HZ // 100
_QUIET_FRAMES = 5  # a cut is sought in the quietest 50 ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch of a piece and where it lies in its window; all in samples at 16 kHz."""

    piece: int
    piece_offset: int
    window_offset: int
    length: int

    @property
    def window_end(self) -> int:
        """Past-the-last sample in the window."""
        return self.window_offset + self.length


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Parts of one call and channel that are recognised together."""

    call: str
    channel: int
    language: str | None
    prompt: str | None
    parts: tuple[Part, ...]

    @property
    def length(self) -> int:
        """Samples from the first part's start to the last part's end."""
        return self.parts[-1].window_end


def asked_language(piece: SpeechPiece) -> str | None:
    """Whisper's code of the language that was asked for (`zh` also for `zh-CN`), None for `auto`."""
    code = re.split("[-_]", (piece.language or "auto").strip().lower())[0]
    return None if code == "auto" else code


def level_dbov(samples: NDArray[np.float32]) -> float | None:
    """Mean power of the samples in dB re overload (a full-scale square wave); None for digital silence."""
    power = float(np.dot(samples, samples)) / max(1, len(samples))
    return 10.0 * math.log10(power) if power > 0 else None


def plan_windows(
    pieces: Sequence[SpeechPiece], chosen: Sequence[int], settings: AsrSettings
) -> tuple[Window, ...]:
    """Windows that hold every sample of the chosen pieces exactly once.

    The outcome depends on the pieces alone, not on their order. Windows come sorted by call, channel, and
    time.
    """
    ordered = sorted(chosen, key=lambda i: _order(pieces[i]))
    limit = round(settings.window_s * PIECE_RATE_HZ)
    pause = round(settings.pause_s * PIECE_RATE_HZ)
    shortest = round(settings.min_piece_s * PIECE_RATE_HZ)
    windows: list[Window] = []
    parts: list[Part] = []
    owner: SpeechPiece | None = None
    for index in ordered:
        piece = pieces[index]
        if owner is not None and _track(owner) != _track(piece):
            windows.append(_window(owner, parts))
            parts = []
        owner = piece
        for begin, end in _stretches(piece.samples, limit, shortest):
            offset = parts[-1].window_end + pause if parts else 0
            if parts and offset + end - begin > limit:
                windows.append(_window(piece, parts))
                parts, offset = [], 0
            parts.append(Part(piece=index, piece_offset=begin, window_offset=offset, length=end - begin))
    if owner is not None:
        windows.append(_window(owner, parts))
    return tuple(windows)


def split_window(window: Window) -> tuple[Window, ...]:
    """One window for each part."""
    return tuple(
        Window(
            call=window.call,
            channel=window.channel,
            language=window.language,
            prompt=window.prompt,
            parts=(
                Part(piece=part.piece, piece_offset=part.piece_offset, window_offset=0, length=part.length),
            ),
        )
        for part in window.parts
    )


def window_samples(window: Window, pieces: Sequence[SpeechPiece]) -> NDArray[np.float32]:
    """The sound of a window, shape (sample,), with silence between its parts."""
    samples = np.zeros(window.length, np.float32)
    for part in window.parts:
        source = pieces[part.piece].samples[part.piece_offset : part.piece_offset + part.length]
        samples[part.window_offset : part.window_end] = source
    return samples


def _order(piece: SpeechPiece) -> tuple[str, int, str, str, float, int]:
    return (*_track(piece), piece.start_s, len(piece.samples))


def _track(piece: SpeechPiece) -> tuple[str, int, str, str]:
    return (piece.call, piece.channel, asked_language(piece) or "", piece.prompt or "")


def _window(owner: SpeechPiece, parts: list[Part]) -> Window:
    return Window(
        call=owner.call,
        channel=owner.channel,
        language=asked_language(owner),
        prompt=owner.prompt,
        parts=tuple(parts),
    )


def _stretches(samples: NDArray[np.float32], limit: int, shortest: int) -> list[tuple[int, int]]:
    """Cut a piece into stretches of at most `limit` samples, at its quietest points."""
    stretches = []
    begin = 0
    while len(samples) - begin > limit:
        end = _quietest(samples, begin + limit // 2, min(begin + limit, len(samples) - shortest))
        stretches.append((begin, end))
        begin = end
    stretches.append((begin, len(samples)))
    return stretches


def _quietest(samples: NDArray[np.float32], first: int, last: int) -> int:
    """The sample in [first, last] round which it is quietest; the latest of several."""
    frames = (last - first) // _HOP
    if frames < _QUIET_FRAMES:
        return last
    power = np.square(samples[first : first + frames * _HOP]).reshape(frames, _HOP).sum(axis=1)
    smooth = np.convolve(power, np.ones(_QUIET_FRAMES), mode="valid")
    frame = len(smooth) - 1 - int(np.argmin(smooth[::-1]))
    return first + frame * _HOP + _QUIET_FRAMES * _HOP // 2
