"""How exactly rings are counted: made calls by country and condition, and calls in which nothing rings.

Run with `python benchmarks/rings.py [CALLS]`; every call is made from its number, so a run repeats exactly.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "src")]

from tests.acoustics.signals import RATE_HZ, RING_PLANS, RINGLESS, RingCall, ring_call, ringless_call
from voicecheck.acoustics.tones import find_call_rings


def main(call_count: int) -> None:
    """Make the calls, count their rings, print the tables."""
    countries = tuple(RING_PLANS)
    exact: dict[str, list[bool]] = defaultdict(list)
    spent_s = audio_s = 0.0
    ringing = [ring_call(seed, countries[seed % 11], (seed // 11) % 9) for seed in range(call_count)]
    ringless = [ringless_call(seed, RINGLESS[seed % len(RINGLESS)]) for seed in range(call_count // 2)]
    for number, call in enumerate([*ringing, *ringless]):
        before_s = time.perf_counter()
        rings = find_call_rings(call.samples, RATE_HZ)
        spent_s += time.perf_counter() - before_s
        audio_s += call.samples.size / RATE_HZ
        right = len(rings) == call.ring_count
        for key in keys_of(call):
            exact[key].append(right)
        if not right:
            found = [(round(r.start_s, 2), round(r.end_s, 2)) for r in rings]
            print(f"{number}: {call.country}, {call.condition}: made {call.ring_count}, found {found}")
    for key, results in exact.items():
        print(f"{key:<32}{sum(results):>5} of {len(results):<5}{sum(results) / len(results):>8.1%}")
    print(f"{spent_s / audio_s * 1e3:.3f} ms per second of one channel")


def keys_of(call: RingCall) -> tuple[str, ...]:
    """The rows of the table to which a call belongs."""
    if call.country == "(none)":
        return ("all without rings", f"without rings: {call.condition}")
    cut, noise = call.condition.split(", ")
    return ("all with rings", call.country, f"cut: {cut}", f"noise: {noise}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
