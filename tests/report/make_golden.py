"""Write the golden documents anew: `PYTHONPATH=src:. python -m tests.report.make_golden`; read the diff."""

from __future__ import annotations

from tests.report.drawn import drawn_timeline
from tests.report.test_encode import GOLDEN, result_of
from voicecheck.report.encode import result_json

if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    (GOLDEN / "drawn.zh.json").write_text(result_json(result_of(drawn_timeline()), "zh"), encoding="utf-8")
    (GOLDEN / "drawn.en.json").write_text(result_json(result_of(drawn_timeline()), "en"), encoding="utf-8")
