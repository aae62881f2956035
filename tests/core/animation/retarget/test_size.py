# SPDX-License-Identifier: GPL-3.0-or-later
"""Giants and dwarfs come from other units: refused, with the factor."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from interact_addon.core.animation.bone_names import identify
from interact_addon.core.animation.retarget import TargetRig, check_fit, check_size, stature_of
from interact_addon.core.animation.retarget.size import scale_for
from interact_addon.core.foundation.errors import CharacterError


def scaled(makehuman_rig: Callable[..., TargetRig], factor: float) -> tuple[TargetRig, dict[str, int]]:
    """MakeHuman's body, in armature space as it is, and its object scaled."""
    plain = makehuman_rig("mixamo")
    rig = TargetRig.from_armature(
        plain.names,
        plain.parents,
        np.tile(np.eye(4), (len(plain.names), 1, 1))
        + np.pad(plain.heads[:, :, None], ((0, 0), (0, 1), (3, 0))),
        plain.tails,
        world=np.diag([factor, factor, factor, 1.0]),
    )
    roles = identify(rig.names, rig.parents.tolist()).roles
    return rig, {role: rig.names.index(name) for role, name in roles.items()}


def test_people_have_the_stature_of_their_body(makehuman_rig: Callable[..., TargetRig]) -> None:
    assert stature_of(*scaled(makehuman_rig, 1.0)) == pytest.approx(1.65, abs=0.12)


@pytest.mark.parametrize("tall", [0.6, 0.75, 1.05, 1.75, 2.0, 2.6])
def test_children_and_giants_pass(makehuman_rig: Callable[..., TargetRig], tall: float) -> None:
    stature = stature_of(*scaled(makehuman_rig, 1.0))
    assert stature is not None
    assert check_size("Ann", *scaled(makehuman_rig, tall / stature)) is None


@pytest.mark.parametrize("tall", [0.4, 0.45, 3.5, 4.5])
def test_the_edges_are_warned_of(makehuman_rig: Callable[..., TargetRig], tall: float) -> None:
    stature = stature_of(*scaled(makehuman_rig, 1.0))
    assert stature is not None
    finding = check_size("Ann", *scaled(makehuman_rig, tall / stature))
    assert finding is not None
    assert finding.level == "warning"
    assert finding.message.startswith("Ann is ")


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (100.0, r"Ann is 1\d\d m tall: scale by 0\.01"),
        (0.01, r"Ann is 1\d\.\d mm tall: scale by 100\b"),
        (1000.0, r"Ann is 1\d\d\d m tall: scale by 0\.001"),
        (0.001, r"mm tall: scale by 1000"),
        (39.37, r"tall: scale by 0\.0254"),
        (0.0254, r"tall: scale by 39\.37"),
        (5.0, r"tall: scale by 0\.2"),
        (0.2, r"tall: scale by 5"),
        (10.0, r"tall: scale by 0\.1"),
    ],
)
def test_other_units_are_refused(makehuman_rig: Callable[..., TargetRig], factor: float, words: str) -> None:
    with pytest.raises(CharacterError, match=words) as caught:
        check_size("Ann", *scaled(makehuman_rig, factor))
    assert caught.value.cure


def test_the_scale_is_one_between_units_where_one_fits() -> None:
    assert scale_for(175.0) == 0.01
    assert scale_for(8.75) == 0.2
    assert scale_for(69.0) == 0.0254
    assert scale_for(5.7) == 0.3048


def test_meshes_of_another_size_than_their_bones() -> None:
    assert check_fit("Ann", "Body", 1.0) is None
    assert check_fit("Ann", "Dress", 1.8) is None
    finding = check_fit("Ann", "Body", 3.0)
    assert finding is not None
    assert "scale the mesh by 0.3" in finding.message
    for factor, words in (
        (100.0, "scale the mesh by 0.01"),
        (0.01, "scale the mesh by 100"),
        (5.0, "by 0.2"),
    ):
        with pytest.raises(CharacterError, match=f"Body is .* as the bones of Ann: .*{words}"):
            check_fit("Ann", "Body", factor)
