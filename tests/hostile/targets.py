"""The edges at which files and texts of others come in, each with good examples and a way to read them.

A reader either gives a result or raises a `VoicecheckError`; anything else is a defect.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from tests.audio.recordings import tones, write_av, write_sound
from tests.hostile.mutation import mutated_bytes, mutated_json, mutated_text
from tests.store.calls import call, filled
from voicecheck.asr.given import load_transcript
from voicecheck.asr.given_rttm import load_diarization
from voicecheck.asr.models import find_model
from voicecheck.audio import compile_name_pattern, find_recordings, load_metadata, load_recording
from voicecheck.batch.inputs import find_inputs, moment_of, read_list
from voicecheck.cli.file_names import FileNames
from voicecheck.cli.options import channel_pair
from voicecheck.pipeline import check, judge
from voicecheck.report.encode import result_json
from voicecheck.report.pages.render import render_call_page, render_run_page
from voicecheck.report.practice_history import decode_history
from voicecheck.rules.load import load_standard
from voicecheck.store import Run
from voicecheck.store.export import export_run
from voicecheck.store.record import pack, unpack
from voicecheck.store.view import view_run
from voicecheck.timeline.codec import decode_timeline, encode_timeline

__all__ = ["TARGETS", "Target"]

Mutate = Callable[[random.Random, Sequence[bytes]], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One edge. `examples` are good inputs, made in a folder; `read` takes an input and its folder."""

    examples: Callable[[Path], list[bytes]]
    mutate: Mutate
    read: Callable[[bytes, Path], None]

    def input(self, chance: random.Random, folder: Path) -> bytes:
        """An input that is almost right; `folder` is where examples may be made, once."""
        return self.mutate(chance, _examples(self.examples, folder))


@cache
def _examples(make: Callable[[Path], list[bytes]], folder: Path) -> list[bytes]:
    own = folder / f"examples-{make.__name__}"
    own.mkdir(exist_ok=True)
    return make(own)


def _recordings(folder: Path) -> list[bytes]:
    signal = tones(duration_s=0.25)
    made = [
        write_sound(folder / f"a.{name}", signal, 8000)
        for name in ("wav", "flac", "ogg", "mp3", "au", "aiff", "caf", "w64")
    ]
    made += [
        write_sound(folder / f"{subtype}.wav", signal, 8000, subtype=subtype)
        for subtype in ("ULAW", "ALAW", "GSM610", "FLOAT", "DOUBLE", "PCM_24", "IMA_ADPCM")
        if subtype != "GSM610"
    ]
    made.append(write_sound(folder / "gsm.wav", signal[:1], 8000, subtype="GSM610"))
    for name, codec, container, form in (
        ("m4a", "aac", "mp4", "fltp"),
        ("wma", "wmav2", "asf", "fltp"),
        ("mkv", "flac", "matroska", "s16"),
        ("mov", "pcm_s16le", "mov", "s16"),
        ("avi", "pcm_mulaw", "avi", "s16"),
    ):
        with suppress(ValueError):  # this build of FFmpeg lacks the coder
            made.append(
                write_av(folder / name, signal, 8000, codec=codec, container=container, sample_format=form)
            )
    return [file.read_bytes() for file in made]


def _read_recording(content: bytes, folder: Path) -> None:
    loaded = load_recording(_file(folder / "call.wav", content))
    if not (np.all(np.isfinite(loaded.samples)) and loaded.samples.size and loaded.recording.duration_s > 0):
        raise AssertionError("samples that are none")


def _sounds(_folder: Path) -> list[bytes]:
    return [b""]


def _mutated_sound(chance: random.Random, _examples: Sequence[bytes]) -> bytes:
    """One to eight pieces in an order of their own, as eight bytes: kind, level, length, channels."""
    return bytes(chance.randrange(256) for _ in range(4 * chance.randint(1, 8)))


def _judge_sound(content: bytes, folder: Path) -> None:
    """A call of silence, noise, tones, clipping, clicks and direct current, measured and judged."""
    rate_hz = 8000
    noise = np.random.default_rng(len(content))
    pieces = []
    for kind, level, length, channels in zip(*(content[place::4] for place in range(4)), strict=False):
        time_s = np.arange(1 + int((length / 255) ** 3 * 2 * rate_hz)) / rate_hz
        sound = (
            np.zeros_like(time_s),
            noise.normal(0, 1, len(time_s)),
            np.sin(2 * np.pi * (50 + 10 * level) * time_s),
            np.sign(np.sin(2 * np.pi * 120 * time_s)),
            np.ones_like(time_s),
            np.sin(2 * np.pi * 150 * time_s) * (np.sin(2 * np.pi * 4 * time_s) > 0),
            (np.arange(len(time_s)) % 400 == 0).astype(float),
            np.full_like(time_s, 2.0**-149),
        )[kind % 8]
        gains = ((1.0, 1.0), (1.0, 0.0), (0.0, 1.0), (1.0, -1.0), (1.0, 0.03))[channels % 5]
        pieces.append(np.outer(gains, sound) * 10.0 ** ((level - 255) / 40.0))
    samples = np.concatenate(pieces, axis=1).astype(np.float32) if pieces else np.zeros((2, 1), np.float32)
    path = write_sound(folder / "call.wav", samples, rate_hz, subtype="FLOAT")
    result_json(check(path), "en")


def _transcripts(_folder: Path) -> list[bytes]:
    return [
        '{"language": "zh", "turns": [{"speaker": "agent", "start_s": 0.1, "end_s": 0.6, "text": "您好", '
        '"words": [{"start_s": 0.1, "end_s": 0.3, "text": "您", "probability": 0.9}, '
        '{"start_s": 0.3, "end_s": 0.5, "text": "好"}]}, '
        '{"speaker": "customer", "start_s": 0.7, "end_s": 1.9, "text": "no way"}]}'.encode()
    ]


def _subtitles(_folder: Path) -> list[bytes]:
    return [
        "1\n00:00:00,100 --> 00:00:00,600\nagent: 您好\n\n"
        "2\n00:00:00,700 --> 00:00:01,900\n客户：我的 &lt;单\n".encode(),
        b"WEBVTT\n\nNOTE x\n\n00:00.100 --> 00:00.600 align:start\n<v agent>Hello <i>there</i></v>\n"
        b"<v customer>Hi",
    ]


def _read_transcript(suffix: str) -> Callable[[bytes, Path], None]:
    def read(content: bytes, folder: Path) -> None:
        load_transcript(_file(folder / f"call{suffix}", content))

    return read


def _judge_transcript(content: bytes, folder: Path) -> None:
    """The transcript beside a recording, judged with its sound."""
    recording = write_sound(folder / "call.wav", tones(duration_s=2.0), 8000)
    given = _file(folder / "given.json", content)
    result_json(check(recording, transcript=given), "zh")


def _diarizations(_folder: Path) -> list[bytes]:
    line = "SPEAKER call 1 {} {} <NA> <NA> {} <NA> <NA>\n"
    return [(";; x\n" + line.format(0.1, 0.5, "agent") + line.format(0.7, "1.2", "customer")).encode()]


def _read_diarization(content: bytes, folder: Path) -> None:
    load_diarization(_file(folder / "call.rttm", content))


def _tables(_folder: Path) -> list[bytes]:
    return [
        (
            "recording,agent_id,agent_name,started_at,ring_count,ring_s,direction,hangup_party,agent_channel,language,x\n"
            'a.wav,7,"李, 静",2026-01-02T03:04:05+08:00,3,4.5,inbound,agent,left,zh,"a\nb"\n'
            "sub/b.wav,,,20260102030405,,,outbound,customer,1,en,\n"
        ).encode()
    ]


def _read_table(content: bytes, folder: Path) -> None:
    table = load_metadata(_file(folder / "calls.csv", content))
    for name in ("a.wav", "sub/b.wav", "other.wav"):
        table.facts_for(folder / name).as_metadata()


def _standards(_folder: Path) -> list[bytes]:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    return [readme.split("```toml\n", 1)[1].split("```", 1)[0].encode()]


def _read_standard(content: bytes, folder: Path) -> None:
    judge(call(1), load_standard(_file(folder / "ours.toml", content)))


def _records(_folder: Path) -> list[bytes]:
    return [pack(call(number)) for number in range(2)]


def _read_record(content: bytes, _folder: Path) -> None:
    unpack(content, where="here")


def _timelines(_folder: Path) -> list[bytes]:
    return [encode_timeline(call(number, cuts_in=number == 1)) for number in range(2)]


def _judge_timeline(content: bytes, _folder: Path) -> None:
    """A timeline that somebody may have changed: judged, and shown on a page."""
    result = judge(decode_timeline(content))
    result_json(result, "zh")
    render_call_page(result, None, "en")


def _ledgers(folder: Path) -> list[bytes]:
    filled(folder / "run").close()
    return [(folder / "run" / "ledger.sqlite").read_bytes()]


def _read_ledger(content: bytes, folder: Path) -> None:
    run = folder / "run"
    shutil.rmtree(run, ignore_errors=True)
    run.mkdir()
    _file(run / "ledger.sqlite", content)
    _read_run(run)


def _read_run(run: Path) -> None:
    with Run.open(run) as opened:
        render_run_page(view_run(opened), {}, "en")
        export_run(opened, "csv", run / "export", "zh")
        opened.known(), opened.scores()
        for path in [one.path for one in opened.calls()]:
            opened.result(path)


_CELLS = (
    "",
    "x",
    "{}",
    "[]",
    "null",
    "[[",
    '{"a": 1}',
    '["x"]',
    b"",
    b"\xff\xfe",
    0,
    -1,
    2**63 - 1,
    1e308,
    None,
)


def _mutated_cells(chance: random.Random, examples: Sequence[bytes]) -> bytes:
    """A sound ledger with other values in it, as another program or a person may have left them."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as ledger:
        # In memory there is no write-ahead log; bytes 18 and 19 of the file say that there is one.
        ledger.deserialize(examples[0][:18] + b"\1\1" + examples[0][20:])
        tables = {
            table: [column[1] for column in ledger.execute(f"PRAGMA table_info({table})")]
            for table in ("facts", "calls", "timelines", "summaries", "verdicts")
        }
        for _ in range(chance.randint(1, 3)):
            table = chance.choice(sorted(tables))
            column = chance.choice(tables[table])
            value = chance.choice(_CELLS)
            with suppress(sqlite3.Error):
                ledger.execute(f"UPDATE {table} SET {column} = ? WHERE random() % 2", (value,))  # noqa: S608
        return bytes(ledger.serialize())


def _histories(_folder: Path) -> list[bytes]:
    return [
        b'{"format": 1, "calls": [{"sha256": "0", "name": "a", "at": "2026-01-01", "language": "zh", '
        b'"rate_unit": "character", "figures": {"speech_rate_spm": 200.0}}]}'
    ]


def _read_history(content: bytes, _folder: Path) -> None:
    decode_history(content, where="here")


def _manifests(_folder: Path) -> list[bytes]:
    return [
        b'{"name": "m", "languages": ["zh"], "files": {"model.bin": "00"}, "window_s": 15, "licence": "MIT"}'
    ]


def _read_manifest(content: bytes, folder: Path) -> None:
    (folder / "model").mkdir(exist_ok=True)
    _file(folder / "model" / "model.bin", b"")
    _file(folder / "model" / "manifest.json", content)
    find_model(folder / "model")


def _patterns(_folder: Path) -> list[bytes]:
    return [
        rb"(?P<agent_id>[0-9]+)_(?P<started_at>[0-9]{14})",
        rb"(?P<queue>[a-z]+)-(?P<agent_id>\d{3,6})(?P<x>.*)\.wav",
        rb"(?P<agent_id>(?:a+)+)$",
    ]


def _read_pattern(content: bytes, _folder: Path) -> None:
    pattern = compile_name_pattern(content.decode("utf-8", "replace"))
    for name in (
        "1024_20260102030405.wav",
        "sales-007x.wav",
        "a" * 200 + "!.wav",
        "".join(map(chr, range(32, 280))),
    ):
        pattern.facts_for(name)


def _names(_folder: Path) -> list[bytes]:
    return [
        b"call-17.wav",
        "通话 一.wav".encode(),
        b"..wav",
        b"a.transcript.json",
        b"-rf.wav",
        b"x" * 250 + b".wav",
    ]


def _read_name(content: bytes, folder: Path) -> None:
    """A file of that name, found in its folder and by its name; names of files that are written for it."""
    name = os.fsdecode(content.replace(b"/", b"").replace(b"\0", b"")[:255] or b"x")
    if name in (".", ".."):
        return
    calls = folder / "calls"
    shutil.rmtree(calls, ignore_errors=True)
    calls.mkdir()
    (calls / name).write_bytes(b"no sound")
    for argument in (calls, calls / name):
        for found in find_recordings([argument]):
            stem = FileNames().stem(found)
            if os.sep in stem or stem.startswith(".") or len(os.fsencode(stem)) > 255:
                raise AssertionError(f"a name that is none: {stem!r}")
            load_recording(found)
    for one in find_inputs([str(calls / name)]):
        one.name.encode()


def _lists(_folder: Path) -> list[bytes]:
    return [b"# tonight\na.wav\nsub/*.wav\n\nfile.wav  \n"]


def _read_list(content: bytes, folder: Path) -> None:
    find_inputs(
        [
            str(folder / "calls.none" / os.path.basename(one))
            for one in read_list(_file(folder / "l", content))
        ]
    )


def _options(_folder: Path) -> list[bytes]:
    return [b"24h", b"2026-05-01T22:00", b"0,1"]


def _read_option(content: bytes, _folder: Path) -> None:
    text = content.decode("utf-8", "replace")
    with suppress(ValueError):  # what Typer's own checks raise, and show
        channel_pair(text)
    moment_of(text, "--since")


def _file(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


TARGETS: dict[str, Target] = {
    "recording": Target(examples=_recordings, mutate=mutated_bytes, read=_read_recording),
    "sound": Target(examples=_sounds, mutate=_mutated_sound, read=_judge_sound),
    "metadata": Target(examples=_tables, mutate=mutated_text, read=_read_table),
    "transcript-json": Target(examples=_transcripts, mutate=mutated_json, read=_read_transcript(".json")),
    "transcript-srt": Target(examples=_subtitles, mutate=mutated_text, read=_read_transcript(".srt")),
    "transcript-vtt": Target(examples=_subtitles, mutate=mutated_text, read=_read_transcript(".vtt")),
    "transcript-judged": Target(examples=_transcripts, mutate=mutated_json, read=_judge_transcript),
    "diarization": Target(examples=_diarizations, mutate=mutated_text, read=_read_diarization),
    "standard": Target(examples=_standards, mutate=mutated_text, read=_read_standard),
    "record": Target(examples=_records, mutate=mutated_bytes, read=_read_record),
    "timeline": Target(examples=_timelines, mutate=mutated_json, read=_judge_timeline),
    "ledger": Target(examples=_ledgers, mutate=mutated_bytes, read=_read_ledger),
    "ledger-cells": Target(examples=_ledgers, mutate=_mutated_cells, read=_read_ledger),
    "history": Target(examples=_histories, mutate=mutated_json, read=_read_history),
    "manifest": Target(examples=_manifests, mutate=mutated_json, read=_read_manifest),
    "name-pattern": Target(examples=_patterns, mutate=mutated_text, read=_read_pattern),
    "file-name": Target(examples=_names, mutate=mutated_bytes, read=_read_name),
    "list": Target(examples=_lists, mutate=mutated_text, read=_read_list),
    "option": Target(examples=_options, mutate=mutated_text, read=_read_option),
}
