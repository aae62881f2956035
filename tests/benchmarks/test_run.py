# SPDX-License-Identifier: GPL-3.0-or-later
"""``benchmarks/run.py`` with a real benchmark: its table, its history, its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("bpy")
pytestmark = [pytest.mark.blender, pytest.mark.newest]

ROOT = Path(__file__).resolve().parents[2]


def start(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "benchmarks" / "run.py"), *words]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


@pytest.mark.slow
def test_a_run_is_kept_and_a_worse_one_is_marked(demo_root: Path, tmp_path: Path) -> None:
    history = tmp_path / "history.jsonl"
    words = ["--quick", "--only", "keys", "--dataset", str(demo_root), "--history", str(history)]
    first = start(*words)
    assert first.returncode == 0, first.stderr
    row = next(line for line in first.stdout.splitlines() if line.startswith("keys:"))
    assert "new" in row
    kept = json.loads(history.read_text())
    assert 0.0 < kept["ratios"]["keys"]["cpu"] < 1.0

    kept["ratios"]["keys"]["cpu"] /= 10.0
    history.write_text(json.dumps(kept) + '\n{"half')
    second = start(*words)
    assert second.returncode == 1, second.stderr
    assert "REGRESSION" in second.stdout
    assert "1 damaged lines" in second.stderr
    assert len(history.read_text().splitlines()) == 3


def test_what_is_not_here_is_said_and_nothing_is_kept(demo_root: Path, tmp_path: Path) -> None:
    history = tmp_path / "history.jsonl"
    words = ["--only", "preview", "--dataset", str(demo_root), "--history", str(history)]
    done = start(*words, "--pyrender", str(tmp_path / "none"))
    assert done.returncode == 0, done.stderr
    assert "preview: not measured, pyrender is not installed; benchmarks/anchors/pyrender.txt" in done.stdout
    assert not history.exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--only", "speed"], "no measurement 'speed'"),
        (["--dataset", "/nowhere"], "/nowhere"),
        (["--scene", "20000101_000"], "20000101_000"),
    ],
)
def test_bad_words_end_in_a_sentence(words: list[str], message: str, demo_root: Path) -> None:
    done = start("--dataset", str(demo_root), "--quick", *words)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
