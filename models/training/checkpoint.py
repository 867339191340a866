"""Exports a checkpoint in the middle of training and measures it on the development voices.

``python -m models.training.checkpoint WORK`` leaves the model in ``WORK/export``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from models.training.convert import convert
from models.training.evaluate import evaluate

if __name__ == "__main__":
    work = Path(sys.argv[1])
    convert(work / "checkpoint.pt", work / "export")
    figures = evaluate(work / "export", development=True, beam_size=1)
    (work / "export" / "development.json").write_text(json.dumps(figures, ensure_ascii=False, indent=1))
    print(
        json.dumps(
            {name: figures[name] for name in ("single", "glued_15_s", "glued_29_s", "empty")},
            ensure_ascii=False,
        ),
        flush=True,
    )
