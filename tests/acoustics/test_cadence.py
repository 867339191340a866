"""What a person counts, from bursts drawn by hand."""

from __future__ import annotations

import pytest

from voicecheck.acoustics.cadence import Sequel, busy_groups, ring_groups
from voicecheck.acoustics.tone_bursts import Burst

CHINA = (450.0,)
AMERICA = (440.0, 480.0)
BRITAIN = (400.0, 450.0)


def burst(
    start_s: float, duration_s: float, lines_hz: tuple[float, ...], *, quiet_before: bool = True
) -> Burst:
    return Burst(
        start_s=start_s,
        end_s=start_s + duration_s,
        lines_hz=lines_hz,
        line_shares=(0.96 / len(lines_hz),) * len(lines_hz),
        level_dbov=-20.0,
        level_spread=0.02,
        frequency_spread_hz=0.1,
        at_start=start_s == 0.0,
        quiet_before=quiet_before,
    )


def spans(bursts: list[Burst], sequel: Sequel = Sequel.NOTHING) -> list[tuple[float, float]]:
    """Start and end of each ring, to the millisecond."""
    groups = ring_groups(bursts, lambda _: sequel)
    return [(round(group[0].start_s, 3), round(group[-1].end_s, 3)) for group in groups]


def test_single_bursts_in_cadence() -> None:
    bursts = [burst(5.0 * number + 1, 1.0, CHINA) for number in range(4)]
    assert spans(bursts) == [(1, 2), (6, 7), (11, 12), (16, 17)]


def test_two_bursts_of_a_double_ring_are_one() -> None:
    bursts = [burst(start_s, 0.4, BRITAIN) for start_s in (1.0, 1.6, 4.0, 4.6)]
    assert spans(bursts) == [(1.0, 2.0), (4.0, 5.0)]


@pytest.mark.parametrize("duration_s", [0.82, 1.0, 1.18])
def test_one_burst_of_the_right_length_is_a_ring(duration_s: float) -> None:
    assert len(spans([burst(3.0, duration_s, CHINA)])) == 1


@pytest.mark.parametrize("duration_s", [0.18, 1.3, 3.0])
def test_one_burst_of_the_wrong_length_is_none(duration_s: float) -> None:
    assert spans([burst(3.0, duration_s, CHINA)]) == []


@pytest.mark.parametrize(
    ("start_s", "sequel", "count"),
    [
        (3.0, Sequel.NOTHING, 0),  # a beep
        (3.0, Sequel.SOUND, 1),  # cut off by the answer
        (3.0, Sequel.TONE, 0),  # a note of a melody
        (0.0, Sequel.NOTHING, 1),  # cut off by the start of the recording
    ],
)
def test_a_short_single_tone(start_s: float, sequel: Sequel, count: int) -> None:
    assert len(spans([burst(start_s, 0.4, CHINA)], sequel)) == count


def test_a_short_double_tone_is_no_beep() -> None:
    assert len(spans([burst(3.0, 0.4, AMERICA)])) == 1


def test_the_last_ring_may_be_cut_off_by_the_answer() -> None:
    assert spans([burst(1.0, 1.0, CHINA), burst(6.0, 0.3, CHINA)]) == [(1.0, 2.0), (6.0, 6.3)]


def test_a_short_tone_out_of_cadence_is_no_ring() -> None:
    assert spans([burst(1.0, 1.0, CHINA), burst(4.0, 0.3, CHINA)]) == [(1.0, 2.0)]


def test_other_frequencies_are_no_rings() -> None:
    assert spans([burst(5.0 * number + 1, 1.0, (480.0, 620.0)) for number in range(2)]) == []


def test_an_unknown_cadence_needs_three_alike() -> None:
    bursts = [burst(4.5 * number + 1, 1.9, (400.0,)) for number in range(3)]
    assert len(spans(bursts)) == 3
    assert spans(bursts[:2]) == []


def test_a_tone_that_sound_leads_into_is_a_note() -> None:
    assert spans([burst(3.0, 1.0, CHINA, quiet_before=False)]) == []


def test_several_other_tones_before_make_a_melody() -> None:
    notes = [burst(1.0, 0.4, (370.0,)), burst(1.5, 0.4, (500.0,))]
    assert spans([*notes, burst(3.0, 1.0, CHINA)]) == []


def test_busy_is_no_ring() -> None:
    bursts = [burst(0.7 * number + 1, 0.35, CHINA) for number in range(5)]
    assert spans(bursts) == []
    (group,) = busy_groups(bursts)
    assert (group[0].start_s, len(group)) == (1.0, 5)


def test_rings_are_not_busy() -> None:
    bursts = [burst(start_s, 0.4, BRITAIN) for start_s in (1.0, 1.6, 4.0, 4.6)]
    assert busy_groups(bursts) == []


def test_rings_then_busy() -> None:
    ringing = [burst(5.0 * number + 1, 1.0, CHINA) for number in range(2)]
    engaged = [burst(0.7 * number + 9, 0.35, CHINA) for number in range(4)]
    assert spans([*ringing, *engaged]) == [(1.0, 2.0), (6.0, 7.0)]
    assert len(busy_groups([*ringing, *engaged])) == 1
