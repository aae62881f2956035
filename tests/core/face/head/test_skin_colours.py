# SPDX-License-Identifier: GPL-3.0-or-later
"""Heads in the colours of the people who play the bodies."""

from __future__ import annotations

import numpy as np
import pytest

from interact_addon.core.characters import all_looks, look_by_id
from interact_addon.core.characters.body.colours import linear
from interact_addon.core.face.head.skin_colours import skin_colours_of


@pytest.mark.parametrize("look", all_looks(), ids=lambda look: look.id)
def test_everybody_has_colours_of_their_own(look) -> None:
    tone = skin_colours_of(look)
    np.testing.assert_allclose(tone.skin, linear(look.style["skin"]))
    np.testing.assert_allclose(tone.iris, linear(look.style["eyes"]))
    assert max(tone.brows) < max(linear(look.style["hair"]))
    assert tone.lips != tone.skin
    assert all(0.0 <= channel <= 1.0 for colour in (tone.lips, tone.brows) for channel in colour)


def test_lips_are_the_persons_own_or_come_from_the_skin() -> None:
    painted, natural = look_by_id("clara"), look_by_id("jonas")
    np.testing.assert_allclose(skin_colours_of(painted).lips, linear(painted.style["lips"]))
    assert "lips" not in natural.style
    red, green, _ = skin_colours_of(natural).lips
    assert red > 2 * green  # redder than the skin
