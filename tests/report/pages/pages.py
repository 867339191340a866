"""Pages of the drawn call: with sound, without, and with texts that try to break out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from msgspec import structs

from tests.report.drawn import drawn_timeline
from tests.report.test_encode import result_of
from voicecheck.acoustics.picture import channel_picture
from voicecheck.audio.opus import encode_opus
from voicecheck.report.pages.sound import CallSound, Lane
from voicecheck.report.result import CallResult
from voicecheck.rules.types import Evidence, Text

RATE_HZ = 8000
HOSTILE = """</script><script>window.broken=1</script><img src=x onerror="window.broken=1">'"`${broken}<!--"""


def drawn_result() -> CallResult:
    """The drawn call, judged by hand."""
    return result_of(drawn_timeline())


def drawn_sound(result: CallResult, *, with_audio: bool = True) -> CallSound:
    """A tone wherever a party of the drawn call speaks."""
    seconds = np.arange(int(result.call.duration_s * RATE_HZ)) / RATE_HZ
    samples = np.zeros((2, seconds.size), dtype=np.float32)
    for channel, speaker in enumerate(("agent", "customer")):
        for turn in result.timeline.turns:
            if turn.speaker == speaker:
                spoken = (seconds >= turn.start_s) & (seconds < turn.end_s)
                samples[channel][spoken] = 0.3 * np.sin(2 * np.pi * 200 * seconds[spoken])
    lanes = tuple(
        Lane(
            speaker=speaker,
            channel=channel,
            picture=channel_picture(
                samples[channel],
                RATE_HZ,
                [piece for turn in result.timeline.turns if turn.speaker == speaker for piece in turn.ipus],
            ),
        )
        for channel, speaker in enumerate(("agent", "customer"))
    )
    return CallSound(lanes=lanes, opus=encode_opus(samples, RATE_HZ) if with_audio else None)


def crowded_result() -> CallResult:
    """The drawn call with every finding failed at the same six seconds of it."""
    result = drawn_result()
    places = tuple(
        Evidence(start_s=2.0 + second, end_s=2.5 + second, speaker="agent", text="这里")
        for second in range(6)
    )
    findings = tuple(
        replace(finding, verdict="fail", evidence=places, steps=()) for finding in result.findings
    )
    return replace(result, findings=findings)


def hostile_result() -> CallResult:
    """The drawn call with hostile text in every place that a user can fill."""
    result = drawn_result()
    both: Text = {"zh": HOSTILE, "en": HOSTILE}
    turns = tuple(
        replace(turn, text=HOSTILE, words=tuple(structs.replace(word, text=HOSTILE) for word in turn.words))
        for turn in result.timeline.turns
    )
    findings = tuple(
        replace(
            finding,
            title=both,
            message=both,
            suggestion=both,
            evidence=tuple(replace(place, text=HOSTILE) for place in finding.evidence),
        )
        for finding in result.findings
    )
    return replace(
        result,
        call=replace(
            result.call,
            path=f"calls/{HOSTILE.replace('/', '')}.wav",
            metadata={"queue": HOSTILE, HOSTILE: HOSTILE},
        ),
        timeline=replace(result.timeline, turns=turns),
        findings=findings,
    )
