# SPDX-License-Identifier: GPL-3.0-or-later
"""The floor under a character: from its meshes or joints, whatever the tails of its bones do."""

from __future__ import annotations

import numpy as np
import pytest

from interact_addon.core.animation.bone_names import identify
from interact_addon.core.animation.retarget.ground import ankle_of_rig
from interact_addon.core.animation.retarget.rig import TargetRig

NAMES = {
    "pelvis": (None, (0.0, 0.0, 0.98)),
    "spine_01": ("pelvis", (0.0, 0.0, 1.1)),
    "neck_01": ("spine_01", (0.0, 0.0, 1.5)),
    "head": ("neck_01", (0.0, 0.0, 1.6)),
    **{
        f"{part}_{side}": (above if above == "pelvis" else f"{above}_{side}", (sign * 0.1, y, z))
        for side, sign in (("l", 1.0), ("r", -1.0))
        for part, above, y, z in (
            ("thigh", "pelvis", 0.0, 0.93),
            ("calf", "thigh", -0.01, 0.5),
            ("foot", "calf", 0.02, 0.09),
            ("ball", "foot", -0.11, 0.02),
        )
    },
}
ANKLE = 0.09


def person(
    tails: dict[str, tuple[float, float, float]] | None = None,
    *,
    soles: float | None = None,
    lift: float = 0.0,
    without: tuple[str, ...] = (),
) -> TargetRig:
    """A rig with some tails; soles: the height of the lowest vertices; lift: of all of it over the origin."""
    names = [name for name in NAMES if not name.startswith(without or ("-",))]
    heads = np.array([NAMES[name][1] for name in names]) + [0.0, 0.0, lift]
    lines = [(tails or {}).get(name.partition("_")[0], (0.0, 0.0, 0.1)) for name in names]
    matrices = np.tile(np.eye(4), (len(names), 1, 1))
    matrices[:, :3, 3] = heads
    parents = [-1 if NAMES[name][0] is None else names.index(str(NAMES[name][0])) for name in names]
    surface = None
    if soles is not None:
        body = [(x, y, z) for x in (-0.1, 0.1) for y in (-0.1, 0.05) for z in (soles, soles + 0.05, 1.7)]
        hem = [(0.0, 1.2, -0.9), (0.8, 0.0, -0.5)]  # a train that lies behind, a flag
        surface = np.array([*body, *hem]) + [0.0, 0.0, lift]
    return TargetRig.from_armature(tuple(names), parents, matrices, heads + lines, surface=surface)


def height(rig: TargetRig) -> float:
    roles = identify(rig.names, rig.parents.tolist()).roles
    return ankle_of_rig(rig, {role: rig.names.index(name) for role, name in roles.items()})


TAILS = {
    "forward": {"ball": (0.0, -0.07, 0.0)},
    "down": {"ball": (0.0, 0.0, -0.15)},
    "up": {"ball": (0.0, 0.0, 0.15)},
    "sideways": {"ball": (0.15, 0.0, 0.0), "foot": (0.15, 0.0, 0.0)},
    "back and down": {"ball": (0.0, 0.3, -0.3), "foot": (0.0, 0.1, -0.4)},
    "long": {"foot": (0.0, -0.1, -0.6)},
}


@pytest.mark.parametrize("tails", TAILS.values(), ids=TAILS.keys())
@pytest.mark.parametrize("soles", [None, 0.0, -0.05, 0.02])
def test_tails_are_not_anatomy(tails: dict[str, tuple[float, float, float]], soles: float | None) -> None:
    assert height(person(tails, soles=soles)) == pytest.approx(ANKLE)


@pytest.mark.parametrize("tails", TAILS.values(), ids=TAILS.keys())
def test_a_character_off_its_origin_stands_on_its_soles(tails: dict[str, tuple[float, float, float]]) -> None:
    for lift in (-0.98, 0.4):
        assert height(person(tails, soles=0.0, lift=lift)) == pytest.approx(ANKLE)
        assert height(person(tails, soles=-0.03, lift=lift)) == pytest.approx(ANKLE + 0.03)
        assert height(person(tails, lift=lift)) == pytest.approx(ANKLE - 0.02)  # the toe joint is lowest


def test_toes_without_a_joint_are_where_a_tail_points_forward() -> None:
    without = ("ball",)
    tip = {"foot": (0.0, -0.13, -0.08)}
    assert height(person(tip, lift=0.5, without=without)) == pytest.approx(0.08)
    assert height(person({"foot": (0.0, 0.0, -0.3)}, lift=0.5, without=without)) == pytest.approx(0.0)
    assert height(person({"foot": (0.0, 0.0, -0.3)}, without=without)) == pytest.approx(ANKLE)


def test_meshes_without_feet_tell_nothing() -> None:
    rig = person(soles=1.2)  # a shirt
    assert height(rig) == pytest.approx(ANKLE)
