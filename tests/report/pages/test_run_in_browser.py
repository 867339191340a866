"""The page of a run in a browser."""

from __future__ import annotations

from typing import Any

import pytest

from tests.report.pages.conftest import Opener, faults_of, requests_of
from tests.report.pages.pages import HOSTILE
from tests.report.pages.test_in_browser import all_of, one, script_data
from tests.report.runs import CRITICAL, run_call, run_view
from voicecheck.report.pages.render import render_run_page
from voicecheck.report.run_calls import RunView, UnjudgedCall

CALLS = 130


def drawn_run() -> RunView:
    """Calls of three agents over ten days: the pace is missed by one of them, a critical rule twice."""
    calls = []
    for number in range(CALLS):
        verdicts: dict[str, Any] = {"volume": "review"} if number % 10 == 0 else {}
        if number % 3 == 0 and number % 2 == 0:
            verdicts["pace"] = "fail"
        if number in (7, 8):
            verdicts[CRITICAL] = "fail"
        if number % 5 == 0:
            verdicts["mic-technique"] = "not_measurable"
        calls.append(
            run_call(
                number,
                verdicts,
                agent=("chen", "lin", "wu")[number % 3],
                queue="billing" if number % 2 else "returns",
                started_at=f"2026-03-{2 + number % 10:02d}T09:00:00",
                score=50.0 + number % 3 * 15 + number % 7,
            )
        )
    return run_view(calls, [UnjudgedCall(path="calls/broken.wav", message="calls/broken.wav: no sound")])


@pytest.fixture(scope="module")
def run_page() -> str:
    return render_run_page(drawn_run(), {"calls/call-007.wav": "calls/call-007-1.html"}, "en")


def rows(page: Any, table: str) -> list[Any]:
    return all_of(page, f"#{table} tbody tr")


def choose(page: Any, name: str, value: str) -> None:
    one(page, f'#filters [name="{name}"] option[value="{value}"]').click()


def test_the_page_opens_without_an_error_and_asks_for_nothing(open_page: Opener, run_page: str) -> None:
    page = open_page(run_page)
    for tab in ("agents", "rules", "calls", "overview"):
        one(page, f"#tab-{tab}").click()
        assert one(page, f"#{tab}").is_displayed()
        assert len([section for section in all_of(page, '[role="tabpanel"]') if section.is_displayed()]) == 1
    assert page.get_log("browser") == []
    assert all(url.startswith("file:") for url in requests_of(page))


def test_the_overview_counts(open_page: Opener, run_page: str) -> None:
    page = open_page(run_page)
    tiles = [tile.text for tile in all_of(page, ".tile")]
    assert tiles[0].startswith(f"{CALLS}\ncalls judged")
    assert tiles[2].startswith("2\nfail on a critical rule, whatever the score")
    assert tiles[-1].startswith("1\nrecordings could not")
    assert "calls/broken.wav" in one(page, "#unjudged").get_attribute("textContent")
    first = one(page, "#first li")
    assert first.find_element("css selector", "a").get_attribute("href").endswith("calls/call-007-1.html")
    assert script_data(page)["calls"]["critical"] == {"7": [CRITICAL], "8": [CRITICAL]}


def test_the_rule_that_is_surely_missed_comes_first(open_page: Opener) -> None:
    calls = [
        run_call(n, {"pace": "fail" if n < 8 else "pass", "volume": "not_applicable"}) for n in range(10)
    ]
    calls.append(run_call(10, {"volume": "fail"}, agent="a", started_at="2026-03-02T09:00:00"))
    page = open_page(render_run_page(run_view(calls), {}, "en"))
    missed = [one.text for one in all_of(page, "#missed .link")]
    assert missed == ["A moderate pace", "A moderate volume"]
    box, bar = one(page, "#missed").rect, one(page, "#missed .whisker").rect
    assert bar["width"] > 0.95 * box["width"]
    assert "10 more calls do not say when they began" in one(page, "#trend").text
    one(page, "#tab-agents").click()
    assert "10 more calls do not say who their agent was" in one(page, "#unassigned").text


def test_a_call_without_a_page_says_how_to_make_it(open_page: Opener) -> None:
    page = open_page(render_run_page(run_view([run_call(0, {"pace": "fail"})]), {}, "en"))
    name = one(page, "#first .unlinked")
    assert not one(page, "#first .no-page").is_displayed()
    name.click()
    assert one(page, "#first code").text == "voicecheck report runs/night-42 --calls call-000.wav"


def test_every_agent_has_an_interval(open_page: Opener, run_page: str) -> None:
    page = open_page(run_page)
    one(page, "#tab-agents").click()
    agents = rows(page, "agent-table")
    assert [agent.find_element("css selector", "th").text for agent in agents] == ["chen", "lin", "wu"]
    for agent in agents:
        assert len(agent.find_elements("css selector", ".whisker line.interval")) == 1
        assert "95 % interval" in agent.find_element("css selector", ".whisker").get_attribute("aria-label")
    assert "below the mean" in agents[0].text
    assert "above the mean" in agents[2].text


def test_a_rule_leads_to_the_calls_that_missed_it(open_page: Opener, run_page: str) -> None:
    page = open_page(run_page)
    one(page, "#tab-rules").click()
    assert rows(page, "rule-table")[0].text.startswith("A moderate pace")
    one(page, "#rule-table .link").click()
    assert page.execute_script("return location.hash") == "#calls/rule=pace/verdict=f"
    expected = sum(number % 6 == 0 for number in range(CALLS))
    assert one(page, "#found").text == f"{expected} of {CALLS} calls"
    assert len(rows(page, "call-table")) == expected
    page.back()
    assert one(page, "#rules").is_displayed()


def test_calls_are_found_filtered_and_turned_over(open_page: Opener, run_page: str) -> None:
    page = open_page(run_page)
    one(page, "#tab-calls").click()
    assert len(rows(page, "call-table")) == 50
    assert "--calls all" in one(page, "#how-to-page").text
    assert "1–50 of 130" in one(page, "#call-table .pager").text
    all_of(page, "#call-table .pager button")[1].click()
    assert "51–100 of 130" in one(page, "#call-table .pager").text
    choose(page, "agent", "lin")
    assert one(page, "#found").text.startswith("43 of")
    choose(page, "range", "60-80")
    assert one(page, "#found").text.startswith("43 of")
    one(page, '#filters [name="critical"]').click()
    assert [
        row.find_element("css selector", "th").text.split("\n")[0] for row in rows(page, "call-table")
    ] == ["call-007.wav"]
    all_of(page, "#filters .plain")[0].click()
    one(page, '#filters [name="text"]').send_keys("CALL-01")
    assert one(page, "#found").text.startswith("10 of")
    one(page, '#filters [name="text"]').send_keys("nothing")
    assert one(page, "#found").text == "No call fits."
    assert rows(page, "call-table") == []


def test_calls_that_wait_for_an_ear_are_listed(open_page: Opener, run_page: str) -> None:
    page = open_page(run_page)
    next(tile for tile in all_of(page, ".tile") if "person's ear" in tile.text).click()
    assert one(page, "#found").text.startswith("13 of")


def test_a_part_of_the_scores_is_listed(open_page: Opener, run_page: str) -> None:
    page = open_page(run_page)
    bar = next(one_bar for one_bar in all_of(page, ".bar-of-calls") if one_bar.get_attribute("role"))
    told = bar.get_attribute("aria-label")
    page.execute_script("arguments[0].dispatchEvent(new MouseEvent('click', {bubbles: true}))", bar)
    assert one(page, "#found").text.startswith(told.rsplit(": ", 1)[1].split()[0])


def test_tables_are_sorted_by_a_click(open_page: Opener, run_page: str) -> None:
    page = open_page(run_page)
    one(page, "#tab-calls").click()
    head = next(th for th in all_of(page, "#call-table th") if th.text == "Score")
    head.find_element("css selector", "button").click()
    shown = [float(row.find_element("css selector", ".score-chip").text) for row in rows(page, "call-table")]
    assert shown == sorted(shown)
    sorted_head = next(th for th in all_of(page, "#call-table th") if th.get_attribute("aria-sort"))
    assert sorted_head.get_attribute("aria-sort") == "ascending"
    sorted_head.find_element("css selector", "button").click()
    shown = [float(row.find_element("css selector", ".score-chip").text) for row in rows(page, "call-table")]
    assert shown == sorted(shown, reverse=True)


def test_tabs_are_walked_by_the_keyboard(open_page: Opener, run_page: str) -> None:
    page = open_page(run_page)
    one(page, "#tab-overview").send_keys("\ue014")  # arrow to the right
    assert one(page, "#agents").is_displayed()
    assert page.execute_script("return document.activeElement.id") == "tab-agents"


def test_the_language_changes_everywhere(open_page: Opener, run_page: str) -> None:
    page = open_page(run_page)
    one(page, '[data-lang-choice="zh"]').click()
    for tab, word in (
        ("overview", "平均得分"),
        ("agents", "分不出高低"),
        ("rules", "语速适中"),
        ("calls", "录音"),
    ):
        one(page, f"#tab-{tab}").click()
        assert word in one(page, f"#{tab}").text
    assert page.get_log("browser") == []


def test_hostile_text_stays_text(open_page: Opener) -> None:
    call = run_call(1, {"pace": "fail"}, agent=HOSTILE, queue=HOSTILE, started_at="2026-03-02T09:00:00")
    hostile = run_call(2, {"pace": "fail"}, path=f"calls/{HOSTILE}", agent=HOSTILE)
    page = open_page(
        render_run_page(
            run_view([call, hostile], [UnjudgedCall(path=HOSTILE, message=HOSTILE)]),
            {call.path: "calls/a.html"},
            "en",
        )
    )
    for tab in ("agents", "rules", "calls"):
        one(page, f"#tab-{tab}").click()
        assert HOSTILE in one(page, f"#{tab}").get_attribute("textContent")
    assert page.execute_script("return window.broken") is None
    assert all_of(page, "img") == []
    assert len(all_of(page, "script")) == 2
    assert page.get_log("browser") == []


def test_a_run_without_metadata_says_how_to_give_them(open_page: Opener) -> None:
    page = open_page(render_run_page(run_view([run_call(1)]), {}, "en"))
    assert "started_at" in one(page, "#trend").text
    one(page, "#tab-agents").click()
    assert "agent_id" in one(page, "#agents").text
    assert page.get_log("browser") == []


def test_a_run_without_calls_opens(open_page: Opener) -> None:
    page = open_page(render_run_page(run_view([]), {}, "zh"))
    for tab in ("agents", "rules", "calls"):
        one(page, f"#tab-{tab}").click()
    assert page.get_log("browser") == []


@pytest.mark.parametrize(
    ("tab", "theme"),
    [(tab, "light") for tab in ("overview", "agents", "rules", "calls")]
    + [("overview", "dark"), ("agents", "dark")],
)
def test_no_serious_fault_of_accessibility(open_page: Opener, run_page: str, tab: str, theme: str) -> None:
    page = open_page(run_page)
    if theme == "dark":
        one(page, "#theme").click()
    one(page, f"#tab-{tab}").click()
    assert faults_of(page) == []
