"""What several test rooms share: the sample calls, judged once a session through the bundled model."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import voicecheck

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"


@pytest.fixture(scope="session")
def truths() -> dict[str, dict[str, Any]]:
    """What each sample call was made to show, by the name of the call."""
    return {
        path.name.removesuffix(".truth.json"): json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(SAMPLES.glob("*.truth.json"))
    }


@pytest.fixture(scope="session")
def judged_sample() -> Callable[[str], voicecheck.CallResult]:
    """Judge a sample call by name, with the demo model and no transcript; each call is measured once."""
    from voicecheck.asr.engine import load_transcriber
    from voicecheck.audio.metadata import load_metadata

    transcriber = load_transcriber("demo")
    table = load_metadata(SAMPLES / "metadata.csv")

    @cache
    def judge(name: str) -> voicecheck.CallResult:
        (path,) = (
            path
            for path in SAMPLES.glob(f"{name}.*")
            if path.suffix in {".wav", ".flac", ".ogg", ".opus", ".mp3"}
        )
        return voicecheck.check(path, model=transcriber, facts=table.facts_for(path))

    return judge
