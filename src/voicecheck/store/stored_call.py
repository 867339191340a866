"""A measured call as it lies in a run; its timeline is made when somebody asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from voicecheck.errors import StoredDataError
from voicecheck.store.record import timeline_of
from voicecheck.store.types import CallRecord, VerdictRow
from voicecheck.timeline.types import CallTimeline

__all__ = ["StoredCall"]


@dataclass(frozen=True, kw_only=True)
class StoredCall:
    """A measured call of a run.

    `content` is its decompressed record, or the error that says why there is none. `verdicts` are None where
    there are none yet; `judged_by` is the digest of the code that gave them.
    """

    call: CallRecord
    content: bytes | StoredDataError
    verdicts: dict[str, VerdictRow] | None
    judged_by: str | None

    @property
    def damage(self) -> StoredDataError | None:
        """Why the measurements cannot be read, or None."""
        return self.content if isinstance(self.content, StoredDataError) else None

    @cached_property
    def timeline(self) -> CallTimeline:
        """What was measured.

        Raises
        ------
        StoredDataError
            When it cannot be read.
        """
        if isinstance(self.content, StoredDataError):
            raise self.content
        return timeline_of(self.content, where=self.call.path)
