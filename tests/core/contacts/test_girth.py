# SPDX-License-Identifier: GPL-3.0-or-later
"""How thick people are, from how near they come."""

from __future__ import annotations

import json
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


def test_a_chest_overlap_of_six_centimetres_is_shared_and_removed() -> None:
    found = near(touching() - 0.06)
    girths = fit_girths([found])
    assert set(girths) == {"a", "b"}
    removed = dict.fromkeys(("hips_front", "belly_front", "chest_front"), 0.0)
    for actor, radii in zip(found.actors, found.radii, strict=True):
        for region in removed:
            limit = girths[actor].limits[region]
            assert LEAST["front"] - 1e-9 <= limit < 1.0
            removed[region] += (1.0 - limit) * radii[region]
    # To the 2.5 mm that are told apart, twice.
    assert max(removed.values()) == pytest.approx(0.06, abs=0.0055)
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
