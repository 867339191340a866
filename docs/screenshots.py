"""The pictures of the pages in this folder: `python docs/screenshots.py`; needs chromium and chromedriver.

The sample calls are recognised by the demo model (a minute), the run is drawn (see `benchmarks/night.py`).
"""

from __future__ import annotations

import base64
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import voicecheck
from benchmarks.night import make_night
from voicecheck.asr.engine import load_transcriber
from voicecheck.report.pages.render import render_call_page, render_practice_page, render_run_page
from voicecheck.report.pages.sound import call_sound
from voicecheck.report.practice import practise
from voicecheck.report.practice_history import past_call
from voicecheck.rules.load import load_standard
from voicecheck.store import Run
from voicecheck.store.view import view_run
from voicecheck.timeline.types import CallTimeline

SAMPLES = ROOT / "samples"
WIDTH, HEIGHT = 1240, 1040
SWITCHES = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
EARLIER = ("late-without-apology.wav", "with-metadata.wav", "calm-agent.wav", "late-with-apology.ogg")
VIEWS = (("zh", "light"), ("en", "light"), ("zh", "dark"))


def main() -> None:
    """Measure the samples, make the three pages, and take their pictures."""
    timelines = measured()
    with tempfile.TemporaryDirectory() as folder, browser(Path(folder)) as window:
        for name, page in pages(timelines, Path(folder)):
            file = Path(folder) / f"{name}.html"
            file.write_text(page, encoding="utf-8")
            window.get(file.as_uri())
            for lang, theme in VIEWS:
                target = Path(__file__).parent / f"{name}-{lang}{'-dark' if theme == 'dark' else ''}.png"
                take(window, target, lang, theme)
                print(f"{target.name}  {target.stat().st_size // 1000} kB")
        # The page of the run stands open last: its table of agents is a picture of its own.
        window.find_element("css selector", "#tab-agents").click()
        for lang in ("zh", "en"):
            take(window, Path(__file__).parent / f"run-agents-{lang}.png", lang, "light")


def measured() -> dict[str, CallTimeline]:
    """The timelines of the sample calls by file name."""
    transcriber = load_transcriber("demo")
    files = sorted(file for file in SAMPLES.iterdir() if file.suffix in {".wav", ".ogg", ".flac"})
    return {file.name: voicecheck.measure(file, model=transcriber) for file in files}


def pages(timelines: dict[str, CallTimeline], folder: Path) -> Iterator[tuple[str, str]]:
    """The three pages by name."""
    loud = voicecheck.judge(timelines["shouting-back.wav"])
    yield "call", render_call_page(loud, call_sound(SAMPLES / "shouting-back.wav", loud), "zh")
    standard = load_standard("practice")
    mine, good = "fast-and-flat.wav", "good-call.wav"
    call, reference = (voicecheck.judge(timelines[one], standard) for one in (mine, good))
    history = [
        past_call(voicecheck.judge(timelines[one], standard), one, f"2026-03-{day:02d}T09:00:00")
        for day, one in enumerate(EARLIER, start=2)
    ]
    yield (
        "practice",
        render_practice_page(
            practise(call, standard, reference),
            call_sound(SAMPLES / mine, call),
            "zh",
            reference_sound=call_sound(SAMPLES / good, reference),
            history=history,
        ),
    )
    make_night(folder / "night-42", 1200, agents=24, distinct=40, more=list(timelines.values()))
    with Run.open(folder / "night-42") as run:
        view = replace(view_run(run), created_at="2026-03-16T02:00:00Z")
    linked = {call.path: f"calls/{call.name}.html" for call in view.calls}
    yield "run", render_run_page(view, linked, "zh")


@contextmanager
def browser(folder: Path) -> Iterator[Any]:
    """A browser without a window and without a past."""
    from selenium import webdriver

    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if program is None or driver is None:
        sys.exit("screenshots: expected chromium and chromedriver, found none; install them")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for switch in (*SWITCHES, f"--window-size={WIDTH},{HEIGHT}", f"--user-data-dir={folder / 'profile'}"):
        options.add_argument(switch)
    window = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    window.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False},
    )
    try:
        yield window
    finally:
        window.quit()


def take(window: Any, target: Path, lang: str, theme: str) -> None:
    """One picture of the top of the page, as it opens."""
    window.find_element("css selector", f'[data-lang-choice="{lang}"]').click()
    if window.execute_script("return document.documentElement.dataset.theme") != theme:
        window.find_element("css selector", "#theme").click()
    window.execute_script("document.activeElement.blur(); window.scrollTo(0, 0)")
    picture = window.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})
    target.write_bytes(base64.b64decode(picture["data"]))


if __name__ == "__main__":
    main()
