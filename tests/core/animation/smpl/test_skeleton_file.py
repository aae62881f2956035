# SPDX-License-Identifier: GPL-3.0-or-later
"""Rest joints of one person from a file."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation import bvh
from interact_addon.core.animation.skeleton import Motion, Skeleton
from interact_addon.core.animation.smpl.joints import BODY, BODY_PARENTS
from interact_addon.core.animation.smpl.mean_skeleton import MEAN_OFFSETS
from interact_addon.core.animation.smpl.skeleton_file import read_skeleton
from interact_addon.core.foundation.errors import MotionError

MEAN = np.array([MEAN_OFFSETS[name] for name in BODY])


def test_offsets_of_the_body(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", offsets=1.1 * MEAN, parents=BODY_PARENTS)
    found = read_skeleton(tmp_path / "a.npz")
    assert list(found) == list(BODY)
    np.testing.assert_allclose(found["left_knee"], 1.1 * MEAN_OFFSETS["left_knee"])
    models_own = np.array(BODY_PARENTS, dtype=np.int64).astype(np.uint32)
    np.savez(tmp_path / "a.npz", offsets=1.1 * MEAN, parents=models_own)
    assert list(read_skeleton(tmp_path / "a.npz")) == list(BODY)


def written(path: Path, turned: dict[str, np.ndarray]) -> Path:
    """Write a BVH of the mean skeleton, in the world's axes, some of whose offsets are others."""
    offsets = np.array([turned.get(name, MEAN_OFFSETS[name]) for name in BODY])
    world = np.stack([offsets[:, 0], -offsets[:, 2], offsets[:, 1]], axis=1)
    order = [0]
    for joint in order:  # a BVH is written depth first
        order[order.index(joint) + 1 : order.index(joint) + 1] = [
            child for child, parent in enumerate(BODY_PARENTS) if parent == joint
        ]
    parents = [order.index(BODY_PARENTS[joint]) if joint else -1 for joint in order]
    skeleton = Skeleton(
        tuple(BODY[joint] for joint in order), parents, world[order], np.full((len(BODY), 3), np.nan)
    )
    still = np.zeros((2, len(BODY), 4))
    still[..., 0] = 1
    motion = Motion(skeleton, still, np.array([0]), np.zeros((2, 1, 3)) + [0, 0, 0.95], Fraction(30))
    bvh.write(path, bvh.from_motion(motion))
    return path


def test_a_bvh_in_a_t_pose(tmp_path: Path) -> None:
    found = read_skeleton(written(tmp_path / "a.bvh", {}))
    for name in BODY[1:]:
        np.testing.assert_allclose(found[name], MEAN_OFFSETS[name], atol=2e-4, err_msg=name)
    down = {
        f"{side}_{joint}": np.array([0, -0.25, 0])
        for side in ("left", "right")
        for joint in ("elbow", "wrist")
    }
    with pytest.raises(MotionError, match="not rest in a T-pose"):
        read_skeleton(written(tmp_path / "b.bvh", down))


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"offsets": MEAN}, "no rest joints"),
        ({"offsets": MEAN[:20], "parents": BODY_PARENTS[:20]}, "not those of 22, 24, 52 or 55"),
        ({"offsets": MEAN, "parents": np.zeros(22, int)}, "not those of SMPL's joints"),
        ({"offsets": 100 * MEAN, "parents": BODY_PARENTS}, "not those of a person in metres"),
        ({"offsets": MEAN * np.nan, "parents": BODY_PARENTS}, "not those of a person in metres"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, values: dict[str, np.ndarray], why: str) -> None:
    np.savez(tmp_path / "a.npz", **values)
    with pytest.raises(MotionError, match=why):
        read_skeleton(tmp_path / "a.npz")
    (tmp_path / "a.txt").write_text("x")
    with pytest.raises(MotionError, match="not a file of rest joints"):
        read_skeleton(tmp_path / "a.txt")
