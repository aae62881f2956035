# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interact_addon.core.face.arkit.arkit import ARKIT_51, ARKIT_52
from interact_addon.core.face.arkit.spelling import canonical_name, recognise


def test_the_orders() -> None:
    assert len(ARKIT_51) == len(set(ARKIT_51)) == 51
    assert list(ARKIT_52) == sorted(ARKIT_52)
    assert (*ARKIT_51, "tongueOut") == ARKIT_52
    # The places that FORMATS.md gives.
    assert [ARKIT_51.index(name) for name in ("browInnerUp", "eyeBlinkLeft", "jawOpen", "mouthRight")] == [
        2,
        8,
        24,
        38,
    ]


def words(name: str) -> list[str]:
    return re.findall(r"[A-Z]?[a-z]+", name)


SPELLINGS = {
    "plain": lambda name: name,
    "pascal": lambda name: name[0].upper() + name[1:],
    "snake": lambda name: "_".join(words(name)).lower(),
    "capital snake": lambda name: "_".join(words(name)).upper(),
    "kebab": lambda name: "-".join(words(name)).lower(),
    "words": lambda name: " ".join(words(name)).title(),
    "ex": lambda name: "!ex-" + name,
    "mesh and node": lambda name: "Face.M_F01_" + name,
    "maya": lambda name: "blendShape1." + name,
    "path": lambda name: "Head|blendShape1|" + name,
    "metahuman": lambda name: "CTRL_expressions_" + name,
    "copy": lambda name: name + ".001",
    "reallusion": lambda name: "A25_" + "_".join(words(name)).title(),
    "spaces": lambda name: f" {name}\t",
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_name_is_known_in_every_spelling(spelling: str) -> None:
    assert [canonical_name(SPELLINGS[spelling](name)) for name in ARKIT_52] == list(ARKIT_52)


SIDES = {
    "ict": lambda base, side: f"{base}_{side[0]}",
    "blender": lambda base, side: f"{base}.{side[0]}",
    "small": lambda base, side: f"{base}_{side[0].lower()}",
    "camel": lambda base, side: base + side[0],
    "snake": lambda base, side: "_".join([*words(base), side[0]]).lower(),
    "word": lambda base, side: f"{base}_{side}",
    "prefixed": lambda base, side: f"Face.{base}_{side[0]}",
    "prefixed weakly": lambda base, side: f"M_{base}_{side[0]}",
}


@pytest.mark.parametrize("form", SIDES)
def test_sides_may_be_letters(form: str) -> None:
    sideways = ("mouthLeft", "mouthRight", "jawLeft", "jawRight")
    sided = [name for name in ARKIT_51 if name.endswith(("Left", "Right")) and name not in sideways]
    assert len(sided) == 36
    for name in sided:
        side = "Left" if name.endswith("Left") else "Right"
        assert canonical_name(SIDES[form](name.removesuffix(side), side)) == name


@pytest.mark.parametrize(
    "text",
    ["", " ", "Basis", "eyeBlink", "leftEyeBlink", "blinkLeft", "smile", "jaw", "Key 1", "!ex-", "___", "."]
    # Half of a shape is not the shape.
    + ["cheekPuff_L", "browInnerUp_R", "browInnerUpLeft"]
    # Sideways, not one side.
    + ["mouth_L", "mouthL", "jaw_R", "jaw.r"]
    # Corrections and combinations.
    + ["jawOpen_mouthClose", "jaw_open_mouth_close", "jawOpen.mouthClose", "mouthClose+jawOpen", "no_jawOpen"]
    + ["corrective-jawOpen", "jawOpen_fix", "eyeBlinkLeftCorrective", "neg.jawOpen", "smile_L.jawOpen_no"]
    # Another part of the face.
    + [
        "outer_eye_blink_left",
        "upper_mouthLeft",
        "Lower mouth left",
        "left_eye_wide_left",
        "inner-browDownLeft",
    ]
    + ["eyeBlinkLeft2", "xeyeBlinkLeft", "eyeBlinkLeftx", "eyeBlinkLeft.01", "mouthSmileLeftRight"],
)
def test_a_doubtful_name_is_no_match(text: str) -> None:
    assert canonical_name(text) is None


@pytest.mark.parametrize("text", ["jawOpen." * 20_000, "_" * 100_000, "jawOpen" + "0.0" * 20_000])
def test_a_name_as_long_as_a_file_is_none_and_soon(text: str) -> None:
    started = time.process_time()
    assert recognise(text) is None
    assert time.process_time() - started < 0.1


def test_distance_ranks_the_plain_spelling_first() -> None:
    ranks = [recognise(text)[1] for text in ("jawOpen", "JawOpen", "Head.jawOpen", "jawOpen.001")]
    assert ranks == [0, 1, 2, 2]


@given(st.text(max_size=60))
def test_any_text_gives_a_name_or_none(text: str) -> None:
    assert canonical_name(text) in (None, *ARKIT_52)
