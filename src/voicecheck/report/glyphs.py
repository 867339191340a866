"""The characters that the terminal view draws with: a full set, and one for terminals without UTF-8."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ASCII", "UNICODE", "Glyphs", "big_number", "printable", "scale"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Glyphs:
    """One character for each thing that is drawn, all but the ellipsis a single cell wide."""

    passed: str
    failed: str
    review: str
    absent: str
    speech: str
    speech_part: str
    raised: str
    ring: str
    silence: str
    excused: str
    interruption: str
    tick: str
    accepted: str
    outside: str
    value: str
    filled: str
    empty: str
    bullet: str
    advice: str
    open_quote: str
    close_quote: str
    ellipsis: str
    until: str
    pixel_top: str
    pixel_bottom: str
    pixel_both: str


UNICODE = Glyphs(
    passed="✓",
    failed="✗",
    review="?",
    absent="○",
    speech="█",
    speech_part="▄",
    raised="▓",
    ring="♪",
    silence="░",
    excused="·",
    interruption="×",
    tick="╵",
    accepted="━",
    outside="┈",
    value="●",
    filled="█",
    empty="░",
    bullet="·",
    advice="→",
    open_quote="“",
    close_quote="”",
    ellipsis="…",
    until="–",
    pixel_top="▀",
    pixel_bottom="▄",
    pixel_both="█",
)
ASCII = Glyphs(
    passed="+",
    failed="x",
    review="?",
    absent="o",
    speech="#",
    speech_part="=",
    raised="@",
    ring="~",
    silence=".",
    excused=":",
    interruption="*",
    tick="'",
    accepted="=",
    outside="-",
    value="O",
    filled="#",
    empty=".",
    bullet="-",
    advice=">",
    open_quote='"',
    close_quote='"',
    ellipsis="...",
    until="-",
    pixel_top="",
    pixel_bottom="",
    pixel_both="",
)

# Digits of 3 by 5 pixels, one string of five rows each.
_DIGITS = {
    "0": "### # # # # # # ###",
    "1": " #  ##   #   #  ###",
    "2": "###   # ### #   ###",
    "3": "###   # ###   # ###",
    "4": "# # # # ###   #   #",
    "5": "### #   ###   # ###",
    "6": "### #   ### # # ###",
    "7": "###   #   #   #   #",
    "8": "### # # ### # # ###",
    "9": "### # # ###   # ###",
    ".": "                  # ",
    "-": "        ###        ",
}


def printable(text: str) -> str:
    """Text of unknown origin made safe for a terminal: one line, no control characters."""
    return "".join(char if char.isprintable() else " " for char in text).strip()


def big_number(text: str, glyphs: Glyphs) -> tuple[str, ...]:
    """A short number in large digits, three rows high; one plain row where there are no half blocks."""
    if not glyphs.pixel_both:
        return (text,)
    pictures = [_pixels(char) for char in text]
    rows = []
    for upper, lower in ((0, 1), (2, 3), (4, 5)):
        rows.append(" ".join(_half_blocks(picture[upper], picture[lower], glyphs) for picture in pictures))
    return tuple(row.rstrip() for row in rows)


def scale(
    value: float, limit: tuple[float | None, float | None], *, cells: int, glyphs: Glyphs
) -> list[tuple[str, str]]:
    """A value against its accepted range as (character, part) with part "accepted", "outside" or "value".

    A value far off the range sits on the edge of the picture.
    """
    low, high = limit
    start, end = _view(value, low, high)
    step = (end - start) / cells
    drawn = []
    for cell in range(cells):
        left, right = start + cell * step, start + (cell + 1) * step
        accepted = (low is None or right > low) and (high is None or left <= high)
        drawn.append((glyphs.accepted, "accepted") if accepted else (glyphs.outside, "outside"))
    at = min(max(int((value - start) / step), 0), cells - 1)
    drawn[at] = (glyphs.value, "value")
    return drawn


def _view(value: float, low: float | None, high: float | None) -> tuple[float, float]:
    """The stretch of numbers that a scale shows: the accepted range with room around it."""
    if low is not None and high is not None:
        room = max(high - low, abs(high) * 0.1, 1e-3)
        return low - 0.75 * room, high + 0.75 * room
    edge = low if low is not None else high if high is not None else value
    room = max(abs(value - edge), abs(edge), 1e-3)
    if edge >= 0.0 and value >= 0.0:
        return 0.0, max(value, edge) + 0.25 * room
    return min(value, edge) - 0.5 * room, max(value, edge) + 0.5 * room


def _pixels(char: str) -> list[str]:
    rows = [_DIGITS[char][start : start + 3] for start in range(0, 20, 4)]
    return [*rows, "   "]


def _half_blocks(upper: str, lower: str, glyphs: Glyphs) -> str:
    shapes = {"##": glyphs.pixel_both, "# ": glyphs.pixel_top, " #": glyphs.pixel_bottom, "  ": " "}
    return "".join(shapes[top + bottom] for top, bottom in zip(upper, lower, strict=True))
