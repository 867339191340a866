"""Pages of data whose every text is hostile: nothing of it becomes an element, an attribute or a script."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from html.parser import HTMLParser
from typing import Any, get_type_hints

import msgspec
import pytest

from tests.report.pages.pages import HOSTILE, drawn_result
from tests.report.runs import run_call, run_view
from voicecheck.report.pages.index_data import call_entry
from voicecheck.report.pages.render import (
    render_call_page,
    render_index,
    render_practice_page,
    render_run_page,
)
from voicecheck.report.practice import practise
from voicecheck.report.run_calls import UnjudgedCall
from voicecheck.rules.load import load_standard

# Names by which the page's own tables are looked up; no user fills them.
KEYS = frozenset({"rule", "unit", "reason", "id", "key", "group", "step", "verdicts"})


def hostile(value: Any) -> Any:
    """The same value with hostile text in every place whose type lets any text stand there."""
    if (is_dataclass(value) and not isinstance(value, type)) or isinstance(value, msgspec.Struct):
        hints = get_type_hints(type(value))
        names = [one.name for one in fields(value)] if is_dataclass(value) else value.__struct_fields__
        changed = {
            name: HOSTILE
            if free_text(name, hints[name], getattr(value, name))
            else hostile(getattr(value, name))
            for name in names
        }
        return replace(value, **changed) if is_dataclass(value) else msgspec.structs.replace(value, **changed)
    if isinstance(value, tuple) and type(value) is tuple:
        return tuple(hostile(one) for one in value)
    if isinstance(value, Mapping) and {"zh", "en"} == value.keys():
        return dict.fromkeys(value, HOSTILE)
    return value


def free_text(name: str, hint: Any, value: Any) -> bool:
    return (
        isinstance(value, str) and hint in (str, str | None) and name not in KEYS and not name.endswith("_at")
    )


class Elements(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes |= {name for name, _ in attributes}
        self.links |= {value or "" for name, value in attributes if name in ("href", "src", "action", "data")}


def elements(page: str) -> Elements:
    found = Elements()
    found.feed(page)
    found.close()
    return found


def pages() -> dict[str, tuple[str, str]]:
    """Every kind of page, of the drawn data and of the same data made hostile."""
    result, other = drawn_result(), hostile(drawn_result())
    other = replace(other, call=replace(other.call, metadata={"queue": HOSTILE, HOSTILE: HOSTILE}))
    standard = load_standard("practice")
    calls = [run_call(1, agent="a", queue="b", started_at="2026-03-02")]
    unjudged = [UnjudgedCall(path="a", message="b")]
    run = run_view(calls, unjudged)
    return {
        "call": (render_call_page(result, None, "en"), render_call_page(other, None, "en")),
        "practice": (
            render_practice_page(practise(result, standard, result), None, "zh"),
            render_practice_page(practise(other, standard, other), None, "zh"),
        ),
        "index": (
            render_index([call_entry(result, "a.html")], unjudged, "en"),
            render_index([call_entry(other, "a.html")], [hostile(unjudged[0])], "en"),
        ),
        "run": (render_run_page(run, {}, "en"), render_run_page(hostile(run), {}, "en")),
    }


@pytest.mark.parametrize(
    ("kind", "made"), pages().items(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_hostile_text_adds_nothing_but_text(kind: str, made: tuple[str, str]) -> None:
    plain, evil = (elements(page) for page in made)
    assert "broken" in made[1], f"nothing hostile is on the page {kind}"
    assert HOSTILE not in made[1]
    assert evil.tags["script"] == plain.tags["script"] == 2
    assert evil.tags.keys() <= plain.tags.keys()
    assert evil.attributes <= plain.attributes
    assert not [name for name in evil.attributes if name.startswith("on")]
    assert not [link for link in evil.links if ":" in link.split("/")[0] and not link.startswith("data:")]


@pytest.mark.parametrize("kind", ["call", "practice", "index", "run"])
def test_the_data_come_back_as_they_were(kind: str) -> None:
    """Nothing is lost by defusing it."""
    page = pages()[kind][1]
    data = page.split('<script type="application/json" id="data">', 1)[1].split("</script>", 1)[0]
    assert HOSTILE.split("/")[0] in json.dumps(json.loads(data), ensure_ascii=False).replace('\\"', '"')
