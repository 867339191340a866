"""From bursts of tone to rings and busy tones: what a person counts, by lines and cadence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from itertools import pairwise

import numpy as np

from voicecheck.acoustics.tone_bursts import Burst
from voicecheck.acoustics.tone_plans import RING_PLANS, RingPlan

__all__ = ["Sequel", "busy_groups", "ring_groups"]

Group = tuple[Burst, ...]


class Sequel(Enum):
    """What comes within 0.1 s after a burst."""

    NOTHING = 0
    SOUND = 1
    TONE = 2


# The shortest piece of a cut ring that a person still hears as a ring.
_MIN_HEARD_S = 0.2
_MIN_FAMILY_S = 0.15
# A short single tone is a beep unless it is this long, or the answer cuts it off.
_MIN_LONE_SINGLE_S = 0.55
_MIN_LONE_CUT_S = 0.25
# Bursts nearer than this belong together: a double ring (0.2 s), a busy tone (to 0.75 s).
_GROUP_GAP_S = 0.9
_DOUBLE_GAP_S = (0.12, 0.3)
_LENGTH_TOLERANCE = 0.15
_LENGTH_SLACK_S = 0.05
_PAUSE_TOLERANCE = 0.2
_MELODY_S = 10.0
_BUSY_BURST_S = (0.17, 0.85)
# Rings of a country that no plan names: at least three, alike, this long and this far apart.
_UNKNOWN_RING_S = (0.7, 3.0)
_UNKNOWN_PAUSE_S = (1.5, 6.5)


def ring_groups(bursts: Iterable[Burst], what_follows: Callable[[Burst], Sequel]) -> list[Group]:
    """The bursts of each ring, in order of time (one burst, or two of a double ring)."""
    rings: list[Group] = []
    families = _families(bursts)
    for family in families:
        groups = [group for group in _groups(family) if len(group) <= 2]
        if not groups:
            continue
        readings = [_rings_by_plan(groups, plan, what_follows) for plan in RING_PLANS]
        heard = max([*readings, _regular_rings(groups)], key=len)
        # Three in cadence are rings whatever stands around them; one or two may be notes of a melody.
        others = [burst for other in families if other is not family for burst in other]
        rings += (
            heard if len(heard) >= 3 else [one for one in heard if not _in_melody(one, others, what_follows)]
        )
    return sorted(rings, key=lambda group: group[0].start_s)


def _in_melody(group: Group, others: list[Burst], what_follows: Callable[[Burst], Sequel]) -> bool:
    """Whether sound leads into the group, or other tones come shortly before it or straight after it."""
    start_s = group[0].start_s
    before = [
        other
        for other in others
        if other.duration_s >= _MIN_HEARD_S and start_s - _MELODY_S <= other.start_s < start_s
    ]
    return not group[0].quiet_before or len(before) >= 2 or what_follows(group[-1]) is Sequel.TONE


def busy_groups(bursts: Iterable[Burst]) -> list[Group]:
    """The bursts of each busy tone: three or more, or two, as long as the gaps between them."""
    found: list[Group] = []
    for family in _families(bursts):
        found += [group for group in _groups(family) if _is_busy(group)]
    return sorted(found, key=lambda group: group[0].start_s)


def _families(bursts: Iterable[Burst]) -> list[list[Burst]]:
    """Pure bursts by what they sound like: each line of a burst lies by a line of its family's longest."""
    families: list[list[Burst]] = []
    heard = [burst for burst in bursts if burst.is_pure and burst.duration_s >= _MIN_FAMILY_S]
    for burst in sorted(heard, key=lambda one: -one.duration_s):
        near = [family for family in families if _sounds_like(burst, family[0])]
        if near:
            min(near, key=lambda family: abs(family[0].centre_hz - burst.centre_hz)).append(burst)
        else:
            families.append([burst])
    return [sorted(family, key=lambda one: one.start_s) for family in families]


def _sounds_like(burst: Burst, other: Burst) -> bool:
    slack_hz = 8.0 + 1.0 / burst.duration_s
    centred = abs(burst.centre_hz - other.centre_hz) <= slack_hz
    return centred and all(
        min(abs(line - place) for place in other.lines_hz) <= slack_hz for line in burst.lines_hz
    )


def _groups(family: list[Burst]) -> list[Group]:
    groups: list[list[Burst]] = []
    for burst in family:
        if groups and burst.start_s - groups[-1][-1].end_s < _GROUP_GAP_S:
            groups[-1].append(burst)
        else:
            groups.append([burst])
    return [tuple(group) for group in groups]


def _gaps_s(group: Group) -> list[float]:
    return [after.start_s - before.end_s for before, after in pairwise(group)]


def _is_double(group: Group) -> bool:
    longest = _longest_s(0.4)
    return (
        len(group) == 2
        and _DOUBLE_GAP_S[0] <= _gaps_s(group)[0] <= _DOUBLE_GAP_S[1]
        and all(burst.duration_s <= longest for burst in group)
    )


def _is_busy(group: Group) -> bool:
    if len(group) < 2 or _is_double(group):
        return False
    on_s = float(np.median([burst.duration_s for burst in group]))
    off_s = float(np.median(_gaps_s(group)))
    alike = 0.65 <= off_s / on_s <= 1.5
    return alike and _BUSY_BURST_S[0] <= on_s <= _BUSY_BURST_S[1]


def _longest_s(nominal_s: float) -> float:
    return nominal_s * (1 + _LENGTH_TOLERANCE) + _LENGTH_SLACK_S


def _shortest_s(nominal_s: float) -> float:
    return nominal_s * (1 - _LENGTH_TOLERANCE) - _LENGTH_SLACK_S


def _rings_by_plan(
    groups: list[Group], plan: RingPlan, what_follows: Callable[[Burst], Sequel]
) -> list[Group]:
    """The groups that are rings if the country is the plan's; none when sound or cadence is another."""
    longest = max((burst for group in groups for burst in group), key=lambda burst: burst.duration_s)
    if not _has_lines(longest, plan):
        return []
    rings: list[Group] = []
    for group in groups:
        if not _has_shape(group, plan):
            continue
        if rings and not _pause_fits(rings[-1], group, plan):
            if _is_whole(group, plan) and group[0].start_s - rings[-1][-1].end_s > plan.pause_s:
                rings.append(group)
            continue
        if _is_whole(group, plan) or rings or _counts_alone(group, what_follows):
            rings.append(group)
    return rings


def _has_lines(burst: Burst, plan: RingPlan) -> bool:
    tolerance_hz = plan.tolerance_hz + 0.5 / burst.duration_s
    lines_hz = burst.lines_hz
    if plan.modulation_hz is None:
        if len(lines_hz) != len(plan.lines_hz):
            return False
        return all(abs(a - b) <= tolerance_hz for a, b in zip(lines_hz, plan.lines_hz, strict=True))
    low_hz, high_hz = plan.modulation_hz
    if abs((lines_hz[0] + lines_hz[-1]) / 2 - plan.lines_hz[0]) > tolerance_hz:
        return False
    if len(lines_hz) == 1:
        # Too short to part the side lines from the carrier.
        return burst.duration_s < 4 / low_hz
    spacing_hz = (lines_hz[-1] - lines_hz[0]) / 2
    # Two lines: side bands without a carrier, or carrier and sum as some exchanges make it.
    return low_hz <= spacing_hz <= high_hz or (len(lines_hz) == 2 and low_hz <= 2 * spacing_hz <= high_hz)


def _has_shape(group: Group, plan: RingPlan) -> bool:
    """Whether the group could be a ring of the plan, whole or cut."""
    if len(group) == 2:
        return plan.gap_s is not None and _is_double(group)
    return _MIN_HEARD_S <= group[0].duration_s <= _longest_s(plan.bursts_s[0])


def _is_whole(group: Group, plan: RingPlan) -> bool:
    return len(group) == len(plan.bursts_s) and all(
        burst.duration_s >= _shortest_s(nominal_s)
        for burst, nominal_s in zip(group, plan.bursts_s, strict=True)
    )


def _pause_fits(before: Group, after: Group, plan: RingPlan) -> bool:
    pause_s = after[0].start_s - before[-1].end_s
    # The second half of the ring before may be missing.
    missing_s = (plan.gap_s or 0.0) + plan.bursts_s[-1] if len(before) < len(plan.bursts_s) else 0.0
    return abs(pause_s - plan.pause_s) <= _PAUSE_TOLERANCE * plan.pause_s + 0.15 or (
        missing_s > 0 and abs(pause_s - missing_s - plan.pause_s) <= _PAUSE_TOLERANCE * plan.pause_s
    )


def _counts_alone(group: Group, what_follows: Callable[[Burst], Sequel]) -> bool:
    """Whether a cut ring with no ring before it is a ring, and not a beep."""
    burst = group[-1]
    if len(group) == 2 or group[0].at_start or len(burst.lines_hz) > 1:
        return True
    if burst.duration_s >= _MIN_LONE_SINGLE_S:
        return True
    return burst.duration_s >= _MIN_LONE_CUT_S and what_follows(burst) is Sequel.SOUND


def _regular_rings(groups: list[Group]) -> list[Group]:
    """Rings of a cadence that no plan names: three or more equal bursts at equal distances."""
    if len(groups) < 3 or any(len(group) != 1 for group in groups):
        return []
    inner_s = [group[0].duration_s for group in groups[1:-1]]
    pauses_s = [b[0].start_s - a[0].end_s for a, b in pairwise(groups)]
    length_s, pause_s = float(np.median(inner_s)), float(np.median(pauses_s))
    if not _UNKNOWN_RING_S[0] <= length_s <= _UNKNOWN_RING_S[1]:
        return []
    if not _UNKNOWN_PAUSE_S[0] <= pause_s <= _UNKNOWN_PAUSE_S[1]:
        return []
    alike = all(abs(one - length_s) <= 0.1 * length_s for one in inner_s)
    even = all(abs(one - pause_s) <= 0.1 * pause_s for one in pauses_s)
    ends = all(
        _MIN_HEARD_S <= group[0].duration_s <= _longest_s(length_s) for group in (groups[0], groups[-1])
    )
    return groups if alike and even and ends else []
