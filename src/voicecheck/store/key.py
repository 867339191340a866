"""What a measurement was made from, as one short text: equal keys, equal measurements."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec

from voicecheck.asr.types import ModelInfo
from voicecheck.timeline.types import CallTimeline

__all__ = ["call_key", "key_of"]


def call_key(sha256: str, settings: Mapping[str, Any], model: ModelInfo | None) -> str:
    """SHA-256 over the audio's hash, the settings of measuring and the model, in hexadecimal.

    The device is left out, so that a run may go on elsewhere; the arithmetic (`compute_type`) is not.
    """
    weights = None if model is None else [model.name, model.sha256, model.compute_type]
    content = msgspec.json.encode([sha256, dict(settings), weights], order="deterministic")
    return hashlib.sha256(content).hexdigest()


def key_of(timeline: CallTimeline) -> str:
    """The key of a measured call."""
    return call_key(timeline.call.sha256, timeline.measured.settings, timeline.measured.model)
