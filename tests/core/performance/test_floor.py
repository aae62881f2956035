# SPDX-License-Identifier: GPL-3.0-or-later
"""The floor of a scene, and hands without fingers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation.flat_hands import with_flat_hands
from interact_addon.core.animation.kinematics import forward
from interact_addon.core.dataset import Dataset
from interact_addon.core.options.take import TakeOptions
from interact_addon.core.performance.take import SceneTakes, load_scene


def pair(root: Path, lift: float) -> Dataset:
    """Write Inter-X's layout of two people who stand at two heights over nothing."""
    folder = root / "motions" / "G001T000A001R000"
    folder.mkdir(parents=True)
    for number, extra in ((1, 0.0), (2, 0.2)):
        parts = {
            "root_orient": np.zeros((30, 3)),
            "pose_body": np.zeros((30, 63)),
            "pose_lhand": np.zeros((30, 45)),
        }
        trans = np.zeros((30, 3)) + [number, 1.27 + lift + extra, 0]
        np.savez(folder / f"P{number}.npz", **parts, trans=trans)
    return Dataset.open(root)


def lowest(takes: SceneTakes) -> list[float]:
    return [float(forward(take.body)[0][..., 2].min()) for take in takes.takes]


@pytest.mark.parametrize("floor", ["auto", "keep", "snap"])
def test_both_people_are_moved_alike(tmp_path: Path, floor: str) -> None:
    scene = pair(tmp_path, lift=1.0).scene("G001T000A001R000")
    takes = load_scene(scene, TakeOptions(floor=floor))
    one, two = lowest(takes)
    assert two - one == pytest.approx(0.2, abs=1e-6)
    assert one == pytest.approx(1.0 if floor == "keep" else 0.0, abs=0.02)
    assert ("floor-snapped" in {finding.code for finding in takes.findings}) == (floor != "keep")


def test_a_bvh_knows_its_floor(demo_root: Path) -> None:
    scene = Dataset.open(demo_root).scenes()[0]
    kept = load_scene(scene)
    assert "floor-snapped" not in {finding.code for finding in kept.findings}
    snapped = load_scene(scene, TakeOptions(floor="snap"))
    moved = np.subtract(lowest(kept), lowest(snapped))
    assert moved[0] == pytest.approx(moved[1])


def test_flat_hands_are_for_bodies_without_fingers(tmp_path: Path) -> None:
    scene = pair(tmp_path, lift=0.0).scene("G001T000A001R000")
    bare = load_scene(scene).takes[0].body
    flat = load_scene(scene, TakeOptions(hands="flat")).takes[0].body
    assert len(flat.skeleton) == len(bare.skeleton) + 30
    roles = flat.skeleton.naming.roles
    places, _ = forward(flat)
    for side, sign in (("left", 1), ("right", -1)):
        at = {
            role: places[0, flat.skeleton.index(name)]
            for role, name in roles.items()
            if role.startswith(side)
        }
        finger = at[f"{side}_middle.3"] - at[f"{side}_hand"]
        assert sign * finger[0] == pytest.approx(np.linalg.norm(finger), rel=0.01), (
            "straight, away from the body"
        )
        assert at[f"{side}_index.1"][1] < at[f"{side}_pinky.1"][1], "the thumb's side is in front: -Y"
        assert at[f"{side}_thumb.3"][2] < at[f"{side}_hand"][2], "palms down"
    assert with_flat_hands(flat) is flat


def test_the_skeleton_of_each_person(tmp_path: Path) -> None:
    from interact_addon.core.animation.smpl.joints import BODY, BODY_PARENTS
    from interact_addon.core.animation.smpl.mean_skeleton import MEAN_OFFSETS

    mean = np.array([MEAN_OFFSETS[name] for name in BODY])
    for number, size in ((1, 1.1), (2, 0.9)):
        np.savez(tmp_path / f"{number}.npz", offsets=size * mean, parents=BODY_PARENTS)
    scene = pair(tmp_path / "d", lift=0.0).scene("G001T000A001R000")
    options = TakeOptions(skeleton={"P1": tmp_path / "1.npz", "all": tmp_path / "2.npz"})
    legs = [
        float(np.linalg.norm(take.body.skeleton.offsets[take.body.skeleton.index("left_knee")]))
        for take in load_scene(scene, options).takes
    ]
    assert legs[0] / legs[1] == pytest.approx(1.1 / 0.9)
