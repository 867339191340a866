"""The microphone, through sounddevice (PortAudio), which is installed only where somebody wants to record.

A reading is kept as a recording of two channels, the reader on the left and silence on the right: so it is
measured as the agent's side of a call.
"""

from __future__ import annotations

import queue
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import soundfile
from numpy.typing import NDArray

from voicecheck.errors import AudioError
from voicecheck.owner_only import written_aside

__all__ = ["RECORD_RATE_HZ", "Microphone", "write_reading"]

RECORD_RATE_HZ = 16_000
_BLOCK_S = 0.1
_EXTRA = "voicecheck[record]"


class Microphone:
    """The default microphone, open inside a `with` block.

    Raises
    ------
    AudioError
        When sounddevice or PortAudio is not installed, or there is no microphone.
    """

    def __init__(self) -> None:
        self._blocks: queue.Queue[NDArray[np.float32]] = queue.Queue()
        self._sounddevice = _load()
        try:
            self._stream = self._sounddevice.InputStream(
                samplerate=RECORD_RATE_HZ,
                channels=1,
                dtype="float32",
                blocksize=int(RECORD_RATE_HZ * _BLOCK_S),
                callback=self._heard,
            )
        except (self._sounddevice.PortAudioError, ValueError) as error:
            raise AudioError(
                f"--record: expected a microphone, found none that can be opened ({_first_line(error)}); "
                "plug one in, allow the terminal to use it, or record with another program and name the file"
            ) from error

    def __enter__(self) -> Self:
        self._stream.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.stop()
        self._stream.close()

    def blocks(self) -> Iterator[NDArray[np.float32] | None]:
        """Sound as it comes, shape (sample,), full scale 1.0; None where a tenth of a second brought none."""
        while True:
            try:
                yield self._blocks.get(timeout=_BLOCK_S)
            except queue.Empty:
                yield None

    def _heard(self, samples: NDArray[np.float32], *_about: Any) -> None:
        self._blocks.put(samples[:, 0].copy())


def write_reading(file: Path, samples: NDArray[np.float32], sample_rate_hz: int) -> None:
    """Write one voice alone, shape (sample,), as the left channel of a WAV; the whole file or none.

    Raises
    ------
    AudioError
        When the file cannot be written.
    """
    both = np.stack([samples, np.zeros_like(samples)], axis=1)
    try:
        with written_aside(file) as aside, aside.open("wb") as opened:
            soundfile.write(opened, both, sample_rate_hz, format="WAV", subtype="PCM_16")
    except OSError as error:
        raise AudioError(
            f"{file}: expected to write the recording, found {error.strerror}; name another place"
        ) from error


def _load() -> Any:
    try:
        import sounddevice
    except ImportError as error:
        raise AudioError(
            "--record: expected sounddevice, which takes the microphone, found that it is not installed; "
            f"pip install '{_EXTRA}'"
        ) from error
    except OSError as error:
        raise AudioError(
            f"--record: expected PortAudio, found none ({_first_line(error)}); "
            "install it (Debian: libportaudio2), or record with another program and name the file"
        ) from error
    return sounddevice


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
