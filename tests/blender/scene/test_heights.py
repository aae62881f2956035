# SPDX-License-Identifier: GPL-3.0-or-later
"""Built-in people of another size than the capture: as tall as asked, in contact with the others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import bpy
import numpy as np
import pytest

from interact_addon.blender.common.motion_tag import MOTION
from interact_addon.blender.scene.compose import Actor, compose
from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.rotations import normalized
from interact_addon.core.dataset import Dataset, Scene
from interact_addon.core.foundation.errors import UsageError
from interact_addon.core.options.movie import ComposeOptions
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.performance.prepare import prepare
from interact_addon.core.performance.take import Take

pytestmark = pytest.mark.blender

TALL = 1.95
PREVIEW = ComposeOptions(
    picture=PictureOptions("preview", 320, 180), sound=False, lights="none", detail="draft"
)


@pytest.fixture(scope="module")
def demo(demo_root: Path) -> Scene:
    return Dataset.open(demo_root).scenes()[0]


@dataclass(frozen=True)
class Seen:
    """What is seen of a scene whose first actor is tall, its second as captured.

    Blender starts anew for each test, so that these are numbers.

    Attributes:
        factors: (3,) the size of the tall one's bones beside the capture's.
        tall: Metres from the tall one's lowest to the highest vertex, at rest.
        off: Metres that the other's bones are off the capture, in three frames.
        turned: Degrees between the tall one's limbs and the captured ones.
        face: Whether the tall one's face plays.
        motions: Which motion each plays, as the composition and the armature say.
    """

    factors: np.ndarray
    tall: float
    off: float
    turned: float
    face: bool
    motions: list[tuple[str, str]]


@pytest.fixture(scope="module")
def seen(demo: Scene) -> Seen:
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    made = compose(demo, replace(PREVIEW, height={demo.actor_ids[0]: TALL}), bpy.context.scene)
    (tall, other), (take, theirs) = made.actors, made.takes.takes
    skeleton, roles = take.body.skeleton, take.body.skeleton.naming.roles
    heads = np.array([tall.armature.data.bones[name].head_local for name in skeleton.names])
    points = np.array([v.co for mesh in tall.meshes for v in mesh.data.vertices])
    off, turned = 0.0, 0.0
    captured, partner = forward(take.body)[0], forward(theirs.body)[0]
    for frame in (1, 60, theirs.frames):
        bpy.context.scene.frame_set(frame)
        off = max(off, float(np.abs(posed(other, theirs) - partner[frame - 1]).max()))
        here = posed(tall, take)
        for upper, lower in (("left_thigh", "left_shin"), ("right_upper_arm", "right_forearm")):
            ends = [skeleton.index(roles[role]) for role in (lower, upper)]
            one, two = (normalized(np.subtract(*places[ends])) for places in (here, captured[frame - 1]))
            turned = max(turned, float(np.degrees(np.arccos(np.clip(one @ two, -1.0, 1.0)))))
    keys = tall.meshes[0].data.shape_keys
    return Seen(
        np.ptp(heads, axis=0) / np.ptp(skeleton.rest_positions(), axis=0),
        float(np.ptp(points[:, 2])),
        off,
        turned,
        keys.animation_data is not None and keys.animation_data.action is not None,
        [(actor.motion, actor.armature[MOTION]) for actor in made.actors],
    )


def posed(actor: Actor, take: Take) -> np.ndarray:
    """(J, 3) metres, where an actor's bones begin in this frame."""
    rig = actor.armature.evaluated_get(bpy.context.evaluated_depsgraph_get())
    return np.array([rig.matrix_world @ rig.pose.bones[name].head for name in take.body.skeleton.names])


def test_the_person_is_as_tall_as_asked_in_the_captured_proportions(seen: Seen) -> None:
    assert np.allclose(seen.factors, seen.factors[2], atol=1e-3)
    assert abs(seen.factors[2] - 1.0) > 0.02
    assert TALL - 0.03 < seen.tall < TALL + 0.08  # with shoes and hair


def test_limbs_point_as_captured_and_the_face_plays(seen: Seen) -> None:
    assert seen.turned < 15.0
    assert seen.face


def test_the_partner_stays_as_captured(seen: Seen) -> None:
    assert seen.off < 1e-4


def test_each_says_which_motion_it_plays(seen: Seen) -> None:
    assert seen.motions == [("contact", "contact"), ("capture", "capture")]


def test_without_contacts_they_are_merely_retargeted(demo: Scene) -> None:
    tall = replace(PREVIEW, height={demo.actor_ids[0]: TALL}, interaction="exact")
    made = compose(demo, tall, bpy.context.scene)
    assert [actor.motion for actor in made.actors] == ["retarget", "capture"]


def test_heights_of_nobody_and_of_own_characters_are_refused(demo: Scene) -> None:
    with pytest.raises(UsageError, match="actor 777 is to have a height and is not in scene"):
        prepare(demo, replace(PREVIEW, height={"777": TALL}))
    first = demo.actor_ids[0]
    with pytest.raises(UsageError, match="played by a character of your own"):
        prepare(demo, replace(PREVIEW, height={first: TALL}), own=[first])


@pytest.mark.parametrize(("height", "said"), [(0.85, "0.85 m"), (195, "195 m"), (True, "not a number")])
def test_impossible_heights_are_refused(height: float, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        replace(PREVIEW, height={"001": height})
