# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from interact_addon.core.face.arkit import ARKIT_51, ARKIT_52, match_shape_keys


def test_a_mesh_with_all_of_them() -> None:
    match = match_shape_keys(ARKIT_51, ["Basis", *(f"!ex-{name}" for name in ARKIT_52)])
    assert match.pairs == tuple((name, f"!ex-{name}") for name in ARKIT_51)
    assert match.missing == match.unknown == match.doubled == ()
    assert match.findings("Face") == ()


def test_everything_left_over_is_one_finding() -> None:
    match = match_shape_keys(
        ("jawOpen", "eyeBlinkLeft", "mouthClose"), ["Basis", "JawOpen", "viseme_aa", "frown"]
    )
    assert match.pairs == (("jawOpen", "JawOpen"),)
    assert match.missing == ("eyeBlinkLeft", "mouthClose")
    assert match.unknown == ("viseme_aa", "frown")
    (finding,) = match.findings("Face_003")
    assert finding.level == "warning"
    for word in ("Face_003", "eyeBlinkLeft, mouthClose", "viseme_aa, frown"):
        assert word in finding.message


def test_other_shapes_on_the_mesh_are_only_a_note() -> None:
    (finding,) = match_shape_keys(("jawOpen",), ["jawOpen", "viseme_aa"]).findings("Face")
    assert finding.level == "info"


def test_halves_are_driven_together_where_the_whole_is_not_there() -> None:
    match = match_shape_keys(("browInnerUp", "cheekPuff"), ["browInnerUp_L", "browInnerUp_R", "cheekPuff_L"])
    assert match.pairs == (
        ("browInnerUp", "browInnerUp_L"),
        ("browInnerUp", "browInnerUp_R"),
        ("cheekPuff", "cheekPuff_L"),
    )
    assert match.missing == ()


def test_a_whole_shape_leaves_its_halves_alone() -> None:
    match = match_shape_keys(("cheekPuff",), ["cheekPuff_L", "cheekPuff", "cheekPuff_R"])
    assert match.pairs == (("cheekPuff", "cheekPuff"),)
    assert match.doubled == ("cheekPuff_L", "cheekPuff_R")


def test_of_two_spellings_the_plainer_is_driven_once() -> None:
    match = match_shape_keys(("jawOpen",), ["Head.jawOpen", "JawOpen", "jawOpen", "jaw_open"])
    assert match.pairs == (("jawOpen", "jawOpen"),)
    assert match.doubled == ("Head.jawOpen", "JawOpen", "jaw_open")
    assert "JawOpen" in match.findings("Face")[0].message


def test_a_mesh_without_any() -> None:
    match = match_shape_keys(ARKIT_51, [])
    assert match.pairs == ()
    assert match.missing == ARKIT_51
