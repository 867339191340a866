"""Makes the sample calls: ``python -m samples.generate [NAME ...] [--out FOLDER]`` from the repository root.

Needs the extra ``samples``. The same script gives the same bytes. Without names all calls are made.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import av
import numpy as np
import soundfile as sf
from numpy.typing import NDArray

from samples.lines import SUFFIX, FileFormat
from samples.mix import mix
from samples.script import CALLS
from samples.script_conversation import METADATA_CSV
from samples.sound import SAMPLE_RATE_HZ

_OPUS_BITS_PER_S = "32000"


def main() -> None:
    """Make one call in this process, or several, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *(call.name for call in CALLS)])
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    arguments = parser.parse_args()
    names = arguments.names or [call.name for call in CALLS]
    arguments.out.mkdir(parents=True, exist_ok=True)
    if len(names) == 1:
        make(names[0], arguments.out)
        return
    # The synthesiser's state passes from line to line: a process for each call makes a call's
    # bytes independent of the others.
    for name in names:
        command = [sys.executable, "-m", "samples.generate", name, "--out", str(arguments.out)]
        subprocess.run(command, check=True)
    (arguments.out / "metadata.csv").write_text(METADATA_CSV, encoding="utf-8")


def make(name: str, folder: Path) -> None:
    """Write the recording of one call and its truth."""
    call = next(call for call in CALLS if call.name == name)
    made = mix(call)
    write_recording(folder / (name + SUFFIX[call.file_format]), made.samples, call.file_format)
    (folder / f"{name}.truth.json").write_text(truth_text(made.truth), encoding="utf-8")


def write_recording(path: Path, samples: NDArray[np.int16], file_format: FileFormat) -> None:
    """Write (channel, sample) int16 at 8 kHz."""
    if file_format == "opus":
        _write_opus(path, samples)
        return
    subtype = {"wav-ulaw": "ULAW", "wav-alaw": "ALAW", "wav-pcm16": "PCM_16", "flac": "PCM_16"}
    container = "FLAC" if file_format == "flac" else "WAV"
    sf.write(path, samples.T, SAMPLE_RATE_HZ, format=container, subtype=subtype[file_format])


def _write_opus(path: Path, samples: NDArray[np.int16]) -> None:
    """Ogg Opus without the random stream number that makes every file differ."""
    layout = "mono" if len(samples) == 1 else "stereo"
    with av.open(str(path), "w", format="ogg", options={"fflags": "+bitexact"}) as container:
        options = {"flags": "+bitexact", "b": _OPUS_BITS_PER_S, "application": "audio"}
        stream = container.add_stream("libopus", rate=SAMPLE_RATE_HZ, layout=layout, options=options)
        interleaved = np.ascontiguousarray(samples.T).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(interleaved, format="s16", layout=layout)
        frame.sample_rate = SAMPLE_RATE_HZ
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)


def truth_text(truth: dict[str, Any]) -> str:
    """JSON with one line for each turn, ring and verdict, so that a person can read it."""

    def compact(value: object) -> str:
        return json.dumps(value, ensure_ascii=False)

    lines = []
    for key, value in truth.items():
        if isinstance(value, list) and value:
            inner = ",\n  ".join(compact(item) for item in value)
            lines.append(f" {compact(key)}: [\n  {inner}\n ]")
        elif isinstance(value, dict):
            inner = ",\n  ".join(f"{compact(k)}: {compact(v)}" for k, v in value.items())
            lines.append(f" {compact(key)}: {{\n  {inner}\n }}")
        else:
            lines.append(f" {compact(key)}: {compact(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    main()
