"""Reading a recording: checked, hashed, decoded in blocks straight into one array."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from voicecheck.audio.decode import Block, Decoder, open_decoder
from voicecheck.audio.opening import OpenFile, open_recording
from voicecheck.audio.recognise import no_samples
from voicecheck.audio.wav_header import read_wav_header
from voicecheck.errors import AudioError

__all__ = ["MAX_ANALYSIS_RATE_HZ", "LoadedRecording", "Recording", "beside_silence", "load_recording"]

# Whisper hears 16 kHz, and the voice figures need no more than the 8 kHz band that it keeps.
MAX_ANALYSIS_RATE_HZ = 16_000

_LOWEST_RATE_HZ = 8_000
_HIGHEST_RATE_HZ = 192_000
_LONGEST_S = 12 * 3600
# Idle lines coded in A-law rest at 8/32768 (ITU-T G.711), so silence is not always zero.
_SILENT_PEAK = 2.0**-11
# Float files may exceed full scale a little; far beyond it they hold another scale, and every level would be
# wrong.
_LARGEST_SAMPLE = 32.0
# Coders pad and trim up to a few thousand samples at either end.
_LENGTH_TOLERANCE_S = 0.5
# No codec spends fewer bytes: 14 on a FLAC block of 4096 silent samples. Keeps a false header from claiming
# the memory.
_MOST_FRAMES_PER_BYTE = 400
_MOST_PCM_FRAMES_PER_BYTE = 1
# The resampler may end a sample or two beyond the rounded length.
_RESAMPLER_SLACK = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A recording's file. Rate, channels and duration are the file's own, whatever of it was loaded.

    `path` is printable (odd bytes escaped); `codec` and `container` are FFmpeg's names, such as ``pcm_mulaw``
    in ``wav``.
    """

    path: str
    sha256: str
    duration_s: float
    sample_rate_hz: int
    channels: int
    codec: str
    container: str

    @property
    def id(self) -> str:
        """The call's stable name: the first 16 hexadecimal digits of the file's SHA-256."""
        return self.sha256[:16]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LoadedRecording:
    """A recording and its samples.

    `samples` is float32, shape (channel, sample), full scale 1.0, at `analysis_rate_hz`; each channel's
    samples are contiguous. `limits` says, in sentences, what is wrong with the file but did not keep it from
    being read.
    """

    recording: Recording
    samples: NDArray[np.float32]
    analysis_rate_hz: int
    limits: tuple[str, ...]


def load_recording(
    path: str | os.PathLike[str], *, channels: tuple[int, int] | None = None
) -> LoadedRecording:
    """Read a recording of one or two channels.

    Rates above 16 kHz are brought down to 16 kHz block by block; others stay. Memory is one float32 array of
    the result.

    Parameters
    ----------
    path
        The file; any name that the system allows.
    channels
        The two channels to take, counted from 0; needed where the file has more than two. The order given is
        kept.

    Raises
    ------
    AudioError
        When the file cannot be read as a recording; the message says why and what to do.
    """
    with open_recording(path) as source:
        try:
            return _load(source, channels)
        except MemoryError as error:
            raise AudioError(
                f"{source.where}: expected room for the samples in memory, found none left; "
                "close other programs or run fewer jobs"
            ) from error


def beside_silence(audio: LoadedRecording) -> LoadedRecording:
    """One voice that is alone on its channel as one side of a call: the other channel is silent."""
    if len(audio.samples) > 1:
        return audio
    return replace(audio, samples=np.concatenate([audio.samples, np.zeros_like(audio.samples)]))


def _load(source: OpenFile, channels: tuple[int, int] | None) -> LoadedRecording:
    wav = read_wav_header(source)
    open_ended = wav is not None and wav.promised_bytes is None
    with open_decoder(source, open_ended=open_ended) as decoder:
        _require_rate(decoder.sample_rate_hz, source.where)
        sink = _SampleSink(decoder, _pick_channels(decoder.channels, channels, source.where), source)
        for block in decoder.blocks():
            sink.write(block)
        samples = sink.finish()
        duration_s = sink.frames_read / decoder.sample_rate_hz
        promised_s = duration_s + wav.missing_s(duration_s) if wav else sink.promised_s
        return LoadedRecording(
            recording=Recording(
                path=source.where,
                sha256=source.sha256(),
                duration_s=duration_s,
                sample_rate_hz=decoder.sample_rate_hz,
                channels=decoder.channels,
                codec=decoder.codec,
                container=decoder.container,
            ),
            samples=samples,
            analysis_rate_hz=sink.analysis_rate_hz,
            limits=(*decoder.notes, *_cut_notes(promised_s, duration_s), *_silence_notes(sink.peaks)),
        )


def _cut_notes(promised_s: float | None, present_s: float) -> tuple[str, ...]:
    if promised_s is None or promised_s - present_s <= _LENGTH_TOLERANCE_S:
        return ()
    return (
        f"the file is cut: its header promises {promised_s:.1f} s and {present_s:.1f} s are there; "
        "the rest of the call cannot be judged",
    )


def _silence_notes(peaks: NDArray[np.float32]) -> tuple[str, ...]:
    silent = [str(channel) for channel, peak in enumerate(peaks) if peak < _SILENT_PEAK]
    if len(silent) == len(peaks):
        return ("the recording is silent throughout; nothing in it can be judged",)
    return tuple(f"channel {channel} is silent throughout; nothing on it can be judged" for channel in silent)


def _require_rate(rate_hz: int, where: str) -> None:
    if not _LOWEST_RATE_HZ <= rate_hz <= _HIGHEST_RATE_HZ:
        raise AudioError(
            f"{where}: expected a sample rate of 8000 to 192000 Hz, found {rate_hz} Hz; "
            "export the recording at 8000 Hz or more"
        )


def _pick_channels(present: int, wanted: tuple[int, int] | None, where: str) -> tuple[int, ...]:
    if wanted is None:
        if present <= 2:
            return tuple(range(present))
        raise AudioError(
            f"{where}: expected one or two channels, found {present}; "
            "name the two that carry the agent and the customer, as in --channels 0,1"
        )
    if wanted[0] == wanted[1] or not all(0 <= channel < present for channel in wanted):
        raise AudioError(
            f"{where}: expected two different channels from 0 to {present - 1}, "
            f"found {wanted[0]},{wanted[1]}; change --channels" + (" or leave it out" if present <= 2 else "")
        )
    return wanted


class _SampleSink:
    """Collects blocks of one recording into one array, at the analysis rate, and looks for what cannot be
    sound."""

    def __init__(self, decoder: Decoder, picked: tuple[int, ...], source: OpenFile) -> None:
        self.frames_read = 0
        self.analysis_rate_hz = min(decoder.sample_rate_hz, MAX_ANALYSIS_RATE_HZ)
        self._decoder = decoder
        self._where = source.where
        self._picked = picked if picked != tuple(range(decoder.channels)) else None
        self.peaks = np.zeros(len(picked), np.float32)
        self._filled = 0
        self._samples = np.empty((len(picked), self._capacity(source.size_bytes)), np.float32)
        self._resampler = None
        if decoder.sample_rate_hz != self.analysis_rate_hz:
            import soxr

            self._resampler = soxr.ResampleStream(
                decoder.sample_rate_hz, self.analysis_rate_hz, len(picked), dtype="float32", quality="HQ"
            )

    def _capacity(self, size_bytes: int) -> int:
        expected = self._decoder.expected_frames
        if expected is None:
            expected = 60 * self._decoder.sample_rate_hz
        elif not self._decoder.states_length:
            expected += expected // 20
        rate_hz = self._decoder.sample_rate_hz
        is_pcm = self._decoder.codec.startswith("pcm_")
        per_byte = _MOST_PCM_FRAMES_PER_BYTE if is_pcm else _MOST_FRAMES_PER_BYTE
        plausible = min(expected, size_bytes * per_byte, _LONGEST_S * rate_hz)
        return math.ceil(plausible * self.analysis_rate_hz / rate_hz) + _RESAMPLER_SLACK

    def write(self, block: Block) -> None:
        """Take the next block, shape (sample, channel), at the file's rate."""
        if self._picked is not None:
            block = block[:, self._picked]
        if self._resampler is None:
            self._check(self._append(block), block)
        else:
            self._check(np.ascontiguousarray(block.T), block)
            self._append(self._resampler.resample_chunk(block))
        self.frames_read += len(block)
        if self.frames_read > _LONGEST_S * self._decoder.sample_rate_hz:
            raise AudioError(
                f"{self._where}: expected a call of at most {_LONGEST_S // 3600} hours, "
                "found a longer recording; cut it into its calls"
            )

    def _append(self, block: Block) -> NDArray[np.float32]:
        end = self._filled + len(block)
        if end > self._samples.shape[1]:
            self._grow(end)
        rows = self._samples[:, self._filled : end]
        rows[...] = block.T
        self._filled = end
        return rows

    def _grow(self, needed: int) -> None:
        grown = np.empty((len(self._samples), max(needed, self._samples.shape[1] * 3 // 2)), np.float32)
        grown[:, : self._filled] = self._samples[:, : self._filled]
        self._samples = grown

    def _check(self, rows: NDArray[np.float32], block: Block) -> None:
        # One pass for the peaks finds NaN and infinity too: both survive the greatest and the least.
        peaks = np.maximum(rows.max(axis=1), -rows.min(axis=1))
        if not np.all(peaks <= _LARGEST_SAMPLE):
            self._refuse(block)
        np.maximum(self.peaks, peaks, out=self.peaks)

    def _refuse(self, block: Block) -> None:
        frame, channel = np.argwhere(~(np.abs(block) <= _LARGEST_SAMPLE))[0]
        value = float(block[frame, channel])
        time_s = (self.frames_read + int(frame)) / self._decoder.sample_rate_hz
        raise AudioError(
            f"{self._where}: expected samples within -1 to 1, "
            f"found {value:g} at {time_s:.3f} s in channel {channel}; export the recording again"
        )

    def finish(self) -> NDArray[np.float32]:
        """All samples, shape (channel, sample), once the last block is written."""
        if self._resampler is not None and self.frames_read:
            empty = np.empty((0, len(self._samples)), np.float32)
            self._append(self._resampler.resample_chunk(empty, last=True))
        if self.frames_read == 0 or self._filled == 0:
            raise no_samples(self._where)
        return self._samples[:, : self._filled]

    @property
    def promised_s(self) -> float | None:
        """Length that the header states, in seconds; None where it states none."""
        expected = self._decoder.expected_frames
        if expected is None or not self._decoder.states_length:
            return None
        return expected / self._decoder.sample_rate_hz
