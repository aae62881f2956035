# SPDX-License-Identifier: GPL-3.0-or-later
"""Slurm's script, and what is asked of its programs (which a real Slurm answers in tests/farm)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from interact_addon.core.foundation.errors import UsageError
from interact_addon.core.rendering.farms.slurm import (
    SlurmOptions,
    log_index,
    sbatch_script,
    slurm_chunks,
    slurm_warnings,
    time_limit,
)

posix = pytest.mark.skipif(
    sys.platform == "win32", reason="Slurm's programs are stood in for by shell scripts"
)


def test_the_script_is_the_one_that_a_real_slurm_took(make_job, program, golden: Path) -> None:
    options = SlurmOptions(
        per_task=2,
        parallel=10,
        memory="8G",
        gres="gpu:1",
        partition="render",
        workers=2,
        setup=("module load blender",),
    )
    assert sbatch_script(make_job(5), options, program) == (golden / "job.sbatch").read_text()


def test_no_more_elements_than_slurm_takes(make_job, program) -> None:
    job = make_job(2500)
    chunks = slurm_chunks(job, SlurmOptions())
    assert len(chunks) == 834
    assert len(slurm_chunks(job, SlurmOptions(per_task=20))) == 125
    script = sbatch_script(job, SlurmOptions(), program)
    assert "--array=0-833\n" in script
    assert "* 3))" in script
    # MaxArraySize is one more than the highest index.
    assert "--array=0-1000\n" in sbatch_script(make_job(1001), SlurmOptions(), program)
    assert "--array=0-500\n" in sbatch_script(make_job(1002), SlurmOptions(), program)
    assert len(slurm_chunks(job, SlurmOptions(), max_array=1)) == 1


@pytest.mark.parametrize(
    ("preset", "seconds", "scenes", "time", "cpus"),
    [
        ("preview", 10.0, 1, "00:30:00", 2),
        ("final", 3600.0, 1, "04:00:00", 4),
        ("pathtraced", 3600.0, 8, "32:00:00", 8),
    ],
)
def test_time_and_cores_by_what_is_rendered(make_job, program, preset, seconds, scenes, time, cpus) -> None:
    job = make_job(16, preset=preset, seconds=seconds)
    script = sbatch_script(job, SlurmOptions(per_task=scenes), program)
    assert f"--time={time}\n" in script
    assert f"--cpus-per-task={cpus}\n" in script
    assert "--mem=6G\n" in script
    several = sbatch_script(job, SlurmOptions(per_task=scenes, workers=3), program)
    assert f"--cpus-per-task={3 * cpus}\n" in several
    assert "--mem=14G\n" in several
    assert "--cpus-per-task=5\n" in sbatch_script(job, SlurmOptions(cpus=5, workers=3), program)
    assert "--time=7:00\n" in sbatch_script(job, SlurmOptions(time="7:00"), program)


@posix
@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_odd_paths_reach_the_program_as_they_are(make_job, tmp_path: Path) -> None:
    out = tmp_path / 'it\'s 100% "odd" $HOME; `x`'
    job = make_job(3, out=out)
    tell = [sys.executable, "-c", "import json, sys; print(json.dumps(sys.argv[1:]))"]
    script = tmp_path / "job.sbatch"
    script.write_text(sbatch_script(job, SlurmOptions(per_task=2), tell))
    done = subprocess.run(
        [str(shutil.which("bash")), str(script)],
        env={**os.environ, "SLURM_ARRAY_TASK_ID": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    said, arguments = done.stdout.splitlines()
    assert said.startswith("== ")
    assert json.loads(arguments) == ["run-tasks", str(job.path), "--workers", "1", "--indices", "2-3"]
    (output,) = (line for line in script.read_text().splitlines() if "--output" in line)
    assert "100%% " in output, "a percent sign would be a place holder of Slurm's"
    assert '\\"odd\\"' in output


def test_what_makes_no_sense_is_told() -> None:
    for bad in (
        {"per_task": 0},
        {"parallel": 0},
        {"cpus": -1},
        {"workers": 0},
        {"memory": "8 G; rm"},
        {"time": "soon\nx"},
    ):
        with pytest.raises(UsageError):
            SlurmOptions(**bad)


def test_the_log_of_each_scene_is_listed(make_job) -> None:
    job = make_job(3)
    rows = [
        line.split("\t") for line in log_index(job, slurm_chunks(job, SlurmOptions(per_task=2))).splitlines()
    ]
    assert rows[0] == ["scene", "element", "log"]
    assert [row[:2] for row in rows[1:]] == [["scene0", "0"], ["scene1", "0"], ["scene2", "1"]]
    assert rows[3][2] == str(job.logs / "1.log")


@pytest.mark.parametrize(
    ("seconds", "measured", "limit", "said"),
    [
        (
            3600.0,
            True,
            "02:00:00",
            "2 x the estimate of 1 h 0 min (measured where it was submitted",
        ),
        (3600.0, False, "04:00:00", "4 x the estimate of 1 h 0 min (guessed, as nothing was measured"),
        (1.0, True, "00:30:00", "at least 30 min"),
    ],
)
def test_the_margin_of_a_time_limit_is_stated(make_job, program, seconds, measured, limit, said) -> None:
    job = make_job(2, seconds=seconds)
    job = replace(job, tasks=tuple(replace(task, measured=measured) for task in job.tasks))
    options = SlurmOptions()
    chosen, why = time_limit(job, options, slurm_chunks(job, options))
    assert chosen == limit
    assert said in why
    assert f"# --time {limit}: {why}\n" in sbatch_script(job, options, program)


def test_a_limit_covers_the_part_that_is_guessed_with_its_own_margin(make_job) -> None:
    job = make_job(2, seconds=3600.0)
    job = replace(job, tasks=(replace(job.tasks[0], measured=True), job.tasks[1]))
    options = SlurmOptions(per_task=2)
    limit, why = time_limit(job, options, slurm_chunks(job, options))
    assert limit == "06:00:00"
    assert why.startswith("2 to 4 x the estimate of 2 h 0 min (partly measured")
    assert time_limit(job, SlurmOptions(time="9:00"), slurm_chunks(job, options)) == ("9:00", "as given")


def test_no_limit_is_longer_than_the_partition_s(make_job, program) -> None:
    """Slurm takes such elements, and never begins them."""
    job = make_job(2, seconds=3600.0)
    options = SlurmOptions(longest=5400)
    limit, why = time_limit(job, options, slurm_chunks(job, options))
    assert limit == "01:30:00"
    assert why.startswith("the partition's own limit, less than 4 x the estimate of 1 h 0 min")
    assert "#SBATCH --time=01:30:00\n" in sbatch_script(job, options, program)
    assert slurm_warnings(job, options) == []
    (said,) = slurm_warnings(job, SlurmOptions(longest=1800))
    assert said.startswith(
        "the longest scene takes 1 h 0 min by the estimate, and the partition allows 00:30:00"
    )
    (said,) = slurm_warnings(job, SlurmOptions(longest=5400, time="2:00:00"))
    assert said.startswith("--time 2:00:00 is longer than the partition's limit, 01:30:00")
    for fits in ("90", "1:30:00"):
        assert slurm_warnings(job, SlurmOptions(longest=5400, time=fits)) == []


def test_final_on_a_node_without_a_graphics_card_is_warned_about(make_job) -> None:
    job = make_job(2, preset="final", seconds=900.0)  # of 90 frames
    (said,) = slurm_warnings(job, SlurmOptions())
    assert said.startswith("final without a graphics card takes long, by the estimate 10 s a frame")
    slower = make_job(1, preset="final", seconds=11_070.0)
    assert "by the estimate 123 s a frame" in slurm_warnings(slower, SlurmOptions())[0]
    assert slurm_warnings(job, SlurmOptions(gres="gpu:1")) == []
    assert slurm_warnings(job, SlurmOptions(extra=("--gpus=1",))) == []
    assert slurm_warnings(make_job(2), SlurmOptions()) == []
    assert len(slurm_warnings(make_job(2, preset="pathtraced"), SlurmOptions())) == 1
