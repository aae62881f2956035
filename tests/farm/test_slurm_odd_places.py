# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Slurm: folders with any name, limits of partitions, tasks that cannot begin; nothing is rendered."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from interact_addon.cli import main

sys.path.insert(0, str(Path(__file__).parent))
from cluster import program, slurm_cluster, why_not

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(why_not() is not None, reason=f"no Slurm: {why_not()}"),
]
KEY = "20260101_001"
NAMES = (
    *(" before", "after ", "two  blanks", 'one " quote', "one ' quote", "'both\"", "per%cent", "%a", "%j%%"),
    *(
        "#hash",
        "a #b",
        "$HOME",
        "`id`",
        "$(id)",
        "a; b & c | d",
        "*?[1-3]{a,b}",
        "~root",
        "--wrap",
        "<x>",
        "!b",
    ),
    *(
        "üñí",
        "e\u0301",
        "日本語",
        "😀",
        "no\u00a0break",
        "a=b, (c) @d ^e",
        "x" * 250,
        os.fsdecode(b"latin\xe9"),
    ),
)
REFUSED = ("a\\b", "end\\", "a\nb", "a\tb", "a\u2028b")
_PATIENCE = 120

Submit = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def slurm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with slurm_cluster(tmp_path / "slurm") as environment:
        monkeypatch.setenv("SLURM_CONF", environment["SLURM_CONF"])
        yield


@pytest.fixture
def submit(demo_root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Submit:
    """Submits a scene to a program that prints its arguments: exit code and JSON report."""
    stand_in = tmp_path / "blender"
    stand_in.write_text(f"#!{sys.executable}\nimport json, sys\nprint(json.dumps(sys.argv[1:]))\n")
    stand_in.chmod(0o755)

    def call(out: Path, *words: object) -> tuple[int, dict[str, Any]]:
        given = ("submit", KEY, "--dataset", demo_root, "--out", out, "--to", "slurm", "--json", *words)
        node = ("--blender", stand_in, "--extension", tmp_path, "--mem", "100M", "--cpus-per-task", 1)
        code = main([str(word) for word in (*given, *node)])
        return code, json.loads(capfd.readouterr().out)

    return call


def test_an_output_folder_can_have_any_name_that_is_not_refused(
    slurm, submit: Submit, tmp_path: Path
) -> None:
    for number, name in enumerate(REFUSED):
        out = tmp_path / f"refused{number}" / name
        code, told = submit(out)
        assert code == 2, name
        assert "Rename the folder" in told["error"]["cure"]
        assert not out.exists()
    logs = {}
    for number, name in enumerate(NAMES):
        out = tmp_path / f"out{number}" / name
        code, told = submit(out)
        assert code == 0, (name, told)
        logs[name] = (
            Path(told["sent"]["logs"]) / "0.log",
            out / ".interact" / "farm" / told["job"] / "tasks.json",
        )
    _wait(lambda: not _queue())
    for name, (log, tasks) in logs.items():
        assert log.is_file(), name
        said = log.read_text().splitlines()[-1]
        assert str(tasks) in json.loads(said), name


def test_no_task_waits_for_ever_without_a_word(slurm, submit: Submit, tmp_path: Path, capfd) -> None:
    """A partition for ten minutes, a log that cannot be written, an element that is held."""
    words = ("create", "PartitionName=short", "Nodes=n[1-2]", "MaxTime=10", "State=UP")
    subprocess.run([str(program("scontrol")), *words], check=True, capture_output=True)
    code, told = submit(tmp_path / "short", "--partition", "short")
    assert (code, told["sent"]["time"], told["sent"]["warnings"]) == (0, "00:10:00", [])
    assert told["sent"]["time_from"].startswith("the partition's own limit")
    code, told = submit(tmp_path / "long", "--partition", "short", "--time", "20")
    assert "longer than the partition's limit, 00:10:00" in told["sent"]["warnings"][0]
    long = told["sent"]["id"]
    code, told = submit(tmp_path / "held", "--sbatch-arg=--hold")
    held = told["sent"]["id"]
    code, told = submit(tmp_path / "unwritten", "--sbatch-arg=--hold")
    Path(told["sent"]["logs"]).rmdir()
    Path(told["sent"]["logs"]).write_text("no folder")
    unwritten = told["sent"]["id"]
    subprocess.run([str(program("scontrol")), "release", unwritten], check=True)
    _wait(lambda: set(_queue()) == {f"{long} PartitionTimeLimit", f"{held} JobHeldUser"})

    def status(out: str) -> tuple[int, str, str]:
        code = main(["status", str(tmp_path / out)])
        said = capfd.readouterr()
        return code, said.out, said.err

    code, said, warned = status("long")
    assert (code, "1 pending (1 PartitionTimeLimit)" in said) == (0, True)
    assert "will not begin: the time limit is longer than the partition allows" in warned
    code, said, warned = status("held")
    assert f"scontrol release {held}" in warned
    code, said, warned = status("unwritten")
    assert (code, f"scontrol show job {unwritten}_0" in said) == (1, True)
    code, told = submit(tmp_path / "refused", "--partition", "nope")
    assert (code, "invalid partition" in told["error"]["message"]) == (1, True)
    assert not (tmp_path / "refused").exists()


def _queue() -> list[str]:
    done = subprocess.run(
        [str(program("squeue")), "--noheader", "--format=%A %r"], capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


def _wait(ready: Callable[[], bool]) -> None:
    until = time.monotonic() + _PATIENCE
    while not ready():
        assert time.monotonic() < until, "it takes too long"
        time.sleep(0.5)
