"""What is asked of every call of a batch, and by what an answer is known to be the answer to it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from voicecheck.asr.models import ModelFolder
from voicecheck.asr.settings import AsrSettings
from voicecheck.audio.metadata import CallFacts, MetadataTable, NamePattern
from voicecheck.batch.inputs import Input
from voicecheck.errors import MetadataError
from voicecheck.rules.standard import Standard
from voicecheck.store.types import Known, Source
from voicecheck.timeline.redact import Redaction

__all__ = ["BatchPlan", "Selection", "Task", "select"]

_NO_FACTS = CallFacts()


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPlan:
    """How the calls are measured and judged: plain values, so that workers can be told.

    `model` None leaves calls without a given transcript without words; `redaction` None takes nothing out.
    """

    standard: Standard
    model: ModelFolder | None
    recognition: AsrSettings
    agent_channel: int | None = None
    channels: tuple[int, int] | None = None
    language: str = "auto"
    redaction: Redaction | None = None

    def settings(self) -> dict[str, Any]:
        """What is measured with, as plain JSON values, for the run."""
        model = None
        if self.model is not None:
            model = {
                "name": self.model.name,
                "sha256": self.model.sha256,
                "compute_type": self.recognition.compute_type,
                **self.recognition.choices,
            }
        settings = {
            "agent_channel": self.agent_channel,
            "channels": self.channels,
            "language": self.language,
            "recognition": model,
            # Without, runs that were begun before there was redaction would be measured anew.
            **({} if self.redaction is None else self.redaction.as_settings()),
        }
        # As they come back from the run, so that they can be compared: tuples become lists.
        plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(settings))
        return plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One call that is still to be done.

    `source` is None where the file could not be looked at. `known_sha256` is the hash of the audio that was
    measured before with the same settings, where only the file's time has changed.
    """

    input: Input
    facts: CallFacts
    source: Source | None
    known_sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The calls of a batch, sorted into those to be done and the others.

    `done` were finished before, `failed` failed before and have not changed since; `later` lie beyond the
    limit. `errors` are calls whose facts cannot be used.
    """

    tasks: tuple[Task, ...]
    done: int
    failed: int
    later: int
    errors: tuple[tuple[Task, MetadataError], ...]


def select(
    inputs: Iterable[Input],
    known: Mapping[str, Known],
    settings: dict[str, Any],
    *,
    metadata: MetadataTable | None = None,
    name_pattern: NamePattern | None = None,
    limit: int | None = None,
    retry_failed: bool = False,
) -> Selection:
    """Which calls are still to be done; a call is done again when its file, facts or settings have changed.

    Parameters
    ----------
    known
        The calls of the run, by name.
    settings
        Those of `BatchPlan.settings`.
    limit
        The most calls to be done now.
    """
    asking = _Asking(settings)
    tasks: list[Task] = []
    errors: list[tuple[Task, MetadataError]] = []
    done = failed = later = 0
    for one in inputs:
        try:
            facts = _facts(one, metadata, name_pattern)
        except MetadataError as error:
            errors.append((Task(input=one, facts=CallFacts(), source=None), error))
            continue
        source = asking.source(one, facts)
        before = known.get(one.name)
        if before is not None and _still_holds(before, source, retry_failed):
            done, failed = done + (before.state == "done"), failed + (before.state == "failed")
        elif limit is not None and len(tasks) >= limit:
            later += 1
        else:
            same = None if before is None else _same_but_for_time(before, source)
            tasks.append(Task(input=one, facts=facts, source=source, known_sha256=same))
    return Selection(tasks=tuple(tasks), done=done, failed=failed, later=later, errors=tuple(errors))


def _still_holds(before: Known, source: Source | None, retry_failed: bool) -> bool:
    if before.state == "failed" and retry_failed:
        return False
    # What was measured of a file that has gone since is not given up.
    return before.state == "done" if source is None else before.source == source


def _same_but_for_time(before: Known, source: Source | None) -> str | None:
    """The hash that the file should still have when only its time has changed."""
    if source is None or before.source is None or before.state == "failed":
        return None
    return before.sha256 if source._replace(modified_ns=before.source.modified_ns) == before.source else None


class _Asking:
    """Makes the text that tells what is asked of a call; most calls of a batch ask the same."""

    def __init__(self, settings: dict[str, Any]) -> None:
        without = {**settings, "recognition": None}
        self._settings = {False: _hash(settings), True: _hash(without)}
        self._of_facts: dict[tuple[CallFacts, bool], str] = {}

    def source(self, one: Input, facts: CallFacts) -> Source | None:
        """By what the call is known again; None where its file is gone."""
        if one.size_bytes is None or one.modified_ns is None:
            return None
        given = one.transcript is not None
        asked = self._of_facts.get((facts, given))
        if asked is None:
            # A given transcript wins over recognition, so the model does not matter then.
            asked = self._of_facts[facts, given] = _hash([self._settings[given], facts.as_metadata()])
        if one.transcript is not None:
            asked = _hash([asked, _transcript_stamp(one)])
        return Source(one.size_bytes, one.modified_ns, asked)


def _facts(one: Input, metadata: MetadataTable | None, pattern: NamePattern | None) -> CallFacts:
    """What the table says of the call, then what its name says."""
    told = metadata.facts_for(one.place) if metadata else _NO_FACTS
    return told.or_else(pattern.facts_for(one.place)) if pattern else told


def _transcript_stamp(one: Input) -> list[int | str | None]:
    if one.remote or one.transcript is None:
        return [one.transcript]
    try:
        status = os.stat(one.transcript)
    except OSError:
        return [one.transcript]
    return [status.st_size, status.st_mtime_ns]


def _hash(content: Any) -> str:
    return hashlib.sha256(msgspec.json.encode(content, order="deterministic")).hexdigest()
