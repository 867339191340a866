"""Nothing leaves the machine: the whole work is done where asking for a network socket is deadly."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, SAMPLES
from tests.seccomp import can_filter

pytestmark = pytest.mark.skipif(not can_filter(), reason="this system cannot forbid system calls")
CALL = str(SAMPLES / "silent-call-right.wav")


@pytest.mark.parametrize("ask", ["socket.socket()", "socket.getaddrinfo('example.org', 80)"])
def test_the_ban_is_deadly(ask: str) -> None:
    script = f"from tests.seccomp import forbid_networks as f; f(); import socket; socket.socketpair(); {ask}"
    ended = subprocess.run([sys.executable, "-c", script], cwd=ROOT)
    assert ended.returncode == -signal.SIGSYS


def test_the_whole_work_needs_no_network(tmp_path: Path) -> None:
    run, page = str(tmp_path / "run"), str(tmp_path / "page.html")
    standard = tmp_path / "ours.toml"
    standard.write_text('extends = "documented"\nname = "ours"\nversion = "1"\n[rules.pace]\nweight = 2\n')
    commands = (
        ("check", CALL, "--model", "demo", "--html", page, "--labels", str(tmp_path / "labels")),
        ("batch", CALL, "--out", run, "--model", "demo", "--jobs", "1"),
        ("report", run),
        ("recheck", run, "--standard", str(standard)),
        ("export", run, "--format", "xlsx", "--out", str(tmp_path / "tables")),
        ("practice", CALL, "--model", "demo", "--html", str(tmp_path / "practice.html")),
        ("models", "list"),
        ("doctor",),
    )
    words = [word for command in commands for word in (*command, ",")]
    found = subprocess.run(
        [sys.executable, "-m", "tests.offline", *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", "LANG": "en_US.UTF-8"},
    )
    assert found.returncode == 0, (found.returncode, found.stderr)
    assert (tmp_path / "run" / "pages" / "index.html").stat().st_size > 10_000
    assert (tmp_path / "tables" / "run.xlsx").exists()
