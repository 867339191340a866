"""The practice page in a browser."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

import pytest

from tests.report.drawn import drawn_mono
from tests.report.pages.conftest import Opener, faults_of, requests_of
from tests.report.pages.pages import HOSTILE, drawn_sound, hostile_result
from tests.report.pages.test_in_browser import all_of, one, position_s, script_data, wait_for
from tests.report.test_practice import CALM, FAST, STANDARD, judged, reading
from voicecheck.report.pages.render import render_practice_page
from voicecheck.report.practice import practise
from voicecheck.report.practice_history import past_call
from voicecheck.report.result import CallResult


def page_of(call: CallResult, reference: CallResult | None = None, **more: Any) -> str:
    practice = practise(call, STANDARD, reference)
    other = drawn_sound(reference) if reference else None
    return render_practice_page(practice, drawn_sound(call), "en", reference_sound=other, **more)


@pytest.fixture(scope="module")
def practice_page() -> str:
    """A fast reading beside a calm one, after three earlier ones."""
    call, reference = judged(reading(FAST, FAST, f0_sd_st=3.0)), judged(reading(CALM, CALM))
    before = past_call(judged(reading(CALM)), "before.wav", "2026-01-01T10:00:00")
    history = [replace(before, sha256=str(day), at=f"2026-01-0{day}T10:00:00") for day in (1, 2, 3)]
    return page_of(call, reference, history=history)


def test_the_page_opens_without_an_error_and_asks_for_nothing(open_page: Opener, practice_page: str) -> None:
    page = open_page(practice_page)
    assert page.get_log("browser") == []
    assert all(url.startswith(("file:", "data:")) for url in requests_of(page))


def test_what_went_well_comes_before_what_to_try(open_page: Opener, practice_page: str) -> None:
    page = open_page(practice_page)
    shown = one(page, "main").text
    assert shown.index("What went well") < shown.index("Try next") < shown.index("Worth hearing again")
    assert 1 <= len(all_of(page, "#try-list li")) <= 2
    assert "of 100" not in shown


def test_a_moment_plays_where_it_stands(open_page: Opener, practice_page: str) -> None:
    page = open_page(practice_page)
    moments = all_of(page, ".moment")
    assert 1 <= len(moments) <= 3
    button = all_of(page, ".play-moment")[-1]
    start_s = float(button.get_attribute("data-start"))
    page.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)
    button.click()
    assert wait_for(lambda: position_s(page) > start_s)
    assert page.execute_script("return document.getElementById('audio').paused") is False
    one(page, "#play").click()


def test_the_pace_is_drawn_inside_or_outside_its_band(open_page: Opener, practice_page: str) -> None:
    page = open_page(practice_page)
    bars = all_of(page, "#voice-picture .pace-bar")
    band = one(page, "#voice-picture .band").rect
    assert len(bars) == len(script_data(page)["pace"]["turns"]) == 2
    for bar in bars:
        assert "out" in bar.get_attribute("class").split()
        assert bar.rect["y"] + bar.rect["height"] / 2 < band["y"]
    assert len(all_of(page, "#voice-picture .reference-line")) == 1


def test_a_click_on_the_picture_plays_that_turn(open_page: Opener, practice_page: str) -> None:
    page = open_page(practice_page)
    page.execute_script("document.getElementById('audio').play = () => Promise.resolve()")
    bar = all_of(page, "#voice-picture .pace-bar")[1]
    page.execute_script("arguments[0].scrollIntoView({block: 'center'})", bar)
    bar.click()
    assert position_s(page) == pytest.approx(script_data(page)["pace"]["turns"][1][0], abs=0.01)


def test_earlier_calls_lead_to_this_one(open_page: Opener, practice_page: str) -> None:
    page = open_page(practice_page)
    charts = all_of(page, "#history-charts figure")
    assert charts
    assert len(charts[0].find_elements("css selector", ".past")) == 3
    assert len(charts[0].find_elements("css selector", ".now")) == 1
    alone = open_page(page_of(judged(reading(CALM))))
    assert not one(alone, "#history").is_displayed()


def test_the_language_changes_everywhere(open_page: Opener, practice_page: str) -> None:
    page = open_page(practice_page)
    one(page, '[data-lang-choice="zh"]').click()
    assert one(page, "#well-head").text == "做得好"
    assert one(page, "#try-head").text == "下次可以试试"
    assert "What" not in one(page, "main").text
    assert page.get_log("browser") == []


def test_hostile_text_stays_text(open_page: Opener) -> None:
    hostile = hostile_result()
    other = replace(hostile, call=replace(hostile.call, sha256="c" * 64))
    history = [past_call(other, HOSTILE, "2026-01-01T10:00:00")]
    page = open_page(page_of(hostile, other, history=history))
    assert page.execute_script("return window.broken") is None
    assert all_of(page, "img") == []
    assert len(all_of(page, "script")) == 2
    assert HOSTILE in one(page, "#moments").get_attribute("textContent")
    assert page.get_log("browser") == []


def test_a_voice_that_was_not_measured_is_not_drawn(open_page: Opener) -> None:
    page = open_page(page_of(judged(drawn_mono())))
    assert one(page, "#no-voice").is_displayed()
    for section in ("#voice", "#pitch-and-pauses", "#figures"):
        assert not one(page, section).is_displayed()
    assert "parties cannot be told apart" in one(page, "#unmeasured").get_attribute("textContent")
    assert page.get_log("browser") == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_serious_fault_of_accessibility(open_page: Opener, practice_page: str, theme: str) -> None:
    page = open_page(practice_page)
    if theme == "dark":
        one(page, "#theme").click()
    assert faults_of(page) == []


def test_paper_takes_two_pages(open_page: Opener, practice_page: str) -> None:
    page = open_page(practice_page)
    printed = page.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True})
    assert 1 <= base64.b64decode(printed["data"]).count(b"/Type /Page\n") <= 2
