"""Recordings: found, checked, decoded, and what is known about them besides their sound."""

from __future__ import annotations

from voicecheck.audio.discover import AUDIO_SUFFIXES, find_recordings
from voicecheck.audio.load import MAX_ANALYSIS_RATE_HZ, LoadedRecording, Recording, load_recording
from voicecheck.audio.metadata import (
    CallFacts,
    MetadataTable,
    NamePattern,
    compile_name_pattern,
    load_metadata,
)
from voicecheck.audio.opening import printable_path

__all__ = [
    "AUDIO_SUFFIXES",
    "MAX_ANALYSIS_RATE_HZ",
    "CallFacts",
    "LoadedRecording",
    "MetadataTable",
    "NamePattern",
    "Recording",
    "compile_name_pattern",
    "find_recordings",
    "load_metadata",
    "load_recording",
    "printable_path",
]
