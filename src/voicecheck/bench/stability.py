"""Whether calls are judged alike when their words were recognised with another compute type."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING

from voicecheck.bench.types import Change, Stability

if TYPE_CHECKING:
    from voicecheck.asr.models import ModelFolder
    from voicecheck.asr.settings import AsrSettings

__all__ = ["Judged", "compare", "judge_calls"]

_SPENT_S = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Calls as one compute type hears them: what was said, and the verdicts by rule."""

    device: str
    compute_type: str
    texts: dict[str, str]
    verdicts: dict[str, dict[str, str]]


def judge_calls(model: ModelFolder, settings: AsrSettings, calls: Sequence[Path]) -> Judged:
    """Judge the calls by the documented standard: one, then others as long as they take no more than seconds.

    Raises
    ------
    VoicecheckError
        When a recording cannot be used, or the model fails.
    """
    from voicecheck.asr.engine import WhisperTranscriber
    from voicecheck.pipeline import check

    transcriber = WhisperTranscriber(model, settings)
    texts: dict[str, str] = {}
    verdicts: dict[str, dict[str, str]] = {}
    begun_s = time.perf_counter()
    for path in calls:
        if texts and time.perf_counter() - begun_s > _SPENT_S:
            break
        result = check(path, model=transcriber)
        texts[path.name] = "\n".join(turn.text for turn in result.timeline.turns)
        verdicts[path.name] = {finding.rule: finding.verdict for finding in result.findings}
    return Judged(device=settings.device, compute_type=settings.compute_type, texts=texts, verdicts=verdicts)


def compare(model: str, reference: Judged, other: Judged) -> Stability:
    """What differs in the calls that both have judged."""
    both = [call for call in reference.verdicts if call in other.verdicts]
    return Stability(
        model=model,
        device=other.device,
        compute_type=other.compute_type,
        reference=reference.compute_type,
        calls=len(both),
        verdicts=sum(len(reference.verdicts[call]) for call in both),
        changes=tuple(
            Change(call=call, rule=rule, before=before, after=other.verdicts[call][rule])
            for call in both
            for rule, before in reference.verdicts[call].items()
            if other.verdicts[call][rule] != before
        ),
        characters=sum(len(reference.texts[call]) for call in both),
        changed_characters=sum(_changed(reference.texts[call], other.texts[call]) for call in both),
    )


def _changed(before: str, after: str) -> int:
    """Characters that one text has and the other has not, those that stand for each other counted once."""
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return sum(max(i2 - i1, j2 - j1) for step, i1, i2, j1, j2 in steps if step != "equal")
