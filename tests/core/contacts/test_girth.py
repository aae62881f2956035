# SPDX-License-Identifier: GPL-3.0-or-later
"""How thick people are, from how near they come."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from interact_addon.core.animation.skeleton import Motion, Skeleton
from interact_addon.core.contacts.bodies import captured_body
from interact_addon.core.contacts.girth import LEAST, Near, fit_girths
from interact_addon.core.contacts.room import BINS, gaps_between, radii_of

# Left at +Y, facing +X: hips, back, head, then arms and legs.
_JOINTS = (
    ("Hips", "", (0.0, 0.0, 0.9)),
    ("Spine", "Hips", (0.0, 0.0, 0.15)),
    ("Spine1", "Spine", (0.0, 0.0, 0.15)),
    ("Neck", "Spine1", (0.0, 0.0, 0.22)),
    ("Head", "Neck", (0.0, 0.0, 0.1)),
)
_SIDED = (
    ("Arm", "Spine1", (0.0, 0.18, 0.15)),
    ("ForeArm", "Arm", (0.0, 0.28, 0.0)),
    ("Hand", "ForeArm", (0.0, 0.25, 0.0)),
    ("UpLeg", "Hips", (0.0, 0.09, 0.0)),
    ("Leg", "UpLeg", (0.0, 0.0, -0.42)),
    ("Foot", "Leg", (0.0, 0.0, -0.40)),
)


def standing(x: float, facing: float, frames: int = 60) -> Motion:
    """A person who stands at x with the arms out, facing +X (1) or -X (-1)."""
    rows = list(_JOINTS)
    for side, sign in (("Left", 1.0), ("Right", -1.0)):
        for name, parent, (a, b, c) in _SIDED:
            above = side + parent if parent in ("Arm", "ForeArm", "UpLeg", "Leg") else parent
            rows.append((side + name, above, (a, sign * b, c)))
    names = [name for name, _, _ in rows]
    parents = np.array([names.index(parent) if parent else -1 for _, parent, _ in rows], np.int32)
    offsets = np.array([offset for _, _, offset in rows])
    skeleton = Skeleton(tuple(names), parents, offsets, np.full((len(names), 3), np.nan))
    rotations = np.zeros((frames, len(names), 4))
    rotations[..., 0] = 1.0
    if facing < 0.0:
        rotations[:, 0] = (0.0, 0.0, 0.0, 1.0)
    places = np.tile(np.array([[[x, 0.0, 0.9]]]), (frames, 1, 1))
    return Motion(skeleton, rotations, np.array([0], np.int32), places, Fraction(30))


def near(apart: float) -> Near:
    one, other = captured_body(standing(0.0, 1.0)), captured_body(standing(apart, -1.0))
    return Near(("a", "b"), (radii_of(one), radii_of(other)), gaps_between(one, other, 5))


def touching() -> float:
    """The distance of two who face each other, at which their trunks just touch."""
    low, high = 0.1, 0.6
    for _ in range(40):
        middle = 0.5 * (low + high)
        gaps = _front(near(middle))
        low, high = (middle, high) if gaps is not None and gaps < 0.0 else (low, middle)
    return high


def _front(found: Near) -> float | None:
    bins = [BINS[np.flatnonzero(count)[0]] for pair, count in found.counts.items() if "front" in pair[0]]
    return min(bins, default=None)


def test_a_chest_overlap_of_four_centimetres_is_shared_and_removed() -> None:
    found = near(touching() - 0.04)
    girths = fit_girths([found])
    assert set(girths) == {"a", "b"}
    removed = dict.fromkeys(("hips_front", "belly_front", "chest_front"), 0.0)
    for actor, radii in zip(found.actors, found.radii, strict=True):
        for region in removed:
            limit = girths[actor].limits[region]
            assert LEAST["front"] - 1e-9 <= limit < 1.0
            removed[region] += (1.0 - limit) * radii[region]
    # To the 2.5 mm that are told apart, twice.
    assert max(removed.values()) == pytest.approx(0.04, abs=0.0055)
    assert girths["a"].limits["chest_front"] == pytest.approx(girths["b"].limits["chest_front"])


def test_people_who_never_touch_keep_their_bodies() -> None:
    assert near(2.5).counts == {}
    assert fit_girths([near(2.5)]) == {}


def test_hands_cannot_be_made_thinner_so_the_other_gives_all() -> None:
    count = np.zeros(len(BINS) - 1, np.int64)
    count[np.searchsorted(BINS, -0.02)] = 30  # 2 cm deep
    found = Near(("a", "b"), ({"hand": 0.014}, {"chest_back": 0.10}), {("hand", "chest_back"): count})
    girths = fit_girths([found])
    assert set(girths) == {"b"}
    assert girths["b"].limits["chest_back"] == pytest.approx(1.0 - 0.02 / 0.10, abs=0.026)


def test_the_order_of_scenes_changes_nothing_and_values_survive_a_file() -> None:
    found = [near(0.20), near(0.25)]
    again = [Near.from_dict(json.loads(json.dumps(each.as_dict()))) for each in found[::-1]]
    assert {a: g.values() for a, g in fit_girths(found).items()} == {
        a: g.values() for a, g in fit_girths(again).items()
    }


def _held(partner: str, region: str, deep: float, frames: int) -> Near:
    """A hand of a partner on a region of "b", so deep in so many frames."""
    count = np.zeros(len(BINS) - 1, np.int64)
    count[np.searchsorted(BINS, -deep)] = frames
    return Near((partner, "b"), ({"hand": 0.014}, {region: 0.05}), {("hand", region): count})


def test_one_odd_scene_among_many_does_not_make_a_stick() -> None:
    usual = [_held(f"p{number}", "upper_arm", 0.003, 40) for number in range(10)]
    odd = _held("q", "upper_arm", 0.05, 15)
    limits = [fit_girths(scenes)["b"].limits["upper_arm"] for scenes in (usual, [*usual, odd], [odd])]
    assert limits[0] == limits[1] > 0.85, "one of 27 frames counts for nothing"
    assert limits[2] == pytest.approx(LEAST["upper_arm"])
    assert fit_girths([odd, *usual[::-1]])["b"].values() == fit_girths([*usual, odd])["b"].values()


def test_a_held_ankle_leaves_the_calf_thicker() -> None:
    limits = fit_girths([_held("a", "ankle", 0.03, 40)])["b"].limits
    assert limits["ankle"] == pytest.approx(LEAST["ankle"])
    assert limits["ankle"] + 0.05 < limits["shin"] <= min(limits["thigh"], 1.0)


def test_a_hand_at_the_lower_end_of_a_shin_is_at_the_ankle() -> None:
    """Another stands half a shin lower, with the knee at one's ankle."""
    one, other = captured_body(standing(0.0, 1.0)), standing(0.10, -1.0)
    low = captured_body(replace(other, positions=other.positions - (0.0, 0.0, 0.32)))
    counts = gaps_between(one, low, 5)
    assert counts["ankle", "shin"].sum() == 12
    assert ("shin", "ankle") not in counts
