# SPDX-License-Identifier: GPL-3.0-or-later
"""Real Blenders, killed at random: the small form of ``benchmarks/kill_batch.py``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("bpy", reason="these tests need Blender (the bpy module)")

REPOSITORY = Path(__file__).resolve().parents[2]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it looks for processes in /proc"),
]


def test_kill_9_at_any_moment_changes_nothing_about_the_results() -> None:
    script = REPOSITORY / "benchmarks" / "kill_batch.py"
    small = ["--kills", "3", "--scenes", "2", "--frames", "4", "--segment-frames", "3", "--longest", "5"]
    done = subprocess.run(
        [sys.executable, str(script), *small], capture_output=True, text=True, check=False, cwd=REPOSITORY
    )
    assert done.stdout, done.stderr
    told = json.loads(done.stdout)
    assert told["exit_code"] == 0
    assert told["frames"] == 4 + 5
    assert told["different_frames"] == []
    assert told["done_twice"] == []
    assert told["stray_files"] == []
    assert told["stray_processes"] == []
    assert sum(told["kills"].values()) >= 1
    assert done.returncode == 0
