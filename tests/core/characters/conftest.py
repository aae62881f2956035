# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies and skeletons that several tests share."""

from __future__ import annotations

import numpy as np
import pytest

from interact_addon.core.animation.skeleton import Skeleton
from interact_addon.core.characters import Body, build_body, look_by_id
from interact_addon.core.characters.makehuman import Assets


@pytest.fixture(scope="session")
def assets() -> Assets:
    return Assets.find()


@pytest.fixture(scope="session")
def jonas(assets: Assets) -> Body:
    return build_body(assets, look_by_id("jonas"))


def _joints(scale: float) -> list[tuple[str, str, tuple[float, float, float]]]:
    """An actor as in the InterAct files, in Blender's axes: facing +X, the left at +Y, arms straight out."""
    out = [("Hips", "", (0.0, 0.0, 0.93))]
    heights = (("Spine", 0.07), ("Spine1", 0.09), ("Spine2", 0.09), ("Spine3", 0.09), ("Neck", 0.22))
    before = "Hips"
    for name, rise in heights:
        out.append((name, before, (0.0, 0.0, rise)))
        before = name
    out += [
        ("Neck1", "Neck", (0.01, 0, 0.055)),
        ("Head", "Neck1", (0.01, 0, 0.055)),
        ("HeadEnd", "Head", (0, 0, 0.18)),
    ]
    for side, y in (("Left", 1.0), ("Right", -1.0)):
        out += [
            (f"{side}Shoulder", "Spine3", (0.0, 0.03 * y, 0.16)),
            (f"{side}Arm", f"{side}Shoulder", (0.0, 0.15 * y, 0.0)),
            (f"{side}ForeArm", f"{side}Arm", (0.0, 0.28 * y, 0.0)),
            (f"{side}Hand", f"{side}ForeArm", (0.0, 0.26 * y, 0.0)),
        ]
        for finger, x, base in (
            ("Middle", 0.0, 0),
            ("Ring", -0.02, 1),
            ("Pinky", -0.04, 1),
            ("Index", 0.022, 1),
        ):
            stem = f"{side}Hand{finger}"
            parent = f"{side}Hand"
            if base:
                out.append((stem, parent, (x, 0.03 * y, 0.0)))
                parent = stem
            first = (0.0, 0.06 * y, 0.0) if base else (x, 0.092 * y, 0.0)
            for number, step in enumerate(
                (first, (0, 0.043 * y, 0), (0, 0.027 * y, 0), (0, 0.022 * y, 0)), start=1
            ):
                out.append((f"{stem}{number}", parent, step))
                parent = f"{stem}{number}"
        parent = f"{side}Hand"
        for number, length in enumerate((0.032, 0.042, 0.032, 0.026), start=1):
            step = (0.62 * length, 0.74 * length * y, -0.25 * length)
            out.append((f"{side}HandThumb{number}", parent, step))
            parent = f"{side}HandThumb{number}"
        out += [
            (f"{side}UpLeg", "Hips", (0.0, 0.09 * y, -0.025)),
            (f"{side}Leg", f"{side}UpLeg", (0.0, 0.0, -0.44)),
            (f"{side}Foot", f"{side}Leg", (0.0, 0.0, -0.41)),
            (f"{side}ForeFoot", f"{side}Foot", (0.078, 0.0, -0.028)),
            (f"{side}ToeBase", f"{side}ForeFoot", (0.052, 0.0, -0.019)),
            (f"{side}ToeBaseEnd", f"{side}ToeBase", (0.062, 0.0, 0.0)),
        ]
    return [(name, parent, tuple(scale * value for value in step)) for name, parent, step in out]


def make_skeleton(scale: float = 1.0, keep: tuple[str, ...] | None = None) -> Skeleton:
    """The actor's skeleton, or a part of it: joints whose name contains none of ``keep`` are left out."""
    joints = _joints(scale)
    place = {"": np.zeros(3)}
    for name, parent, step in joints:
        place[name] = place[parent] + step
    ancestors = {name: parent for name, parent, _ in joints}
    kept = [name for name, _, _ in joints if keep is None or name in keep]
    parents, offsets = [], []
    for name in kept:
        parent = ancestors[name]
        while parent and parent not in kept:
            parent = ancestors[parent]
        parents.append(kept.index(parent) if parent else -1)
        offsets.append(place[name] - place[parent])
    return Skeleton(
        tuple(kept), np.array(parents, np.int32), np.array(offsets), np.full((len(kept), 3), np.nan)
    )


@pytest.fixture(scope="session")
def skeleton() -> Skeleton:
    return make_skeleton()


@pytest.fixture(scope="session")
def plain_skeleton() -> Skeleton:
    """22 joints, without fingers, as after SMPL."""
    names = ["Hips", "Spine", "Spine1", "Spine2", "Neck", "Head"]
    for side in ("Left", "Right"):
        names += [
            side + part for part in ("Shoulder", "Arm", "ForeArm", "Hand", "UpLeg", "Leg", "Foot", "ToeBase")
        ]
    return make_skeleton(keep=tuple(names))
