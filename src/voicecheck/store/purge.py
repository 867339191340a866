"""Which calls of a run are old enough to go, and taking them out wholly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime

from voicecheck.store.run import Run
from voicecheck.store.traces import remove_derived
from voicecheck.store.types import CallRecord
from voicecheck.timeline.redact import Redaction

__all__ = ["calls_before", "calls_named", "forget_whole_words", "purge"]

_NEVER = datetime.max.replace(tzinfo=UTC)


def calls_before(run: Run, moment: datetime) -> tuple[CallRecord, ...]:
    """The calls that began before a moment, by path.

    A call's beginning is what its facts say (`started_at`); without, the time of its file when it was
    measured; without that, when it was measured. A time without a zone is local.
    """
    started = {one.call.number: one.summary.metadata.get("started_at") for one in run.overviews()}
    return tuple(call for call in run.calls() if _began(call, started.get(call.number)) < moment)


def calls_named(run: Run, name: str) -> tuple[CallRecord, ...]:
    """The calls of this id or path."""
    return tuple(call for call in run.calls() if name in (call.id, call.path))


def purge(run: Run, calls: Iterable[CallRecord]) -> None:
    """Take calls out of a run: measurements, words, verdicts, and the pages and exports that tell of them.

    The recordings are left alone. Pages and exports go first and altogether, so that none outlives its call.

    Raises
    ------
    StoredDataError
        When the run cannot be written, or is being read.
    """
    remove_derived(run.path)
    run.remove(calls)
    run.overwrite_freed()


def forget_whole_words(run: Run, redaction: Redaction) -> None:
    """Note that private data were taken out of a run, and remove what still tells of them.

    Raises
    ------
    StoredDataError
        When the run cannot be written, or is being read.
    """
    run.set_settings({**run.settings, **redaction.as_settings()})
    remove_derived(run.path)
    run.overwrite_freed()


def _began(call: CallRecord, started_at: object) -> datetime:
    """When a call began, in UTC; one that does not tell is never old enough."""
    return next(_moments(call, started_at), _NEVER)


def _moments(call: CallRecord, started_at: object) -> Iterator[datetime]:
    # A table was checked when it was read; still a zone may lead out of the calendar, and a run of another
    # hand may hold anything.
    if isinstance(started_at, str):
        with suppress(ValueError, OverflowError):
            yield datetime.fromisoformat(started_at).astimezone(UTC)
    if call.source is not None:
        with suppress(ValueError, OverflowError, OSError):
            yield datetime.fromtimestamp(call.source.modified_ns / 1e9, UTC)
    with suppress(ValueError, OverflowError):
        yield datetime.fromisoformat(call.measured_at).astimezone(UTC)
