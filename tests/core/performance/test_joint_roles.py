# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles in a TOML among a dataset's motion: all read them, and movies are made anew when they change."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from interact_addon.core.animation.bvh import read, to_motion
from interact_addon.core.dataset import Dataset
from interact_addon.core.foundation.errors import CharacterError
from interact_addon.core.jobs.request import RenderRequest
from interact_addon.core.options.movie import ComposeOptions, MovieOptions
from interact_addon.core.options.take import TakeOptions
from interact_addon.core.performance.prepare import prepare
from interact_addon.core.performance.read import ReadOptions, read_body
from interact_addon.core.performance.take import load_scene
from interact_addon.core.rendering.results.inputs import Hashes, Inputs, read_inputs

KEY = "20231119_051"


@pytest.fixture
def numbered(sample_root: Path, tmp_path: Path) -> tuple[Path, str]:
    """A dataset with short takes whose joints are numbers; and a TOML with their roles."""
    root = tmp_path / "data"
    for name in ("actors.db", "scenarios.db"):
        root.mkdir(exist_ok=True)
        shutil.copy(sample_root / name, root / name)
    roles: dict[str, str] = {}
    (root / "bvhs").mkdir()
    for path in sorted((sample_root / "bvhs").glob("20231119_*_051.bvh")):
        document = read(path)
        number = {name: f"N{n}" for n, name in enumerate(document.names)}
        roles = {role: number[name] for role, name in to_motion(document).skeleton.naming.roles.items()}
        head, _, motion = path.read_text().partition("MOTION")
        rows = motion.strip().splitlines()
        head = re.sub(
            r"(ROOT|JOINT) (\S+)", lambda found, number=number: f"{found[1]} {number[found[2]]}", head
        )
        text = "\n".join([head + "MOTION", "Frames: 4", rows[1], *rows[302:306], ""])
        (root / "bvhs" / path.name).write_text(text)
    return root, "[roles]\n" + "\n".join(f'"{role}" = "{name}"' for role, name in roles.items())


def test_a_dataset_of_numbers_is_read_by_its_roles(numbered: tuple[Path, str]) -> None:
    root, toml = numbered
    options = TakeOptions(bodies="bvhs")
    before = load_scene(Dataset.open(root).scene(KEY), options)
    assert before.takes[0].body.skeleton.naming.roles == {}
    (root / "bvhs" / "roles.toml").write_text(toml)
    takes = load_scene(Dataset.open(root).scene(KEY), options)
    for take in takes.takes:
        assert take.body.skeleton.naming.missing() == ()
    assert [f.code for f in takes.findings].count("bvh-roles-given") == 2


def test_who_cannot_be_played_is_refused_by_the_name_of_the_file(numbered: tuple[Path, str]) -> None:
    root, toml = numbered
    for text, told in (
        ('[roles]\nhead = "N7"\n', "the joint names follow none of the known conventions"),
        (re.sub(r'"hips" = .*\n', "", toml), "the joint names tell no hips"),
    ):
        (root / "bvhs" / "roles.toml").write_text(text)
        for characters in (None, root / "mine.blend"):
            options = ComposeOptions(take=TakeOptions(bodies="bvhs"), characters=characters)
            with pytest.raises(CharacterError, match=told) as caught:
                prepare(Dataset.open(root).scene(KEY), options)
            assert caught.value.path == str(root / "bvhs" / "20231119_001_051.bvh")
            assert caught.value.cure is not None
            assert "roles in a TOML" in caught.value.cure


def test_a_chosen_file_goes_before_the_one_beside(numbered: tuple[Path, str], tmp_path: Path) -> None:
    root, toml = numbered
    (root / "bvhs" / "roles.toml").write_text('[roles]\nhips = "N5"\n')
    chosen = tmp_path / "mine.toml"
    chosen.write_text(toml)
    path = root / "bvhs" / "20231119_001_051.bvh"
    assert read_body(path, None, ReadOptions())[0].skeleton.roles == {"hips": "N5"}
    assert read_body(path, None, ReadOptions(roles=chosen))[0].skeleton.naming.missing() == ()


def test_a_half_match_is_told(sample_root: Path, tmp_path: Path) -> None:
    path = tmp_path / "take.bvh"
    text = (sample_root / "bvhs" / "20231119_001_051.bvh").read_text()
    path.write_text(text.replace("ROOT Hips", "ROOT Start").replace("JOINT RightFoot\n", "JOINT Blob\n"))
    _, findings = read_body(path, None, ReadOptions())
    told = next(finding for finding in findings if finding.code == "names-incomplete")
    assert told.level == "warning"
    assert told.message.endswith("tell no hips, right_foot")


def test_movies_depend_on_the_roles(numbered: tuple[Path, str], tmp_path: Path) -> None:
    root, toml = numbered

    def inputs() -> Inputs:
        scene = Dataset.open(root).scene(KEY)
        request = RenderRequest(root, scene.key, tmp_path, MovieOptions())
        return read_inputs(scene, request, Hashes(tmp_path / "hashes"))

    before = inputs()
    (root / "bvhs" / "roles.toml").write_text(toml)
    after = inputs()
    assert {file.role for file in after.files} - {file.role for file in before.files} == {
        "001 roles",
        "002 roles",
    }
    assert before.pictures != after.pictures
