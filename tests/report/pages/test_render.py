from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace

import pytest

from tests.report.drawn import drawn_mono
from tests.report.pages.pages import HOSTILE, drawn_result, drawn_sound, hostile_result
from tests.report.runs import run_call, run_view
from tests.report.test_encode import result_of
from voicecheck.report.pages.render import render_call_page, render_practice_page, render_run_page
from voicecheck.report.pages.words import PAGE_WORDS
from voicecheck.report.pages.words_practice import PRACTICE_WORDS
from voicecheck.report.pages.words_run import RUN_WORDS
from voicecheck.report.practice import practise
from voicecheck.report.result import CallResult
from voicecheck.report.run_calls import UnjudgedCall
from voicecheck.rules.load import load_standard

DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)
NAMESPACE = "http://www.w3.org/2000/svg"


def page_data(page: str) -> dict[str, object]:
    found = DATA.search(page)
    assert found
    return json.loads(found[1])  # type: ignore[no-any-return]


def sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def all_pages(result: CallResult) -> list[str]:
    """The page of a call, of its practice, and of a run."""
    sound = drawn_sound(result) if result.speakers else None
    practice = practise(result, load_standard("practice"), result)
    run = run_view(
        [run_call(1, agent=HOSTILE, started_at="2026-03-02")], [UnjudgedCall(path="a", message="b")]
    )
    return [
        render_call_page(result, sound, "zh"),
        render_practice_page(practice, sound, "en", reference_sound=sound),
        render_run_page(run, {}, "zh"),
    ]


@pytest.mark.parametrize("kind", range(3))
@pytest.mark.parametrize("result", [drawn_result(), hostile_result(), result_of(drawn_mono())])
def test_the_policy_lets_only_the_pages_own_script_and_style_run(result: CallResult, kind: int) -> None:
    page = all_pages(result)[kind]
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert len(scripts) == len(styles) == 1
    directives = policy[1].replace("&#39;", "'").split("; ")
    assert directives[0] == "default-src 'none'"
    assert f"script-src 'sha256-{sha256(scripts[0])}'" in directives
    assert f"style-src 'sha256-{sha256(styles[0])}'" in directives
    markup = re.sub(r"<(script|style).*?</\1>", "", page, flags=re.DOTALL)
    for tag in re.findall(r"<[a-zA-Z][^>]*>", markup):
        assert not re.search(r"\s(on\w+|style)=", tag)


@pytest.mark.parametrize("kind", range(3))
def test_a_page_names_no_other_host(kind: int) -> None:
    page = all_pages(drawn_result())[kind]
    assert set(re.findall(r"https?://[^\"'\s]*", page)) <= {NAMESPACE}
    assert not re.search(r"@import|url\((?!\"#)", page)


def test_hostile_text_cannot_end_the_data() -> None:
    page = render_call_page(hostile_result(), None, "en")
    assert HOSTILE not in page
    assert page.count("</script>") == 2
    data = page_data(page)
    assert data["findings"][0]["title"]["en"] == HOSTILE  # type: ignore[index]


def test_bytes_that_are_no_text_become_question_marks() -> None:
    result = drawn_result()
    odd = replace(result, call=replace(result.call, path="calls/\udcffcall.wav"))
    page = render_call_page(odd, None, "en")
    assert page_data(page)["name"] == "?call.wav"


def test_the_same_result_gives_the_same_page() -> None:
    result = drawn_result()
    sound = drawn_sound(result)
    assert render_call_page(result, sound, "zh") == render_call_page(result, drawn_sound(result), "zh")
    assert render_call_page(replace(result, created_at="2001-01-01T00:00:00Z"), sound, "zh") == (
        render_call_page(result, sound, "zh")
    )


def test_a_page_without_script_tells_the_failed_findings_in_words() -> None:
    result = drawn_result()
    page = render_call_page(result, None, "en")
    told = re.search(r"<noscript>(.*?)</noscript>", page, re.DOTALL)
    assert told
    for finding in result.findings_with("fail"):
        assert str(finding.title["en"]) in told[1]


def test_every_word_has_both_languages_and_the_same_places() -> None:
    for key, (zh, en) in (PAGE_WORDS | PRACTICE_WORDS | RUN_WORDS).items():
        assert zh, key
        assert en, key
        assert set(re.findall(r"\{\w+\}", zh)) == set(re.findall(r"\{\w+\}", en)), key


def test_no_word_of_one_page_hides_that_of_all_pages() -> None:
    assert not PAGE_WORDS.keys() & (PRACTICE_WORDS.keys() | RUN_WORDS.keys())


def test_ten_thousand_calls_make_a_page_of_less_than_five_megabytes() -> None:
    calls = [
        run_call(
            number,
            {"pace": "fail"} if number % 2 else {"volume": "review"},
            path=f"recordings/2026/03/{number % 28 + 1:02d}/north-east/call-{number:05d}-{number:010d}.wav",
            agent=f"agent {number % 200}",
            queue="billing and contracts",
            started_at=f"2026-03-{number % 28 + 1:02d}T09:00:00",
            score=number % 100 + 0.5,
        )
        for number in range(10_000)
    ]
    run = run_view(calls)
    page = render_run_page(run, {call.path: f"calls/{call.name}-0123456789.html" for call in calls}, "zh")
    assert 1e6 < len(page.encode()) < 5e6
