from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace

import pytest

from tests.report.drawn import drawn_mono
from tests.report.pages.pages import HOSTILE, drawn_result, drawn_sound, hostile_result
from tests.report.test_encode import result_of
from voicecheck.report.pages.render import render_call_page
from voicecheck.report.pages.words import PAGE_WORDS
from voicecheck.report.result import CallResult

DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)
NAMESPACE = "http://www.w3.org/2000/svg"


def page_data(page: str) -> dict[str, object]:
    found = DATA.search(page)
    assert found
    return json.loads(found[1])  # type: ignore[no-any-return]


def sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@pytest.mark.parametrize("result", [drawn_result(), hostile_result(), result_of(drawn_mono())])
def test_the_policy_lets_only_the_pages_own_script_and_style_run(result: CallResult) -> None:
    page = render_call_page(result, None, "en")
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


def test_a_page_names_no_other_host() -> None:
    result = drawn_result()
    page = render_call_page(result, drawn_sound(result), "zh")
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
    for key, (zh, en) in PAGE_WORDS.items():
        assert zh, key
        assert en, key
        assert set(re.findall(r"\{\w+\}", zh)) == set(re.findall(r"\{\w+\}", en)), key
