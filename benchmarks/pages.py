"""Pages of a five-minute call: how large they are, how long they take to make and to open.

Run with `python benchmarks/pages.py`. The call's words are drawn by chance, its sound is a sample call
over and over. Opening is measured where Chromium and its driver are installed.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import TypeVar

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import numpy as np
import soundfile

import voicecheck
from benchmarks.five_minutes import five_minute_call
from voicecheck.report.pages.render import render_call_page
from voicecheck.report.pages.sound import call_sound

RUNS = 5
MEASURE_OPENING = """
const opened = performance.getEntriesByType('navigation')[0];
const paint = performance.getEntriesByName('first-contentful-paint')[0];
return [opened.domContentLoadedEventEnd, paint ? paint.startTime : null];
"""
Made = TypeVar("Made")


def main() -> None:
    """Make the call, its pages, and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        call = five_minute_call(1)
        recording = Path(folder) / "call.wav"
        duration_s = write_recording(recording, call.call.duration_s)
        result = voicecheck.judge(replace(call, call=replace(call.call, path=str(recording))))
        words = sum(len(turn.words) for turn in result.timeline.turns)
        print(f"call of {duration_s:.0f} s, {len(result.timeline.turns)} turns, {words} words")
        call_sound(recording, result)  # the first call loads libraries
        sound, sound_s = timed(lambda: call_sound(recording, result))
        bare, bare_s = timed(lambda: call_sound(recording, result, with_audio=False))
        for name, given, made_s in (("with sound", sound, sound_s), ("--no-audio", bare, bare_s)):
            page, render_s = timed(lambda given=given: render_call_page(result, given, "zh"))
            file = Path(folder) / "page.html"
            file.write_text(page, encoding="utf-8")
            print(
                f"{name:<12}{file.stat().st_size / 1e6:6.2f} MB   curves and sound {made_s:5.2f} s   ", end=""
            )
            print(f"page {render_s * 1e3:4.0f} ms   {opening(file)}")


def write_recording(file: Path, duration_s: float) -> float:
    """A sample call repeated to that length."""
    samples, rate_hz = soundfile.read(ROOT / "samples" / "good-call.wav", dtype="float32")
    count = int(duration_s * rate_hz)
    repeated = np.tile(samples, (count // len(samples) + 1, 1))[:count]
    soundfile.write(file, repeated, rate_hz, subtype="PCM_16")
    return count / rate_hz


def timed(make: Callable[[], Made]) -> tuple[Made, float]:
    """What was made, and the median of the seconds that it took."""
    spent = []
    for _ in range(RUNS):
        before_s = time.perf_counter()
        made = make()
        spent.append(time.perf_counter() - before_s)
    return made, median(spent)


def opening(file: Path) -> str:
    """How long a browser takes from the address to the finished page, in words."""
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if program is None or driver is None:
        return "not opened: no Chromium here"
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = program
    for switch in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1400,1000"):
        options.add_argument(switch)
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    try:
        ready, painted = [], []
        for _ in range(RUNS):
            browser.get(file.as_uri())
            time.sleep(0.3)
            ready_ms, painted_ms = browser.execute_script(MEASURE_OPENING)
            ready.append(ready_ms)
            painted.append(painted_ms)
        return f"ready after {median(ready):.0f} ms, painted after {median(painted):.0f} ms"
    finally:
        browser.quit()


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
