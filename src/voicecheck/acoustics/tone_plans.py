"""Ring-back tones of the world: frequencies and cadences.

Figures: Asterisk `indications.conf.sample` and dahdi-tools `zonedata.c`, both after ITU-T E.180 supplement 2;
China (450 +-25 Hz, timing +-10 %) after Chinese telephony manuals; Hong Kong after the tables of common PBXs.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DTMF_COLUMNS_HZ", "DTMF_ROWS_HZ", "RING_PLANS", "RingPlan"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RingPlan:
    """One country's ring-back tone.

    Attributes
    ----------
    zone : the countries that use it.
    lines_hz : spectral lines; with `modulation_hz`, the single carrier.
    modulation_hz : lowest and highest rate of the amplitude modulation, None for steady tones.
    tolerance_hz : how far a line may lie from its place.
    bursts_s : lengths of the bursts of one ring (two for a double ring).
    gap_s : silence between the two bursts of a double ring, None for one burst.
    pause_s : silence between rings.
    """

    zone: str
    lines_hz: tuple[float, ...]
    bursts_s: tuple[float, ...]
    pause_s: float
    modulation_hz: tuple[float, float] | None = None
    tolerance_hz: float = 8.0
    gap_s: float | None = None


_DOUBLE_S = (0.4, 0.4)

RING_PLANS: tuple[RingPlan, ...] = (
    RingPlan(zone="China", lines_hz=(450,), tolerance_hz=25, bursts_s=(1.0,), pause_s=4.0),
    RingPlan(zone="Germany, most of Europe", lines_hz=(425,), tolerance_hz=15, bursts_s=(1.0,), pause_s=4.0),
    RingPlan(zone="France", lines_hz=(440,), bursts_s=(1.5,), pause_s=3.5),
    RingPlan(zone="Spain", lines_hz=(425,), bursts_s=(1.5,), pause_s=3.0),
    RingPlan(zone="USA, Canada", lines_hz=(440, 480), bursts_s=(2.0,), pause_s=4.0),
    RingPlan(zone="Taiwan, Korea", lines_hz=(440, 480), bursts_s=(1.0,), pause_s=2.0),
    RingPlan(zone="Hong Kong", lines_hz=(440, 480), bursts_s=_DOUBLE_S, gap_s=0.2, pause_s=3.0),
    RingPlan(zone="UK, New Zealand", lines_hz=(400, 450), bursts_s=_DOUBLE_S, gap_s=0.2, pause_s=2.0),
    RingPlan(zone="Australia", lines_hz=(413, 438), bursts_s=_DOUBLE_S, gap_s=0.2, pause_s=2.0),
    RingPlan(zone="Malaysia", lines_hz=(425,), bursts_s=_DOUBLE_S, gap_s=0.2, pause_s=2.0),
    RingPlan(
        zone="Singapore", lines_hz=(425,), modulation_hz=(20, 28), bursts_s=_DOUBLE_S, gap_s=0.2, pause_s=2.0
    ),
    RingPlan(
        zone="India", lines_hz=(400,), modulation_hz=(20, 29), bursts_s=_DOUBLE_S, gap_s=0.2, pause_s=2.0
    ),
    RingPlan(zone="Japan", lines_hz=(400,), modulation_hz=(13, 22), bursts_s=(1.0,), pause_s=2.0),
)

DTMF_ROWS_HZ = (697.0, 770.0, 852.0, 941.0)
DTMF_COLUMNS_HZ = (1209.0, 1336.0, 1477.0, 1633.0)
