from __future__ import annotations

import subprocess
import sys

import pytest

from voicecheck.asr import memory

COUNT = """
import resource, sys, threading
from voicecheck.asr.memory import keep_freed_memory
if sys.argv[1] == "keep" and not keep_freed_memory():
    sys.exit("mallopt failed")
def work():
    for _ in range(12):
        b"x" * (40 << 20)
work()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
thread = threading.Thread(target=work)
thread.start()
thread.join()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def test_freed_memory_is_used_again_by_another_thread() -> None:
    # Twelve blocks of 40 MiB are 122,880 pages of 4 KiB; kept memory needs none of them anew.
    kept, returned = faults("keep"), faults("return")
    assert kept * 10 < returned


def test_other_systems_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory.sys, "platform", "darwin")
    assert not memory.keep_freed_memory()


def test_a_library_without_the_setting_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory.ctypes, "CDLL", lambda name: object())
    assert not memory.keep_freed_memory()


def faults(mode: str) -> int:
    done = subprocess.run([sys.executable, "-c", COUNT, mode], capture_output=True, text=True, check=True)
    return int(done.stdout)
