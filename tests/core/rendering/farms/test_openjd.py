# SPDX-License-Identifier: GPL-3.0-or-later
"""OpenJD's template and parameters (which OpenJD's own programs take in tests/farm)."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from interact_addon.core.foundation.errors import UsageError
from interact_addon.core.rendering.farms.openjd import (
    OpenJdOptions,
    job_parameters,
    job_template,
    parameter_values,
    write_bundle,
)

BLENDER = OpenJdOptions(blender="blender", extension=Path("/opt/interact"))
PEOPLE = Path("/data/people.blend")


def test_the_template_is_the_one_that_openjd_took(make_job, program, golden: Path) -> None:
    options = OpenJdOptions(per_task=2, chunk_seconds=600)
    assert job_template(make_job(5), options, program) == json.loads((golden / "template.json").read_text())
    made = job_template(make_job(5, characters=PEOPLE), BLENDER, program)
    assert made == json.loads((golden / "template_blender.json").read_text())


def test_only_relative_paths_are_defaults_and_the_others_are_parameters(make_job, program) -> None:
    job = make_job(3, characters=PEOPLE)
    template = job_template(job, BLENDER, program)
    paths = [each for each in template["parameterDefinitions"] if each["type"] == "PATH"]
    assert [each["name"] for each in paths if "default" in each] == ["TasksFile"]
    assert not Path(paths[0]["default"]).is_absolute()
    values = job_parameters(job, BLENDER)
    assert set(values) == {each["name"] for each in paths} - {"TasksFile"}
    assert values["Dataset"] == str(Path("/data/InterAct"))
    assert values["File1"] == str(PEOPLE)
    assert parameter_values(job, BLENDER)["parameterValues"][0] == {
        "name": "OutDir",
        "value": str(Path("/shared/movies")),
    }


def test_every_parameter_that_is_used_is_defined(make_job, program) -> None:
    template = job_template(make_job(3, characters=PEOPLE), BLENDER, program)
    used = set(re.findall(r"\{\{(?:Raw)?Param\.(\w+)\}\}", json.dumps(template)))
    assert used == {each["name"] for each in template["parameterDefinitions"]}


def test_the_program_is_named_unless_a_blender_is(make_job, program) -> None:
    def action(options: OpenJdOptions) -> dict:
        return job_template(make_job(1), options, program)["steps"][0]["script"]["actions"]["onRun"]

    assert [action(OpenJdOptions())["command"], *action(OpenJdOptions())["args"][:3]] == program
    assert action(BLENDER)["command"] == "{{Param.Blender}}"
    assert "{{Param.Extension}}/interact_blender.py" in action(BLENDER)["args"]


def test_what_the_format_cannot_say_is_told(make_job, program) -> None:
    with pytest.raises(UsageError, match="is not allowed in an OpenJD template"):
        job_template(make_job(1, title="{{x}}.toml"), OpenJdOptions(), program)
    with pytest.raises(UsageError, match="is not allowed in an OpenJD template"):
        job_template(make_job(1), OpenJdOptions(), ["/opt/{{x}}/python"])
    with pytest.raises(UsageError, match="belong together"):
        OpenJdOptions(blender="blender")
    for bad in ({"per_task": 0}, {"chunk_seconds": -1}):
        with pytest.raises(UsageError, match=r"invalid (number of scenes in a task|task duration)"):
            OpenJdOptions(**bad)


def test_the_folder_is_a_job_bundle(make_job, program, tmp_path: Path) -> None:
    job = make_job(3, out=tmp_path)
    job.write()
    assert write_bundle(job, OpenJdOptions(), program) == job.folder / "template.json"
    names = {path.name for path in job.folder.iterdir()}
    assert names == {"template.json", "parameter_values.json", "parameters.json", "tasks.json"}
    assert json.loads((job.folder / "parameters.json").read_text())["OutDir"] == str(tmp_path)
