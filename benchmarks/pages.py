"""The three pages: how large they are, how long they take to make and to open.

Run with `python benchmarks/pages.py [--calls 10000]`. The call page and the practice page show a five-minute
call whose words are drawn by chance and whose sound is a sample call over and over; the run page shows so
many calls (`benchmarks/night.py`). Making is counted in seconds of the processor; opening, where Chromium and
its driver are installed, in time by the clock.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import numpy as np
import soundfile

import voicecheck
from benchmarks.five_minutes import five_minute_call
from benchmarks.night import make_night
from voicecheck.report.pages.render import render_call_page, render_practice_page, render_run_page
from voicecheck.report.pages.sound import call_sound
from voicecheck.report.practice import practise
from voicecheck.report.result import CallResult
from voicecheck.rules.load import load_standard
from voicecheck.store import Run
from voicecheck.store.view import view_run

RUNS = 5
SWITCHES = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
MEASURE_OPENING = """
const opened = performance.getEntriesByType('navigation')[0];
const paint = performance.getEntriesByName('first-contentful-paint')[0];
return [opened.domContentLoadedEventEnd, paint ? paint.startTime : null];
"""
# From the click until the browser has laid out what it shows.
MEASURE_STEP = """
const before = performance.now();
{step}
document.body.getBoundingClientRect();
return performance.now() - before;
"""
STEPS = {
    "open the table of agents": "document.getElementById('tab-agents').click();",
    "open the table of rules": "document.getElementById('tab-rules').click();",
    "open the table of calls": "document.getElementById('tab-calls').click();",
    "filter calls by a rule": (
        "const pick = document.querySelector('[name=rule]'); pick.selectedIndex = 3;"
        "pick.dispatchEvent(new Event('change', {bubbles: true}));"
    ),
    "sort calls by score": "document.querySelector('#call-table [data-focus=sort-score]').click();",
    "change the language": "document.querySelector('[data-lang-choice=en]').click();",
}
Made = TypeVar("Made")


def main() -> None:
    """Make the pages and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=10_000)
    calls = parser.parse_args().calls
    with tempfile.TemporaryDirectory() as folder, browser(Path(folder)) as window:
        print(f"{'page':<26}{'size':>9}{'read or draw':>15}{'render':>10}   opened")
        call_pages(Path(folder), window)
        run_page(Path(folder), calls, window)


def call_pages(folder: Path, window: Any) -> None:
    """The pages of a five-minute call: for everybody, and for its agent."""
    drawn = five_minute_call(1)
    recording = folder / "call.wav"
    write_recording(recording, drawn.call.duration_s)
    timeline = replace(drawn, call=replace(drawn.call, path=str(recording)))
    result = voicecheck.judge(timeline)
    call_sound(recording, result)  # the first call loads libraries
    for name, with_audio in (("call", True), ("call, --no-audio", False)):
        sound, sound_s = timed(lambda on=with_audio: call_sound(recording, result, with_audio=on))
        page, render_s = timed(lambda given=sound: render_call_page(result, given, "zh"))
        show(folder, name, page, sound_s, render_s, window)
    standard = load_standard("practice")
    mine: CallResult = voicecheck.judge(timeline, standard)
    sound, sound_s = timed(lambda: call_sound(recording, mine))
    page, render_s = timed(
        lambda: render_practice_page(practise(mine, standard, mine), sound, "zh", reference_sound=sound)
    )
    show(folder, "practice, with reference", page, 2 * sound_s, render_s, window)


def run_page(folder: Path, calls: int, window: Any) -> None:
    """The page of a run of so many calls, and how quickly it answers."""
    make_night(folder / "night", calls)

    def read() -> Any:
        with Run.open(folder / "night") as run:
            return view_run(run)

    view, read_s = timed(read, 3)
    page, render_s = timed(lambda: render_run_page(view, {}, "zh"), 3)
    show(folder, f"run of {calls:,} calls", page, read_s, render_s, window)
    if window is None:
        return
    for name, step in STEPS.items():
        spent_ms = window.execute_script(MEASURE_STEP.replace("{step}", step))
        print(f"  {name:<32}{spent_ms:6.0f} ms")


def show(folder: Path, name: str, page: str, read_s: float, render_s: float, window: Any) -> None:
    """One line of the table."""
    file = folder / "page.html"
    file.write_text(page, encoding="utf-8")
    size = f"{file.stat().st_size / 1e6:.2f} MB"
    print(f"{name:<26}{size:>9}{read_s:>13.2f} s{render_s * 1e3:>7.0f} ms   {opening(file, window)}")


def write_recording(file: Path, duration_s: float) -> None:
    """A sample call repeated to that length."""
    samples, rate_hz = soundfile.read(ROOT / "samples" / "good-call.wav", dtype="float32")
    count = int(duration_s * rate_hz)
    repeated = np.tile(samples, (count // len(samples) + 1, 1))[:count]
    soundfile.write(file, repeated, rate_hz, subtype="PCM_16")


def timed(make: Callable[[], Made], runs: int = RUNS) -> tuple[Made, float]:
    """What was made, and the median of the processor's seconds that it took."""
    spent = []
    for _ in range(runs):
        before_s = time.process_time()
        made = make()
        spent.append(time.process_time() - before_s)
    return made, median(spent)


@contextmanager
def browser(folder: Path) -> Iterator[Any]:
    """A browser without a window, or None where there is none."""
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if program is None or driver is None:
        yield None
        return
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = program
    for switch in (*SWITCHES, "--window-size=1400,1000", f"--user-data-dir={folder / 'profile'}"):
        options.add_argument(switch)
    window = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    try:
        yield window
    finally:
        window.quit()


def opening(file: Path, window: Any) -> str:
    """How long a browser takes from the address to the finished page, in words."""
    if window is None:
        return "no Chromium here"
    ready, painted = [], []
    for _ in range(RUNS):
        window.get(file.as_uri())
        time.sleep(0.5)
        ready_ms, painted_ms = window.execute_script(MEASURE_OPENING)
        ready.append(ready_ms)
        painted.append(painted_ms or 0.0)
    return f"ready after {median(ready):.0f} ms, painted after {median(painted):.0f} ms"


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
