"""A browser without a window. Where the machine has none, the tests that need one say so and are left out."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.report.pages.pages import drawn_result, drawn_sound
from voicecheck.report.pages.render import render_call_page

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
SWITCHES = (
    *(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--window-size=1400,1000",
    ),
    *("--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"),
)

Opener = Callable[[str | Path], Any]


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One browser for all tests, with a profile of its own."""
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    driver = shutil.which("chromedriver")
    if program is None or driver is None:
        pytest.skip("no browser: install chromium and chromium-driver to test the pages in one")
    selenium = pytest.importorskip(
        "selenium.webdriver", reason="no browser: install selenium to test the pages"
    )
    options = selenium.ChromeOptions()
    options.binary_location = program
    for switch in SWITCHES:
        options.add_argument(switch)
    options.add_argument(f"--user-data-dir={tmp_path_factory.mktemp('profile')}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    opened = selenium.Chrome(options=options, service=selenium.ChromeService(driver))
    opened.get("about:blank")  # what the browser shows first asks for things of its own
    yield opened
    opened.quit()


@pytest.fixture
def open_page(browser: Any, tmp_path: Path) -> Opener:
    """Open a page's text, or a file; the browser's logs start with it."""

    def opened(page: str | Path) -> Any:
        file = page if isinstance(page, Path) else tmp_path / "page.html"
        if isinstance(page, str):
            file.write_text(page, encoding="utf-8")
        for log in ("browser", "performance"):
            browser.get_log(log)
        browser.get(file.as_uri())
        deadline = time.monotonic() + 10.0
        while browser.execute_script("return document.documentElement.dataset.ready") != "yes":
            assert time.monotonic() < deadline, browser.get_log("browser")
            time.sleep(0.05)
        shown = browser.execute_script("return document.body.innerText")
        assert not [slip for slip in ("[object", "undefined", "NaN") if slip in shown]
        return browser

    return opened


@pytest.fixture(scope="session")
def drawn_page() -> str:
    """The page of the drawn call in English, with sound."""
    result = drawn_result()
    return render_call_page(result, drawn_sound(result), "en")


AXE = Path(__file__).parent / "axe-core" / "axe.min.js"


def faults_of(page: Any) -> list[Any]:
    """The serious faults that axe-core finds in what is shown; everything folded is opened."""
    page.execute_script("for (const details of document.querySelectorAll('details')) details.open = true")
    page.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
    page.execute_script(AXE.read_text(encoding="utf-8"))
    found = page.execute_async_script(
        "const done = arguments[arguments.length - 1];"
        "axe.run(document).then((found) => done({faults: found.violations, held: found.passes.length}))"
    )
    assert found["held"] > 15
    return [
        (fault["id"], fault["impact"], [node["html"][:90] for node in fault["nodes"]][:3])
        for fault in found["faults"]
        if fault["impact"] in ("serious", "critical")
    ]


def requests_of(browser: Any) -> list[str]:
    """Every address that was asked for since the page was opened."""
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    return [
        message["params"]["request"]["url"]
        for message in messages
        if message["method"] == "Network.requestWillBeSent"
    ]
