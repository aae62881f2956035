# SPDX-License-Identifier: GPL-3.0-or-later
"""People of other sizes than the capture's: how thick they become."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from interact_addon.core.animation.skeleton import Motion, Skeleton
from interact_addon.core.characters import look_by_id, resized_character
from interact_addon.core.characters.fitting import resized
from interact_addon.core.contacts.girth import LEAST, Girth

GIRTH = Girth({"forearm": 0.9, "chest_front": 0.5})  # no chest is that thin
SMALLEST = 1.45  # metres: bodies of children are as wide as this one's, see `person_height`


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Girth | None]:
    """What the fit, which takes long, is asked for."""
    asked: dict[str, Girth | None] = {}

    def stand_in(*_: object, girth: Girth | None, **__: object) -> None:
        asked["girth"] = girth

    monkeypatch.setattr(resized, "fitted_character", stand_in)
    return asked


@pytest.fixture
def capture(skeleton: Skeleton) -> Motion:
    rotations = np.zeros((2, len(skeleton.names), 4))
    rotations[..., 0] = 1.0
    return Motion(skeleton, rotations, np.array([0], np.int32), np.zeros((2, 1, 3)), Fraction(30))


@pytest.mark.parametrize("height", [SMALLEST, 1.75, 1.95])
def test_grown_people_are_as_thick_as_their_girth_says(
    height: float, asked: dict[str, Girth | None], capture: Motion
) -> None:
    resized_character(look_by_id("kenji"), capture, height, girth=GIRTH)
    girth = asked["girth"]
    assert girth is not None
    assert girth.limits["forearm"] == pytest.approx(0.9)


def test_a_child_is_as_much_thicker_as_its_body_is_wide(
    asked: dict[str, Girth | None], capture: Motion
) -> None:
    resized_character(look_by_id("kenji"), capture, 1.05, girth=GIRTH)
    girth = asked["girth"]
    assert girth is not None
    assert girth.limits["forearm"] == pytest.approx(0.9 * SMALLEST / 1.05)
    assert girth.limits["chest_front"] == pytest.approx(LEAST["front"] * SMALLEST / 1.05)


def test_without_a_girth_a_child_has_none(asked: dict[str, Girth | None], capture: Motion) -> None:
    resized_character(look_by_id("kenji"), capture, 1.05)
    assert asked["girth"] is None
