# SPDX-License-Identifier: GPL-3.0-or-later
"""Thinner people: only flesh and clothes move, smoothly, and clothes stay around what is in them."""

from __future__ import annotations

import numpy as np
import pytest

from interact_addon.core.animation.skeleton import Skeleton
from interact_addon.core.characters import Body
from interact_addon.core.characters.body.segments import segment_weights
from interact_addon.core.characters.fitting.fit import capture_roles
from interact_addon.core.characters.fitting.posing import make_human_pose
from interact_addon.core.characters.fitting.shaping import shaping_for
from interact_addon.core.characters.fitting.slim_limbs import Limb
from interact_addon.core.characters.fitting.slimming import Slimming, slimming_for
from interact_addon.core.contacts.girth import Girth
from interact_addon.core.contacts.room import REGIONS

Skin = tuple[np.ndarray, np.ndarray, tuple[str, ...]]


@pytest.fixture(scope="module")
def skin(jonas: Body, skeleton: Skeleton) -> Skin:
    """The bare body at the capture's size: points, weights and bones."""
    pose = make_human_pose(jonas, skeleton, capture_roles(skeleton), None)
    own = jonas.base.vertices_of("body")
    weights, bones = jonas.rig.weights[own], jonas.rig.names
    points, _ = shaping_for(jonas, pose, None, 0.0)(jonas.vertices[own].astype(float), weights, bones)
    return points, weights, bones


def slimming(jonas: Body, skeleton: Skeleton, skin: Skin, limits: dict[str, float]) -> Slimming:
    roles = capture_roles(skeleton)
    pose = make_human_pose(jonas, skeleton, roles, None)
    return slimming_for(Girth(limits), skeleton, roles, pose, (), skin)


@pytest.fixture(scope="module")
def slim(jonas: Body, skeleton: Skeleton, skin: Skin) -> Slimming:
    return slimming(jonas, skeleton, skin, dict.fromkeys(REGIONS, 0.6))


def test_hands_head_and_feet_stay_exactly(slim: Slimming, skin: Skin) -> None:
    points, weights, bones = skin
    shares, names = segment_weights(weights, bones)
    sided = ("hand", "thumb", "index", "middle", "ring", "pinky", "foot", "toe", "fore_foot")
    still = [n for n, name in enumerate(names) if name == "head" or name.partition("_")[2].startswith(sided)]
    whole = shares[:, still].sum(axis=1) > 1.0 - 1e-9
    moved = np.linalg.norm(slim(points, weights, bones) - points, axis=1)
    assert whole.sum() > 4000
    assert moved[whole].max() < 1e-6
    assert moved[~whole].max() > 0.01


def _radii(slim: Slimming, skin: Skin, role: str, place: float) -> tuple[float, float]:
    """The mean distance of the skin from the axis of a limb at a place, before and after."""
    points, weights, bones = skin
    limb = slim.moves[role]
    assert isinstance(limb, Limb)
    shares, names = segment_weights(weights, bones)
    mine = shares[:, names.index(role)] > 0.6
    there, _, before, _ = limb.shell.seen(points[mine])
    _, _, after, _ = limb.shell.seen(slim(points, weights, bones)[mine])
    near = np.abs(there - place) < 0.06
    return float(before[near].mean()), float(after[near].mean())


def test_a_thin_ankle_keeps_its_calf_and_no_step_shows(jonas: Body, skeleton: Skeleton, skin: Skin) -> None:
    slim = slimming(jonas, skeleton, skin, {"ankle": 0.6})
    at = np.linspace(0.15, 0.85, 8)
    shares = []
    for role in ("left_thigh", "left_shin"):
        for place in at.tolist():
            before, after = _radii(slim, skin, role, place)
            shares.append(after / before)
    assert shares[-1] < 0.92
    assert min(shares[:10]) > 0.94
    assert np.abs(np.diff(shares)).max() < 0.06
    before, after = _radii(slim, skin, "left_shin", 0.9)
    assert 0.025 < after < before, "still as thick as a slim person's ankle"


def test_clothes_lose_air_first_and_stay_outside_the_skin(
    jonas: Body, skeleton: Skeleton, skin: Skin
) -> None:
    slim = slimming(jonas, skeleton, skin, {"thigh": 1.2, "shin": 1.2, "ankle": 1.2})
    limb = slim.moves["left_shin"]
    assert isinstance(limb, Limb)
    turn = np.linspace(0.0, 2.0 * np.pi, 40, endpoint=False)
    place = np.full(40, 0.5)
    surface = limb.shell.skin_at(place, turn)
    first, second = (axis[None] for axis in limb.shell.across)
    way = np.cos(turn)[:, None] * first + np.sin(turn)[:, None] * second
    middle = limb.shell.start + 0.5 * limb.shell.along
    inner, outer = (middle + (surface + air)[:, None] * way for air in (0.0, 0.03))
    np.testing.assert_allclose(limb(inner), 0.0, atol=1e-9)
    _, _, out, _ = limb.shell.seen(outer + limb.of_cloth(outer))
    assert (out >= surface).all()
    assert (out <= surface + 0.03 + 1e-9).all()
