# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of ICT-FaceKit's 55 shapes, and their possible orders in a file.

ICT-FaceKit has 53 expressions in its configuration and two more, cheekRaiser, as meshes only. The order of
the dataset's 55 columns is not published: alphabetical is the likeliest, and calibration detects it.
"""

from __future__ import annotations

from types import MappingProxyType

from ..arkit.arkit import HALVES

__all__ = ["DEFAULT_ORDER", "ICT_55", "ORDERS", "arkit_name", "partner"]

# In alphabetical order of the meshes' file names.
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
# ICT's configuration is alphabetical without them.
_CONFIG: tuple[str, ...] = (*(name for name in ICT_55 if name not in _CHEEK_RAISER), *_CHEEK_RAISER)
# In Apple's order: eye by eye, then jaw, mouth, brows, cheeks, nose.
_EYE = ("eyeBlink", "eyeLookDown", "eyeLookIn", "eyeLookOut", "eyeLookUp", "eyeSquint", "eyeWide")


def _listed(jaw: tuple[str, ...], mouth: tuple[str, ...]) -> tuple[str, ...]:
    """Return Apple's or Live Link Face's order, which differ in the sides of jaw and mouth."""
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
    """Return the ARKit shape that an ICT shape equals or is half of; None for cheekRaiser.

    >>> arkit_name("eyeBlink_L"), arkit_name("cheekPuff_R"), arkit_name("jawLeft")
    ('eyeBlinkLeft', 'cheekPuff', 'jawLeft')
    """
    if name in _CHEEK_RAISER:
        return None
    spelt = name.replace("_L", "Left").replace("_R", "Right")
    return HALVES.get(spelt, spelt)


def partner(name: str) -> str | None:
    """Return the same shape on the other side, or None for a shape without sides."""
    if name.endswith("_L"):
        return f"{name[:-1]}R"
    return f"{name[:-1]}L" if name.endswith("_R") else None
