# SPDX-License-Identifier: GPL-3.0-or-later
"""OpenJD's own programs: they check the template, and run it on this machine."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
_PATIENCE = 300


def _openjd() -> str | None:
    """The program, on PATH or in an environment of its own (see .ci/run)."""
    return shutil.which("openjd") or shutil.which(
        "openjd", path=str(REPOSITORY / ".venvs" / "openjd" / "bin")
    )


pytestmark = pytest.mark.skipif(_openjd() is None, reason="openjd is not installed (pip install openjd-cli)")


def _run(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(_openjd()), *map(str, words)], capture_output=True, text=True, check=False, timeout=_PATIENCE
    )


@pytest.mark.parametrize("name", ["template.json", "template_blender.json"])
def test_openjd_takes_the_templates(name: str) -> None:
    done = _run("check", REPOSITORY / "tests" / "core" / "rendering" / "farms" / "golden" / name)
    assert done.returncode == 0, done.stdout + done.stderr


def test_openjd_takes_more_scenes_than_a_list_may_have(tmp_path: Path) -> None:
    """1024 values are the most that OpenJD takes in a list; a range has no such end."""
    golden = REPOSITORY / "tests" / "core" / "rendering" / "farms" / "golden"
    template = json.loads((golden / "template.json").read_text())
    template["parameterDefinitions"] = [
        {**each, "default": 4999} if each["name"] == "LastTask" else each
        for each in template["parameterDefinitions"]
    ]
    (tmp_path / "tasks.json").write_text("{}")
    (tmp_path / "template.json").write_text(json.dumps(template))
    done = _run(
        "summary", tmp_path / "template.json", "-p", f"OutDir={tmp_path}", "-p", f"Dataset={tmp_path}"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Total tasks: 5000" in done.stdout


@pytest.mark.blender
@pytest.mark.slow
def test_openjd_renders_and_a_broken_scene_fails_its_chunk(farm, interact) -> None:
    submit = ("submit", farm.job, "--out", farm.out, "--to", "openjd")
    farm.mend()
    code, told = interact(*submit)
    assert code == 0
    farm.spoil()
    bundle = Path(told["sent"]["bundle"])
    assert _run("check", bundle / "template.json").returncode == 0
    parameters = f"file://{bundle / 'parameters.json'}"
    # As submit prints it: the runner stops at a task that fails, so all scenes are in one.
    words = ("run", bundle / "template.json", "-p", parameters, "-p", f"ScenesPerTask={len(farm.movies)}")
    done = _run(*words, "--step", "Render")
    said = done.stdout
    assert done.returncode == 1, said + done.stderr
    assert "openjd_progress: 100.0" in said
    assert f"openjd_status: {farm.movies[0]}: composing" in said
    assert f"openjd_fail: {farm.movies[-1]}: " in said
    assert farm.delivered == set(farm.movies[:-1])
    code, status = interact("status", farm.out)
    assert (code, status["counts"]["done"], status["counts"]["failed"]) == (1, 5, 1)

    farm.mend()
    code, again = interact(*submit, "--only-failed")
    assert again["scenes"] == [farm.movies[-1]]
    bundle = Path(again["sent"]["bundle"])
    done = _run("run", bundle / "template.json", "-p", f"file://{bundle / 'parameters.json'}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "openjd_fail" not in done.stdout
    assert farm.delivered == set(farm.movies)


@pytest.mark.blender
@pytest.mark.slow
def test_folders_that_are_mapped_are_found(farm, interact) -> None:
    """As on another machine: dataset and output folder are called otherwise there."""
    farm.mend()
    code, told = interact("submit", farm.job, "--out", farm.out, "--to", "openjd")
    assert code == 0
    bundle = Path(told["sent"]["bundle"])
    dataset, out = farm.folder / "uploaded", farm.folder / "there"
    farm.dataset.rename(dataset)
    rules = {
        "version": "pathmapping-1.0",
        "path_mapping_rules": [
            {"source_path_format": "POSIX", "source_path": str(here), "destination_path": str(there)}
            for here, there in ((farm.dataset, dataset), (farm.out, out))
        ],
    }
    (farm.folder / "rules.json").write_text(json.dumps(rules))
    template = farm.folder / "template.json"  # OpenJD maps the list of tasks too, so that moves along
    shutil.copy(bundle / "template.json", template)
    shutil.copy(bundle / "tasks.json", farm.folder / "tasks.json")
    done = _run(
        *("run", template, "-p", f"file://{bundle / 'parameters.json'}", "--step", "Render"),
        *("--tasks", json.dumps([{"Index": "0-0"}])),
        *("--path-mapping-rules", f"file://{farm.folder / 'rules.json'}"),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert (out / "body_renders" / f"{farm.movies[0]}.mp4").is_file()
    assert not farm.delivered
