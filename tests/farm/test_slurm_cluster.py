# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Slurm: an array with a broken scene, then only that after it is mended; a task that is requeued."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from cluster import program, slurm_cluster, why_not

pytestmark = [
    pytest.mark.blender,
    pytest.mark.slow,
    pytest.mark.skipif(why_not() is not None, reason=f"no Slurm: {why_not()}"),
]
_PATIENCE = 240


@pytest.fixture
def slurm(tmp_path: Path) -> Iterator[dict[str, str]]:
    with slurm_cluster(tmp_path / "slurm", max_array=3) as environment:
        yield environment


def test_a_broken_scene_fails_alone_and_is_submitted_again_when_it_is_mended(slurm, farm, interact) -> None:
    submit = ["submit", farm.job, "--out", farm.out, "--to", "slurm", "--mem", "500M", "--cpus-per-task", 1]
    code, told = interact(*submit, "--dry-run", env=slurm)
    assert (code, list(told["refused"])) == (3, [farm.movies[-1]]), "what is broken now is not submitted"
    farm.mend()
    code, told = interact(*submit, "--sbatch-arg=--hold", env=slurm)
    assert code == 0
    farm.spoil()
    _control(slurm, "release", told["sent"]["id"])
    # Six movies, and no more than three elements in an array.
    assert told["sent"]["tasks"] == 3
    _wait(lambda: not _queue(slurm, told["sent"]["id"]))

    code, status = interact("status", farm.out, env=slurm)
    assert code == 1
    assert status["counts"] == {"done": 5, "failed": 1, "running": 0, "waiting": 0}
    failed = [scene for scene in status["scenes"] if scene["state"] == "failed"]
    assert [scene["name"] for scene in failed] == [farm.movies[-1]]
    assert farm.broken.name in failed[0]["text"]
    assert all(f"{scene['name']}: " in Path(scene["log"]).read_text() for scene in status["scenes"]), (
        "each scene's log is that of its own element"
    )
    assert farm.delivered == set(farm.movies[:-1])
    logs = Path(told["sent"]["logs"])
    assert sorted(path.name for path in logs.iterdir()) == ["0.log", "1.log", "2.log"]
    assert "== " in (logs / "2.log").read_text()
    before = {name: farm.record(name).read_bytes() for name in farm.movies[:-1]}

    farm.mend()
    code, again = interact(*submit, "--only-failed", env=slurm)
    assert code == 0
    assert again["scenes"] == [farm.movies[-1]]
    assert again["left_out"]["done already"] == list(farm.movies[:-1])
    code, status = interact("status", farm.out, env=slurm)
    assert code == 0, "a scene that waits for another try has not failed"
    _wait(lambda: not _queue(slurm, again["sent"]["id"]))

    code, status = interact("status", farm.out, "--report", env=slurm)
    assert code == 0
    assert status["counts"] == {"done": 6, "failed": 0, "running": 0, "waiting": 0}
    assert farm.delivered == set(farm.movies)
    assert {name: farm.record(name).read_bytes() for name in before} == before, "nothing is done twice"
    assert all(name in (farm.out / "report.html").read_text() for name in farm.movies)
    code, nothing = interact(*submit, "--only-failed", env=slurm)
    assert (code, nothing["scenes"]) == (0, [])


def test_a_task_that_is_requeued_goes_on(slurm, farm, interact) -> None:
    job = farm.folder / "long.toml"
    job.write_text(
        'dataset = "data set"\n[defaults]\nsize = "96x54"\n'
        '[[scene]]\nkey = "20260101_001"\noutput = "short"\nframes = "1-2"\n'
        '[[scene]]\nkey = "20260101_001"\noutput = "long"\nframes = "1-40"\n'
    )
    code, told = interact(
        *("submit", job, "--out", farm.out, "--to", "slurm", "--per-task", 2, "--mem", "500M"),
        *("--cpus-per-task", 1, "--order", "job"),
        env=slurm,
    )
    assert code == 0
    number = told["sent"]["id"]
    _wait(lambda: farm.record("short").is_file())
    short = farm.record("short").read_bytes()
    _control(slurm, "requeue", f"{number}_0")
    # Slurm lets a requeued job wait for two minutes, and does not take it in the same second.
    _wait(lambda: _queue(slurm, number) == ["PENDING"])
    assert not farm.record("long").exists()
    _control(slurm, "update", f"JobId={number}_0", "StartTime=now+5")
    _wait(lambda: not _queue(slurm, number))
    code, status = interact("status", farm.out, env=slurm)
    assert status["counts"]["done"] == 2, status
    assert farm.record("short").read_bytes() == short
    log = (Path(told["sent"]["logs"]) / "0.log").read_text()
    assert "attempt 0" in log
    assert "attempt 1" in log
    assert not list((farm.out / ".interact" / "work").glob("*")), "what was begun before is cleared away"


def _control(environment: dict[str, str], *words: str) -> None:
    subprocess.run([str(program("scontrol")), *words], env=environment, check=True)


def _queue(environment: dict[str, str], number: str) -> list[str]:
    command = [program("squeue"), "--jobs", number, "--array", "--noheader", "--format=%T"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return done.stdout.split()


def _wait(ready: Callable[[], bool]) -> None:
    until = time.monotonic() + _PATIENCE
    while not ready():
        assert time.monotonic() < until, "it takes too long"
        time.sleep(0.5)
