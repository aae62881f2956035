# SPDX-License-Identifier: GPL-3.0-or-later
"""An edited file plays the same in a Blender without the extension, which does not run scripts."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import bpy
import numpy as np
import pytest

from tests.ui.editing.plain_player import played
from tests.ui.test_extension import USUAL

pytestmark = pytest.mark.blender

PLAYER = Path(__file__).with_name("plain_player.py")


@pytest.fixture
def edited(extension: str, module: Callable[[str], ModuleType], demo_root: Path) -> Any:
    """A scene with an edit layer, handles that stand, a keyed slider, another person, in playback detail."""
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=False)
    scene = bpy.context.scene
    source = module("core.dataset").Dataset.open(demo_root).scenes()[0]
    options = module("core.options.movie").ComposeOptions
    module("blender.scene.compose").compose(source, options(), scene)
    module("blender.scene.again.replace").replace_actor(source, "002", options(cast={"002": "omar"}), scene)
    for number, limbs in (("001", ("left_hand", "right_foot", "look")), ("002", ("right_hand",))):
        rig = bpy.data.objects[f"Actor {number}"]
        bpy.context.view_layer.objects.active = rig
        for limb in limbs:
            bpy.ops.interact.add_handle(limb=limb, first=30, last=90)
            bpy.context.object.location = (0.02, 0.03, 0.0)
            if limb == "left_hand":
                bpy.ops.interact.apply_handle()
        bpy.context.view_layer.objects.active = rig
        scene.frame_set(60)
        scene.interact_sliders.mouthSmileLeft = 0.9  # and, mirrored, the other side
        keyed = module("blender.editing.face_values")
        assert len(keyed.moved_shapes(keyed.face_of(scene, rig), 60)) == 2
        assert bpy.ops.interact.key_face() == {"FINISHED"}
    assert bpy.ops.interact.playback_detail() == {"FINISHED"}
    return scene


def test_it_plays_the_same(edited: Any, tmp_path: Path) -> None:
    blend, answer = tmp_path / "edited.blend", tmp_path / "answer.npz"
    bpy.ops.wm.save_as_mainfile(filepath=str(blend), copy=True)
    expected = played()
    free = {name: value for name, value in os.environ.items() if name not in ("OCIO", "PYTHONPATH")}
    done = subprocess.run(
        [sys.executable, str(PLAYER), "--", str(blend), str(answer)],
        env={**free, "BLENDER_USER_RESOURCES": str(tmp_path / "nobody")},
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout
    said = [line for line in done.stdout.splitlines() if not USUAL.match(line)]
    assert [line for line in said if "Read blend: " not in line] == []
    with np.load(answer) as got:
        assert sorted(got) == sorted(expected)
        for name, values in expected.items():
            np.testing.assert_allclose(got[name], values, rtol=0, atol=1e-6, err_msg=name)
    first, middle = (expected[f"{frame} Actor 001"] for frame in (1, 60))
    assert np.abs(first - middle).max() > 0.1
