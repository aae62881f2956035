# SPDX-License-Identifier: GPL-3.0-or-later
"""The surfaces of built-in people: posed as an independent computation does it, closed, where skin is."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation import bvh
from interact_addon.core.animation.bvh import to_motion
from interact_addon.core.characters import FittedCharacter, fitted_character, look_by_id
from interact_addon.core.characters.surface import bone_matrices, outer_skin, posed_surface, skinned
from interact_addon.core.characters.surface.posed_skin import bone_names, weighted
from interact_addon.core.contacts.meshes import inside

sys.path.append(str(Path(__file__).parents[1]))
poses = importlib.import_module("poses")  # the tests' own, which are on no path


@pytest.fixture(scope="module")
def omar(demo_root: Path, tmp_path_factory: pytest.TempPathFactory) -> FittedCharacter:
    motion = to_motion(bvh.read(sorted((demo_root / "bvhs").glob("*.bvh"))[0]), units="cm", up="Y")
    return fitted_character(look_by_id("omar"), motion, cache=tmp_path_factory.mktemp("cache"))


def test_vertices_are_where_joints_and_helpers_carry_them(omar: FittedCharacter) -> None:
    motion = poses.pose_motion(omar.skeleton)
    names = bone_names(omar)
    some = np.array([7, 2])
    matrices = bone_matrices(omar, motion, some)
    assert matrices == pytest.approx(bone_matrices(omar, motion)[some])
    for part in omar.parts[:2]:
        rows = weighted(part.vertices, part.weights, part.joints, names)
        assert skinned(rows, matrices) == pytest.approx(poses.posed(omar, part, motion)[some], abs=2e-5)


def test_the_surface_is_closed_and_turned_outwards(omar: FittedCharacter) -> None:
    skin = outer_skin(omar)
    sides = np.concatenate([skin.triangles[:, [n, (n + 1) % 3]] for n in range(3)])
    there = {tuple(side) for side in sides.tolist()}
    assert len(there) == len(sides)
    assert all((b, a) in there for a, b in there)
    a, b, c = (skin.vertices[skin.triangles[:, n]] for n in range(3))
    assert 0.06 < np.einsum("ti,ti->", a, np.cross(b, c)) / 6.0 < 0.13  # cubic metres
    assert len(skin.vertices) < 4000
    assert outer_skin(omar) is skin


def test_the_surface_is_that_of_skin_and_clothes(omar: FittedCharacter) -> None:
    skin = outer_skin(omar)
    seen = np.concatenate([part.vertices for part in omar.parts if part.name != "hair"])
    apart = np.array([np.linalg.norm(seen - place, axis=1).min() for place in skin.vertices[::7]])
    assert np.percentile(apart, 90) < 0.012
    # What is seen lies near it on both sides, and its roles are where they ought to be.
    held = inside(seen[::5], np.zeros(len(seen[::5]), int), skin.vertices[None], skin.triangles)
    assert 0.3 < held.mean() < 0.8
    height = {
        role: skin.vertices[skin.bones == n, 2].mean()
        for n, role in enumerate(skin.roles)
        if (skin.bones == n).any()
    }
    assert height["head"] > height["spine.2"] > height["left_thigh"] > height["left_foot"]


def test_a_posed_surface_follows_its_person(omar: FittedCharacter) -> None:
    motion = poses.pose_motion(omar.skeleton)
    surface = posed_surface(omar, motion)
    skin = outer_skin(omar)
    frames = np.array([0, 5])
    got = surface.at(frames)
    assert got.shape == (2, len(skin.vertices), 3)
    assert surface.frames == motion.frames
    body = poses.posed(omar, omar.parts[0], motion)[frames]
    on_head = skin.bones == skin.roles.index("head")
    for placed, wanted in zip(got, body, strict=True):
        apart = np.array([np.linalg.norm(wanted - place, axis=1).min() for place in placed[on_head][::9]])
        assert np.median(apart) < 0.008
