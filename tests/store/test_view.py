from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.store.calls import call, documented, judged
from voicecheck.errors import AudioError
from voicecheck.store import Run
from voicecheck.store.view import view_run


def test_the_view_of_a_run_says_what_its_results_say(tmp_path: Path) -> None:
    facts = {"agent_name": "陈", "agent_id": 7, "queue": "billing", "started_at": "2026-03-02T09:00:00"}
    with Run.create(tmp_path / "night-42", {}, documented()) as run:
        for number, metadata in enumerate(({}, facts)):
            timeline = call(number, cuts_in=number == 1)
            timeline = replace(timeline, call=replace(timeline.call, metadata=metadata))
            run.put(timeline, judged(timeline))
        run.fail("calls/broken.wav", AudioError("no sound in it"))
        view = view_run(run)
        results = [result for _, result in run.results()]
    assert view.name == "night-42"
    assert [(one.path, one.message) for one in view.unjudged] == [("calls/broken.wav", "no sound in it")]
    bare, told = view.calls
    assert (bare.agent, bare.queue, bare.started_at) == (None, None, None)
    assert (told.agent, told.queue, told.started_at) == ("陈 · 7", "billing", "2026-03-02T09:00:00")
    letters = {"pass": "p", "fail": "f", "review": "r", "not_applicable": ".", "not_measurable": "m"}
    for one, result in zip(view.calls, results, strict=True):
        assert one.verdicts == "".join(letters[finding.verdict] for finding in result.findings)
        assert one.score == result.score.value
        assert one.critical_failed == result.score.critical_failed
        assert one.name == result.call.path.split("/")[1]


def test_an_agent_is_known_by_the_id_and_shown_by_the_last_name(tmp_path: Path) -> None:
    facts = [
        {"agent_id": 7, "agent_name": "Chen"},
        {"agent_id": 7, "agent_name": "Chen L."},
        {"agent_id": 8, "agent_name": "Chen"},
        {"agent_id": 9},
        {"agent_name": "Wu"},
        {"agent_name": ""},
    ]
    with Run.create(tmp_path / "run", {}, documented()) as run:
        for number, metadata in enumerate(facts):
            timeline = call(number)
            timeline = replace(timeline, call=replace(timeline.call, metadata=metadata))
            run.put(timeline, judged(timeline))
        agents = [one.agent for one in view_run(run).calls]
    assert agents == ["Chen L. · 7", "Chen L. · 7", "Chen · 8", "9", "Wu", None]
