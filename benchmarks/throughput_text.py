"""What the two ways of recognising many calls make of real text, with the demo model.

    PYTHONPATH=src python benchmarks/throughput_text.py [--calls 24] [--beam-size 5]

Made calls in voices and sentences that the demo model was not trained on (`known_calls.py`). Ours: our speech
activity, windows glued for each channel, batches over all calls. Peer: faster-whisper's
`BatchedInferencePipeline` with its own activity, file by file and channel by channel. Printed are the
character errors of both, channel by channel, and how many of our windows get the same text from the peer
where it is given the very same windows.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import soxr
from faster_whisper import BatchedInferencePipeline, WhisperModel
from numpy.typing import NDArray

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.known_calls import RATE_HZ, KnownCall, known_call
from models.training.evaluate import edit_distance
from voicecheck.acoustics.listen import listen
from voicecheck.asr.decoder import Decoder
from voicecheck.asr.engine import load_transcriber
from voicecheck.asr.settings import AsrSettings
from voicecheck.asr.transcribe import speech_pieces
from voicecheck.asr.types import PIECE_RATE_HZ, SpeechPiece
from voicecheck.asr.windows import plan_windows, window_samples

MODEL = ROOT / "models" / "demo"
LANGUAGE = "zh"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=24)
    parser.add_argument("--beam-size", type=int, default=5)
    options = parser.parse_args()
    settings = AsrSettings(device="cpu", compute_type="int8", beam_size=options.beam_size)
    calls = [known_call(number) for number in range(options.calls)]
    pieces = [spoken(str(number), call) for number, call in enumerate(calls)]
    pipeline = BatchedInferencePipeline(WhisperModel(str(MODEL), device="cpu", compute_type="int8"))
    found = {"ours": ours(pieces, settings), "peer": peer(pipeline, calls, options.beam_size)}
    said = [text for call in calls for text in call.texts]
    for side, texts in found.items():
        wrong = sum(edit_distance(right, text) for right, text in zip(said, texts, strict=True))
        print(f"{side}: {wrong} of {sum(map(len, said))} characters wrong, {wrong / len(''.join(said)):.2%}")
    same, windows = agreement(pipeline, [one for of_call in pieces for one in of_call], settings)
    print(f"same text in {same} of {windows} windows")


def spoken(name: str, call: KnownCall) -> tuple[SpeechPiece, ...]:
    """The pieces of a call, as a batch finds them."""
    heard = listen(call.samples, RATE_HZ)
    return speech_pieces(name, heard.samples, RATE_HZ, heard.speech, LANGUAGE)


def ours(calls: list[tuple[SpeechPiece, ...]], settings: AsrSettings) -> list[str]:
    """The text of each channel of each call."""
    pieces = [piece for call in calls for piece in call]
    texts = [""] * (2 * len(calls))
    recognised = load_transcriber(MODEL, settings).transcribe(pieces)
    for piece, found in zip(pieces, recognised, strict=True):
        texts[2 * int(piece.call) + piece.channel] += "".join(word.text for word in found.words)
    return texts


def peer(pipeline: BatchedInferencePipeline, calls: list[KnownCall], beam_size: int) -> list[str]:
    """The same by the peer."""
    texts = []
    for call in calls:
        for channel in call.samples:
            wide = soxr.resample(channel, RATE_HZ, PIECE_RATE_HZ).astype(np.float32)
            segments, _ = pipeline.transcribe(
                wide, language=LANGUAGE, beam_size=beam_size, batch_size=8, word_timestamps=True
            )
            texts.append("".join(segment.text.strip() for segment in segments))
    return texts


def agreement(
    pipeline: BatchedInferencePipeline, pieces: list[SpeechPiece], settings: AsrSettings
) -> tuple[int, int]:
    """How many of our windows get the same text from both; and the number of windows."""
    windows = [
        window_samples(window, pieces) for window in plan_windows(pieces, range(len(pieces)), settings)
    ]
    decoder = Decoder(MODEL, settings)
    same = 0
    for start in range(0, len(windows), decoder.batch_size):
        batch = windows[start : start + decoder.batch_size]
        features = decoder.feature_buffer()[: len(batch)]
        for window, out in zip(batch, features, strict=True):
            decoder.features(window, out)
        mine = decoder.decode(
            decoder.encode(features), [LANGUAGE] * len(batch), [()] * len(batch), guarded=False
        )
        theirs = texts_of_clips(pipeline, batch, settings.beam_size)
        same += sum(one.text == text for one, text in zip(mine, theirs, strict=True))
    return same, len(windows)


def texts_of_clips(
    pipeline: BatchedInferencePipeline, windows: list[NDArray[np.float32]], beam_size: int
) -> list[str]:
    """What the peer writes into each window; one that it leaves out has no text."""
    starts_s = [30 * i for i in range(len(windows))]
    tape = np.zeros(30 * len(windows) * PIECE_RATE_HZ, np.float32)
    clips = []
    for start_s, window in zip(starts_s, windows, strict=True):
        first = start_s * PIECE_RATE_HZ
        tape[first : first + len(window)] = window
        clips.append({"start": start_s, "end": start_s + len(window) / PIECE_RATE_HZ})
    segments, _ = pipeline.transcribe(
        tape, language=LANGUAGE, beam_size=beam_size, clip_timestamps=clips, batch_size=len(windows)
    )
    texts = {segment.seek // 3000: segment.text.strip() for segment in segments}
    return [texts.get(i, "") for i in range(len(windows))]


if __name__ == "__main__":
    main()
