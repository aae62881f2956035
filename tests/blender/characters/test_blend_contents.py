# SPDX-License-Identifier: GPL-3.0-or-later
"""Characters in folders with names that Blender takes for something else."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import bpy
import pytest

from interact_addon.blender.characters.blend_contents import append_objects, read_contents
from interact_addon.blender.common.session import fresh_scene, save_copy
from interact_addon.core.foundation.errors import CharacterError

pytestmark = [
    pytest.mark.blender,
    pytest.mark.skipif(sys.platform == "win32", reason="names that Windows does not allow"),
]


@pytest.fixture
def blend(tmp_path: Path) -> Path:
    scene = fresh_scene()
    scene.collection.objects.link(bpy.data.objects.new("Rig", bpy.data.armatures.new("Rig")))
    save_copy(tmp_path / "people.blend")
    fresh_scene()
    return tmp_path / "people.blend"


@pytest.mark.parametrize("name", ["{take}", "{{x}}", "a#b", "100%", "new\nline", " -a "])
def test_most_names_are_read_as_they_are(tmp_path: Path, blend: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    path = Path(shutil.move(blend, tmp_path / name / f"{name}.blend"))
    assert read_contents(path).armatures == ("Rig",)
    assert append_objects(path, ["Rig"])[0]["Rig"].type == "ARMATURE"


@pytest.mark.parametrize("name", ["back\\slash", os.fsdecode(b"\xe9t\xe9"), "/".join(["x" * 200] * 6)])
def test_others_are_refused_with_the_cure(tmp_path: Path, blend: Path, name: str) -> None:
    (tmp_path / name).mkdir(parents=True)
    path = Path(shutil.move(blend, tmp_path / name / "people.blend"))
    with pytest.raises(CharacterError, match="Rename it and its folders") as caught:
        read_contents(path)
    assert caught.value.path == str(path)
