# SPDX-License-Identifier: GPL-3.0-or-later
"""The 55 shapes of ICT-FaceKit, and the orders in which they may stand in a file.

ICT-FaceKit has 53 expressions in its configuration and two more, cheekRaiser, as meshes only. Which order the
dataset's 55 columns have is not published: the alphabet is the likeliest, and calibration finds it out.
"""

from __future__ import annotations

from types import MappingProxyType

from ..arkit.arkit import HALVES

__all__ = ["DEFAULT_ORDER", "ICT_55", "ORDERS", "arkit_name", "partner"]

# By the alphabet of the meshes' file names.
ICT_55: tuple[str, ...] = (
    "browDown_L", "browDown_R", "browInnerUp_L", "browInnerUp_R", "browOuterUp_L", "browOuterUp_R",
    "cheekPuff_L", "cheekPuff_R", "cheekRaiser_L", "cheekRaiser_R", "cheekSquint_L", "cheekSquint_R",
    "eyeBlink_L", "eyeBlink_R", "eyeLookDown_L", "eyeLookDown_R", "eyeLookIn_L", "eyeLookIn_R",
    "eyeLookOut_L", "eyeLookOut_R", "eyeLookUp_L", "eyeLookUp_R", "eyeSquint_L", "eyeSquint_R",
    "eyeWide_L", "eyeWide_R",
    "jawForward", "jawLeft", "jawOpen", "jawRight",
    "mouthClose", "mouthDimple_L", "mouthDimple_R", "mouthFrown_L", "mouthFrown_R", "mouthFunnel",
    "mouthLeft", "mouthLowerDown_L", "mouthLowerDown_R", "mouthPress_L", "mouthPress_R", "mouthPucker",
    "mouthRight", "mouthRollLower", "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper",
    "mouthSmile_L", "mouthSmile_R", "mouthStretch_L", "mouthStretch_R", "mouthUpperUp_L", "mouthUpperUp_R",
    "noseSneer_L", "noseSneer_R",
)  # fmt: skip

_CHEEK_RAISER = ("cheekRaiser_L", "cheekRaiser_R")
# ICT's own configuration is the alphabet without them.
_CONFIG: tuple[str, ...] = (*(name for name in ICT_55 if name not in _CHEEK_RAISER), *_CHEEK_RAISER)
# As Apple lists them: eye by eye, then jaw, mouth, brows, cheeks, nose.
_EYE = ("eyeBlink", "eyeLookDown", "eyeLookIn", "eyeLookOut", "eyeLookUp", "eyeSquint", "eyeWide")


def _listed(jaw: tuple[str, ...], mouth: tuple[str, ...]) -> tuple[str, ...]:
    """Apple's list and Live Link Face's differ in which side of the jaw and of the mouth comes first."""
    sided = ("Smile", "Frown", "Dimple", "Stretch")
    pressed = ("Press", "LowerDown", "UpperUp")
    return (
        *(f"{name}_L" for name in _EYE),
        *(f"{name}_R" for name in _EYE),
        "jawForward", *jaw, "jawOpen", "mouthClose", "mouthFunnel", "mouthPucker", *mouth,
        *(f"mouth{name}_{side}" for name in sided for side in "LR"),
        "mouthRollLower", "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper",
        *(f"mouth{name}_{side}" for name in pressed for side in "LR"),
        "browDown_L", "browDown_R", "browInnerUp_L", "browInnerUp_R", "browOuterUp_L", "browOuterUp_R",
        "cheekPuff_L", "cheekPuff_R", "cheekSquint_L", "cheekSquint_R", "noseSneer_L", "noseSneer_R",
        *_CHEEK_RAISER,
    )  # fmt: skip


ORDERS = MappingProxyType(
    {
        "alphabetical": ICT_55,
        "config": _CONFIG,
        "apple": _listed(("jawLeft", "jawRight"), ("mouthLeft", "mouthRight")),
        "livelink": _listed(("jawRight", "jawLeft"), ("mouthRight", "mouthLeft")),
    }
)
DEFAULT_ORDER = "alphabetical"


def arkit_name(name: str) -> str | None:
    """The ARKit shape that an ICT shape is, or is half of; None for cheekRaiser.

    >>> arkit_name("eyeBlink_L"), arkit_name("cheekPuff_R"), arkit_name("jawLeft")
    ('eyeBlinkLeft', 'cheekPuff', 'jawLeft')
    """
    if name in _CHEEK_RAISER:
        return None
    spelt = name.replace("_L", "Left").replace("_R", "Right")
    return HALVES.get(spelt, spelt)


def partner(name: str) -> str | None:
    """The same shape on the other side, or None for a shape without sides."""
    if name.endswith("_L"):
        return f"{name[:-1]}R"
    return f"{name[:-1]}L" if name.endswith("_R") else None
