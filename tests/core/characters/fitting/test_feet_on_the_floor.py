# SPDX-License-Identifier: GPL-3.0-or-later
"""Feet of fitted people on all takes: of a foot's height and shape, and never deep in the floor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation.bone_names import identify
from interact_addon.core.animation.bvh import read, to_motion
from interact_addon.core.animation.feet import GroundHeights, ground_heights, sole_tracks
from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.rotations import quaternion_to_matrix
from interact_addon.core.animation.skeleton import Motion
from interact_addon.core.characters import FittedCharacter, fitted_character, look_by_id, look_for_actor
from interact_addon.core.characters.makehuman import Assets

CONTACT = tuple(
    f"{key[:8]}_{actor}_{key[9:]}"
    for key, actors in (
        ("20231211_202", ("003", "006")),
        ("20231212_203", ("002", "008")),
        ("20231215_206", ("005", "007")),
    )
    for actor in actors
)
MINI = (
    "20231119_001_051",
    "20231119_002_051",
    "20231126_003_319",
    "20231126_007_319",
    "20240126_006_034",
    "20240126_008_034",
)


@dataclass(frozen=True, eq=False)
class Take:
    """A fitted person in a take."""

    motion: Motion
    ground: GroundHeights
    character: FittedCharacter
    joints: dict[str, list[int]]

    def foot(self, side: str) -> Iterator[tuple[np.ndarray, np.ndarray, list[int]]]:
        """Return the foot's vertices at rest, their weights, and the joints of these, of each part."""
        names = [self.motion.skeleton.names[joint] for joint in self.joints[side]]
        for part in self.character.parts:
            own = [column for column, name in enumerate(part.joints) if name in names]
            rows = np.flatnonzero(part.weights[:, own].sum(axis=1) > 0.5)
            if len(rows):
                used = np.flatnonzero(part.weights[rows].any(axis=0)).tolist()
                columns = [self.motion.skeleton.index(part.joints[column]) for column in used]
                yield part.vertices[rows], part.weights[np.ix_(rows, used)], columns

    def lowest(self, side: str) -> np.ndarray:
        """Return (F,) heights of the foot's lowest vertex, by linear blend skinning."""
        positions, rotations = forward(self.motion)
        rest = self.motion.skeleton.rest_positions()
        out = np.full(self.motion.frames, np.inf)
        for vertices, weights, joints in self.foot(side):
            height = np.zeros((self.motion.frames, len(vertices)))
            for weight, joint in zip(weights.T, joints, strict=True):
                row = quaternion_to_matrix(rotations[:, joint])[:, 2]
                height += weight * (row @ (vertices - rest[joint]).T + positions[:, joint, 2, None])
            out = np.minimum(out, height.min(axis=1))
        return out


def take_of(folder: Path, key: str, assets: Assets) -> Take:
    motion = to_motion(read(folder / "bvhs" / f"{key}.bvh"), units="cm", up="Y")
    ground = ground_heights(motion)
    assert ground is not None
    character = fitted_character(look_for_actor(key.split("_")[1]), motion, ground=ground, assets=assets)
    roles = identify(motion.skeleton.names, motion.skeleton.parents.tolist()).roles
    joints = {
        side: [motion.skeleton.index(roles[f"{side}_{part}"]) for part in ("foot", "fore_foot", "toe")]
        for side in ("left", "right")
    }
    return Take(motion, ground, character, joints)


@pytest.fixture(
    params=[("interact_contact", key) for key in CONTACT]
    + [("interact_mini", key) for key in MINI]
    + [("sample_root", key) for key in MINI],
    ids="-".join,
)
def take(request: pytest.FixtureRequest, assets: Assets) -> Take:
    root, key = request.param
    return take_of(request.getfixturevalue(root), key, assets)


def test_feet_have_a_foot_s_height_and_stay_out_of_the_floor(take: Take) -> None:
    rest = take.motion.skeleton.rest_positions()
    tracks = sole_tracks(take.motion, take.ground)
    for side, stand in take.ground.feet.items():
        ankle = rest[take.joints[side][0]]
        # The sole as it stands, seen from the ankle; at rest a foot can be tilted.
        below = max(((ankle - vertices) @ stand.up).max() for vertices, _, _ in take.foot(side))
        at_rest = max((ankle - vertices)[:, 2].max() for vertices, _, _ in take.foot(side))
        assert 0.03 < stand.height <= 0.098
        assert below == pytest.approx(stand.height, abs=0.012)
        assert 0.04 < at_rest < 0.105
        lowest = take.lowest(side)
        assert lowest.min() > -0.02
        standing = tracks[side].standing & (tracks[side].heights[:, :2].max(axis=1) < 0.015)
        if standing.sum() > 10:
            assert np.median(lowest[standing]) > -0.011
            assert np.percentile(lowest[standing], 95.0) < 0.015


def test_soles_are_where_the_few_points_say(take: Take) -> None:
    tracks = sole_tracks(take.motion, take.ground)
    for side, track in tracks.items():
        off = track.heights.min(axis=1) - take.lowest(side)
        near = track.heights.min(axis=1) < 0.02
        if near.any():
            assert abs(np.median(off[near])) < 0.006
            assert np.abs(np.percentile(off[near], (2.0, 98.0))).max() < 0.015


def test_both_feet_of_a_person_look_alike(take: Take) -> None:
    """Standing, each in its own axes, the right shoe is the left one mirrored, within millimetres."""
    outlines = {}
    rest = take.motion.skeleton.rest_positions()
    for side, stand in take.ground.feet.items():
        vertices = (
            np.concatenate([vertices for vertices, _, _ in take.foot(side)]) - rest[take.joints[side][0]]
        )
        ahead = rest[take.joints[side][2]] - rest[take.joints[side][0]]
        ahead = ahead - (ahead @ stand.up) * stand.up
        ahead /= np.linalg.norm(ahead)
        aside = np.cross(stand.up, ahead) * (1.0 if side == "left" else -1.0)
        local = vertices @ np.stack([ahead, aside, stand.up], axis=1)
        outlines[side] = np.concatenate([local.min(axis=0), local.max(axis=0)])
    assert np.abs(outlines["left"] - outlines["right"])[[0, 1, 3, 4]].max() < 0.012
    heights = [outlines[side][5] - outlines[side][2] for side in ("left", "right")]
    assert abs(heights[0] - heights[1]) < 0.025


def test_other_people_stand_as_well(interact_contact: Path, assets: Assets) -> None:
    """Push-ups and a raised foot in each kind of shoe."""
    for key in ("20231212_002_203", "20231211_003_202"):
        take = take_of(interact_contact, key, assets)
        for person in ("jonas", "erik", "samuel", "ruth"):
            other = fitted_character(look_by_id(person), take.motion, ground=take.ground, assets=assets)
            cast = Take(take.motion, take.ground, other, take.joints)
            for side in ("left", "right"):
                assert cast.lowest(side).min() > -0.023
