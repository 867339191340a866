"""Offline speech analytics for recorded customer-service calls.

    import voicecheck

    result = voicecheck.check("call.wav")                 # measure and judge
    timeline = voicecheck.measure("call.wav")             # the evidence alone
    result = voicecheck.judge(timeline, "documented")     # judge it: pure, milliseconds

Nothing heavy is imported before it is used.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

from voicecheck._version import __version__
from voicecheck.errors import (
    AudioError,
    MetadataError,
    ModelError,
    StandardError,
    StoredDataError,
    TranscriptError,
    UsageError,
    VoicecheckError,
)

# ONNX Runtime, which runs the voice detector, keeps a diary of its use in the user's cache and sends it to
# its maker unless this is set before it is loaded (its Privacy.md); so may the hub's client.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

if TYPE_CHECKING:
    from voicecheck.pipeline import check, judge, measure
    from voicecheck.report.result import CallResult
    from voicecheck.rules.load import load_standard
    from voicecheck.timeline.redact import Redaction
    from voicecheck.timeline.types import CallTimeline

__all__ = [
    "AudioError",
    "CallResult",
    "CallTimeline",
    "MetadataError",
    "ModelError",
    "Redaction",
    "StandardError",
    "StoredDataError",
    "TranscriptError",
    "UsageError",
    "VoicecheckError",
    "__version__",
    "check",
    "judge",
    "load_standard",
    "measure",
]

_LAZY = {
    "CallResult": "voicecheck.report.result",
    "CallTimeline": "voicecheck.timeline.types",
    "check": "voicecheck.pipeline",
    "judge": "voicecheck.pipeline",
    "load_standard": "voicecheck.rules.load",
    "measure": "voicecheck.pipeline",
    "Redaction": "voicecheck.timeline.redact",
}


def __getattr__(name: str) -> Any:
    """Public names whose rooms are imported at first use (PEP 562)."""
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
