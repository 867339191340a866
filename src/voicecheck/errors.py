"""What can go wrong, sorted by what the user must do about it.

    VoicecheckError
    ├── UsageError          a command line or an argument that makes no sense
    ├── AudioError          a recording that cannot be read or judged
    ├── ModelError          a recognition model that is missing, damaged or unusable
    ├── TranscriptError     a given transcript that cannot be read
    ├── MetadataError       a metadata table or a name pattern
    ├── StandardError       a standard file
    └── StoredDataError     stored measurements that cannot be read back

Messages read *where: expected X, found Y; do Z*. A finding about a call is a value, never an exception.
"""

from __future__ import annotations

__all__ = [
    "AudioError",
    "MetadataError",
    "ModelError",
    "StandardError",
    "StoredDataError",
    "TranscriptError",
    "UsageError",
    "VoicecheckError",
]


class VoicecheckError(Exception):
    """Root of every error that voicecheck raises on purpose; `kind` is its stable name in JSON."""

    kind = "error"


class UsageError(VoicecheckError):
    """An option or an argument that cannot be acted upon."""

    kind = "usage"


class AudioError(VoicecheckError):
    """A recording that cannot be read, is empty, or has a layout that was not declared."""

    kind = "audio"


class ModelError(VoicecheckError):
    """A recognition model that is missing, damaged, or fails to run."""

    kind = "model"


class TranscriptError(VoicecheckError):
    """A transcript file that cannot be understood."""

    kind = "transcript"


class MetadataError(VoicecheckError):
    """A metadata table or a file-name pattern that cannot be understood."""

    kind = "metadata"


class StandardError(VoicecheckError):
    """A standard file with an unknown or impossible entry."""

    kind = "standard"


class StoredDataError(VoicecheckError):
    """Stored measurements that are damaged or of a newer schema."""

    kind = "stored-data"
