from __future__ import annotations

import base64
import json
import time
from dataclasses import replace
from typing import Any

import pytest
from msgspec import structs

from tests.report.pages.conftest import Opener, faults_of, requests_of
from tests.report.pages.pages import (
    HOSTILE,
    crowded_result,
    drawn_result,
    drawn_sound,
    hostile_result,
)
from voicecheck.report.pages.index_data import call_entry
from voicecheck.report.pages.render import render_call_page, render_index
from voicecheck.report.run_calls import UnjudgedCall

CSS = "css selector"


def all_of(page: Any, selector: str) -> list[Any]:
    return page.find_elements(CSS, selector)


def one(page: Any, selector: str) -> Any:
    return page.find_element(CSS, selector)


def position_s(page: Any) -> float:
    return float(page.execute_script("return document.getElementById('audio').currentTime"))


def script_data(page: Any) -> Any:
    return json.loads(page.execute_script("return document.getElementById('data').textContent"))


def wait_for(condition: Any) -> bool:
    for _ in range(60):
        if condition():
            return True
        time.sleep(0.05)
    return False


def test_a_page_opens_without_an_error_and_asks_for_nothing(open_page: Opener, drawn_page: str) -> None:
    page = open_page(drawn_page)
    assert wait_for(lambda: page.execute_script("return document.getElementById('audio').readyState") == 4)
    assert page.get_log("browser") == []
    assert all(url.startswith(("file:", "data:")) for url in requests_of(page))
    duration_s = page.execute_script("return document.getElementById('audio').duration")
    assert duration_s == pytest.approx(drawn_result().call.duration_s, abs=0.05)


def test_a_finding_plays_the_place_where_it_happened(open_page: Opener, drawn_page: str) -> None:
    page = open_page(drawn_page)
    button = all_of(page, ".finding .place-button")[0]
    start_s = float(button.get_attribute("data-start"))
    assert start_s > 1.0
    page.execute_script(
        "const audio = document.getElementById('audio');"
        "audio.addEventListener('seeking', () => { window.sought = audio.currentTime; })"
    )
    page.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)
    button.click()
    assert wait_for(lambda: position_s(page) > start_s)
    assert page.execute_script("return window.sought") == pytest.approx(start_s, abs=0.01)
    assert one(page, ".finding.active").get_attribute("data-rule")
    assert one(page, "#live").get_attribute("textContent").startswith("Playing from")
    one(page, "#play").click()
    assert wait_for(lambda: page.execute_script("return document.getElementById('audio').paused"))


def test_a_word_plays_and_is_lit(open_page: Opener, drawn_page: str) -> None:
    page = open_page(drawn_page)
    turn = script_data(page)["turns"][2]
    start_s, end_s, text = turn["words"][1][:3]
    page.execute_script("document.getElementById('audio').play = () => Promise.resolve()")
    word = all_of(page, "#turn-2 .w")[1]
    page.execute_script("arguments[0].scrollIntoView({block: 'center'})", word)
    word.click()
    assert position_s(page) == pytest.approx(start_s, abs=0.01)
    assert one(page, "#turn-2 .w.lit").text == text
    page.execute_script("document.getElementById('position').value = arguments[0]", end_s + 0.1)
    page.execute_script("document.getElementById('position').dispatchEvent(new Event('input'))")
    assert all(lit.text != text or lit != word for lit in all_of(page, ".w.lit"))


def test_latin_words_stand_apart_and_pauses_are_shown(open_page: Opener) -> None:
    result = drawn_result()
    first = result.timeline.turns[0]
    at = first.start_s
    words = tuple(
        structs.replace(first.words[0], start_s=at + start_s, end_s=at + start_s + 0.2, text=text)
        for start_s, text in ((0.0, "good"), (0.3, "morning"), (1.9, "sir"))
    )
    turns = (replace(first, text="good morning sir", words=words), *result.timeline.turns[1:])
    page = open_page(
        render_call_page(replace(result, timeline=replace(result.timeline, turns=turns)), None, "en")
    )
    assert one(page, "#turn-0 p").get_attribute("textContent") == "good morning1.4 ssir"
    assert one(page, "#turn-0 .gap").text == "1.4 s"


def test_the_picture_goes_to_the_place_that_is_clicked(open_page: Opener, drawn_page: str) -> None:
    page = open_page(drawn_page)
    page.execute_script("document.getElementById('audio').play = () => Promise.resolve()")
    page.execute_script(
        "const box = document.querySelector('#scroller svg').getBoundingClientRect();"
        "document.querySelector('#scroller svg').dispatchEvent(new MouseEvent('click',"
        "{bubbles: true, clientX: box.left + box.width / 4, clientY: box.top + 60}))"
    )
    assert position_s(page) == pytest.approx(drawn_result().call.duration_s / 4, abs=0.2)


def test_every_finding_has_a_pin_of_its_own_or_shares_one_and_pins_play(
    open_page: Opener, drawn_page: str
) -> None:
    page = open_page(drawn_page)
    page.execute_script("document.getElementById('audio').play = () => Promise.resolve()")
    numbered = [finding for finding in script_data(page)["findings"] if finding["number"]]
    pins = all_of(page, "#scroller .pin")
    rules = {rule for pin in pins for rule in (pin.get_attribute("data-rules") or "").split()}
    assert rules == {finding["rule"] for finding in numbered if finding["evidence"]}
    first = min(place["start"] for finding in numbered for place in finding["evidence"])
    page.execute_script("arguments[0].dispatchEvent(new MouseEvent('click', {bubbles: true}))", pins[0])
    assert position_s(page) == pytest.approx(first, abs=0.01)


def test_a_shared_pin_names_its_findings_and_leads_to_each(open_page: Opener) -> None:
    page = open_page(render_call_page(crowded_result(), None, "en"))
    pin = next(one for one in all_of(page, "#scroller .pin") if " " in one.get_attribute("data-rules"))
    boxes = [one.rect for one in all_of(page, "#scroller .pin .badge")]
    apart = [
        abs(one["x"] - other["x"]) >= 19 or abs(one["y"] - other["y"]) >= 19
        for at, one in enumerate(boxes)
        for other in boxes[:at]
    ]
    assert all(apart)
    page.execute_script("arguments[0].dispatchEvent(new MouseEvent('click', {bubbles: true}))", pin)
    listed = all_of(page, "#spot button")
    assert len(listed) == len(pin.get_attribute("data-rules").split()) > 1
    page.execute_script("arguments[0].scrollIntoView({block: 'center'})", listed[-1])
    listed[-1].click()
    assert not one(page, "#spot").is_displayed()
    assert all_of(page, ".finding.active")


def test_the_keyboard_moves_through_the_call(open_page: Opener, drawn_page: str) -> None:
    page = open_page(drawn_page)
    body = one(page, "body")
    body.send_keys("n")
    first_s = position_s(page)
    assert first_s == min(
        p["start"] for f in script_data(page)["findings"] if f["number"] for p in f["evidence"]
    )
    body.send_keys("\ue014")  # arrow to the right
    assert position_s(page) == pytest.approx(first_s + 5, abs=0.01)
    body.send_keys("+")
    assert wait_for(lambda: one(page, "#zoom-out").is_enabled())


def test_one_party_is_heard_alone(open_page: Opener, drawn_page: str) -> None:
    page = open_page(drawn_page)
    page.execute_script(
        "const connect = AudioNode.prototype.connect;"
        "AudioNode.prototype.connect = function (to, ...rest) {"
        "  if (to instanceof AudioDestinationNode) {"
        "    window.ears = [0, 1].map(() => this.context.createAnalyser());"
        "    const splitter = this.context.createChannelSplitter(2);"
        "    connect.call(this, splitter);"
        "    window.ears.forEach((ear, side) => connect.call(splitter, ear, side));"
        "  }"
        "  return connect.call(this, to, ...rest);"
        "};"
    )
    turns = script_data(page)["turns"]
    longest = max(
        (turn for turn in turns if turn["speaker"] == "customer"),
        key=lambda turn: turn["end"] - turn["start"],
    )
    start_s = longest["start"] + 0.2
    page.execute_script(
        "window.loudest = () => window.ears.map((ear) => {"
        "  const samples = new Float32Array(ear.fftSize); ear.getFloatTimeDomainData(samples);"
        "  return Math.max(...samples); });"
    )

    def heard(party: str) -> list[float]:
        one(page, f'#party option[value="{party}"]').click()
        page.execute_script(
            "const audio = document.getElementById('audio'); audio.currentTime = arguments[0]; audio.play()",
            start_s,
        )
        assert wait_for(lambda: position_s(page) > start_s + 0.3)
        return [float(level) for level in page.execute_script("return window.loudest()")]

    one(page, "#play").click()
    assert min(heard("customer")) > 0.1
    assert max(heard("agent")) < 0.02
    left, right = heard("both")
    assert left < 0.02
    assert right > 0.1


def test_the_language_changes_everywhere(open_page: Opener, drawn_page: str) -> None:
    page = open_page(drawn_page)
    assert page.execute_script("return document.documentElement.lang") == "en"
    english = one(page, "#headline").text
    one(page, '[data-lang-choice="zh"]').click()
    assert page.execute_script("return document.documentElement.lang") == "zh-Hans"
    assert one(page, "#findings-head").text == "检查结果"
    assert one(page, "#headline").text == script_data(page)["headline"]["zh"] != english
    assert one(page, "#play").get_attribute("aria-label") == "播放"
    assert page.get_log("browser") == []


def test_the_theme_follows_the_system_and_the_switch(open_page: Opener, drawn_page: str) -> None:
    page = open_page(drawn_page)
    ground = "return getComputedStyle(document.body).backgroundColor"
    light = page.execute_script(ground)
    one(page, "#theme").click()
    assert page.execute_script("return document.documentElement.dataset.theme") == "dark"
    assert page.execute_script(ground) != light


def test_hostile_text_stays_text(open_page: Opener) -> None:
    result = hostile_result()
    page = open_page(render_call_page(result, drawn_sound(result), "en"))
    assert page.execute_script("return window.broken") is None
    assert all_of(page, "img") == []
    assert len(all_of(page, "script")) == 2
    assert one(page, ".finding h4").text.endswith(HOSTILE)
    assert HOSTILE in one(page, "#turns").get_attribute("textContent")
    assert page.get_log("browser") == []
    index = render_index([call_entry(result, "a.html")], [UnjudgedCall(path=HOSTILE, message=HOSTILE)], "zh")
    page = open_page(index)
    assert page.execute_script("return window.broken") is None
    assert HOSTILE in one(page, "#unjudged").text
    assert page.get_log("browser") == []


def test_a_page_without_sound_still_shows_where(open_page: Opener) -> None:
    result = drawn_result()
    for sound in (drawn_sound(result, with_audio=False), None):
        page = open_page(render_call_page(result, sound, "en"))
        assert all_of(page, "audio") == []
        button = all_of(page, ".finding .place-button")[0]
        page.execute_script("arguments[0].click()", button)
        shown = one(page, "#position").get_attribute("value")
        assert float(shown) == pytest.approx(float(button.get_attribute("data-start")), abs=0.06)
        assert "without sound" in one(page, "#dock").text
        assert page.get_log("browser") == []


def test_the_index_sorts_and_finds(open_page: Opener) -> None:
    result = drawn_result()
    entries = [call_entry(result, "b.html"), call_entry(hostile_result(), "a.html")]
    page = open_page(render_index(entries, [], "en"))
    assert [a.get_attribute("href").rsplit("/", 1)[1] for a in all_of(page, "#rows a")] == [
        "b.html",
        "a.html",
    ]
    all_of(page, ".sort")[0].click()
    assert all_of(page, "th")[0].get_attribute("aria-sort") == "ascending"
    one(page, "#filter").send_keys("no call has this name")
    assert all_of(page, "#rows tr") == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_serious_fault_of_accessibility(open_page: Opener, drawn_page: str, theme: str) -> None:
    page = open_page(drawn_page)
    if theme == "dark":
        one(page, "#theme").click()
    one(page, "#zoom-in").click()
    assert faults_of(page) == []


def test_paper_takes_two_pages(open_page: Opener, drawn_page: str) -> None:
    page = open_page(drawn_page)
    printed = page.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True})
    document = base64.b64decode(printed["data"])
    assert 1 <= document.count(b"/Type /Page\n") <= 2
