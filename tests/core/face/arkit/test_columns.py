# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.face.arkit import ARKIT_51
from interact_addon.core.face.arkit.columns import match_columns
from interact_addon.core.foundation.errors import FaceError

PATH = Path("a.csv")


def test_any_order_and_spelling() -> None:
    columns = match_columns(PATH, ["MouthSmile_R", "blendShapes.JawOpen", "eye_blink_left"])
    assert columns.names == ("eyeBlinkLeft", "jawOpen", "mouthSmileRight")
    assert (columns.places, columns.wanted) == (((2,), (1,), (0,)), (0, 1, 2))
    np.testing.assert_array_equal(columns.weights(np.array([[0.1, 0.2, 0.3]])), [[0.3, 0.2, 0.1]])


def test_halves_are_joined() -> None:
    columns = match_columns(PATH, ["browInnerUp_L", "jawOpen", "browInnerUp_R", "cheekPuffLeft"])
    assert columns.names == ("browInnerUp", "cheekPuff", "jawOpen")
    np.testing.assert_allclose(columns.weights(np.array([[0.2, 0.9, 0.4, 0.5]])), [[0.3, 0.5, 0.9]])
    # The whole is there, too: it counts.
    assert match_columns(PATH, ["browInnerUp_L", "browInnerUp"]).places == ((1,),)


def test_what_is_no_shape_is_named_or_known_to_be_none() -> None:
    quiet = ["", "_neutral", "Basis", "HeadYaw", "leftEyePitch", "headRotX", "cheekRaiser_L"]
    assert match_columns(PATH, [*ARKIT_51, *quiet]).findings == ()
    (finding,) = match_columns(PATH, [*ARKIT_51, *(f"emotion {k}" for k in range(20))]).findings
    assert (finding.code, finding.level) == ("face-columns-extra", "info")
    assert "emotion 11 and 8 more" in finding.message
    (finding,) = match_columns(PATH, [*ARKIT_51[1:], "JawOpen"]).findings
    assert "no column for browDownLeft: they stay neutral; it has further columns" in finding.message
    with pytest.raises(FaceError, match="no column is an ARKit shape"):
        match_columns(PATH, ["time", "jawOpen"], ignored=(1,))
