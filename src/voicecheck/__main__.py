"""`python -m voicecheck`."""

from __future__ import annotations

from voicecheck.cli.app import main

if __name__ == "__main__":
    main()
