# SPDX-License-Identifier: GPL-3.0-or-later
"""The orders in which programs write the columns of arrays that have no names.

Sources: BEAT's and InterAct's arrays are in alphabetical order; MediaPipe's Face Landmarker puts ``_neutral``
before the 51 and has no tongue; Apple's list (``ARFaceAnchor.BlendShapeLocation``, also Unreal's enumeration
and Audio2Face's ``facsNames``) goes eye by eye, then jaw, mouth, brows, cheeks, nose, tongue; Live Link
Face's tables are in that order, but right before left in jaw and mouth, and end with nine angles;
ICT-FaceKit's configuration has 53 shapes, its meshes two more, cheekRaiser.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from ...foundation.choices import Choice
from .arkit import ARKIT_51, HALVES

__all__ = [
    "ANGLES",
    "APPLE_51",
    "COLUMN_ORDERS",
    "DIRECTIONS",
    "ICT_COLUMNS",
    "LIVELINK_51",
    "NEUTRAL",
    "Layout",
    "halved",
    "layouts_of",
    "widths_of",
]

COLUMN_ORDERS: tuple[Choice, ...] = (
    Choice("auto", "Automatic", "As names beside the file or its values tell", 0),
    Choice("arkit", "Alphabetical", "ARKit's names in alphabetical order, as in InterAct and BEAT", 1),
    Choice("mediapipe", "MediaPipe", "_neutral, then ARKit's names, alphabetical without tongueOut", 2),
    Choice("livelink", "Live Link Face", "As in the app's tables: jaw and mouth right before left", 3),
    Choice("apple", "Apple", "As in Apple's list, Unreal and Audio2Face: left before right", 4),
    Choice("ict", "ICT-FaceKit", "ICT-FaceKit's 53 or 55 names in alphabetical order", 5),
    Choice("ict_config", "ICT-FaceKit, cheekRaiser Last", "Its 53 names, then both cheekRaiser", 6),
)  # fmt: skip

NEUTRAL = "_neutral"
DIRECTIONS = ("jawLeft", "jawRight", "mouthLeft", "mouthRight")  # of the whole jaw and mouth, no sides
ANGLES: tuple[str, ...] = tuple(
    f"{part}{axis}" for part in ("head", "leftEye", "rightEye") for axis in ("Yaw", "Pitch", "Roll")
)
_EYE = ("Blink", "LookDown", "LookIn", "LookOut", "LookUp", "Squint", "Wide")


def _sides(*names: str) -> tuple[str, ...]:
    return tuple(f"{name}{side}" for name in names for side in ("Left", "Right"))


def _listed(first: str, second: str) -> tuple[str, ...]:
    return (
        *(f"eye{name}{side}" for side in ("Left", "Right") for name in _EYE),
        "jawForward", f"jaw{first}", f"jaw{second}", "jawOpen", "mouthClose", "mouthFunnel", "mouthPucker",
        f"mouth{first}", f"mouth{second}",
        *_sides("mouthSmile", "mouthFrown", "mouthDimple", "mouthStretch"),
        "mouthRollLower", "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper",
        *_sides("mouthPress", "mouthLowerDown", "mouthUpperUp", "browDown"),
        "browInnerUp", *_sides("browOuterUp"), "cheekPuff", *_sides("cheekSquint", "noseSneer"),
    )  # fmt: skip


def halved(names: tuple[str, ...]) -> tuple[str, ...]:
    """Put the halves of browInnerUp and cheekPuff in the place of the whole."""
    halves = {name: [half for half, whole in HALVES.items() if whole == name] for name in names}
    return tuple(part for name in names for part in (halves[name] or [name]))


LIVELINK_51 = _listed("Right", "Left")
APPLE_51 = _listed("Left", "Right")
_ORDERS_51 = {"arkit": ARKIT_51, "livelink": LIVELINK_51, "apple": APPLE_51}
_RAISERS = _sides("cheekRaiser")
_ICT_53 = halved(ARKIT_51)
_AT = _ICT_53.index("cheekSquintLeft")
ICT_COLUMNS = (*_ICT_53[:_AT], *_RAISERS, *_ICT_53[_AT:])


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of an array.

    Attributes:
        order: The id of one of ``COLUMN_ORDERS``.
        columns: A name for each: ARKit's, a half (``HALVES``), ``_neutral``, cheekRaiser or an angle.
        prior: How much likelier it is than others before any value is seen, as a logarithm.
    """

    order: str
    columns: tuple[str, ...]
    prior: float = 0.0


def _make() -> tuple[Layout, ...]:
    # Without _neutral MediaPipe's are the alphabet's: for those who choose it.
    found = [Layout("mediapipe", (NEUTRAL, *ARKIT_51)), Layout("mediapipe", ARKIT_51, -math.inf)]
    for order, names in _ORDERS_51.items():
        for tail, prior in (((), 1.0), (("tongueOut",), 1.0), (ANGLES[:3], 0.0), (ANGLES, 0.5)):
            # The angles are Live Link Face's; without them the alphabet is the dataset's.
            usual = order == ("livelink" if len(tail) > 1 else "arkit")
            tongue = () if tail in ((), ("tongueOut",)) else ("tongueOut",)
            found.append(Layout(order, (*names, *tongue, *tail), prior if usual else 0.0))
    found += [
        Layout("ict", _ICT_53),
        Layout("ict", ICT_COLUMNS, 1.0),
        Layout("ict_config", (*_ICT_53, *_RAISERS)),
    ]
    return tuple(found)


_LAYOUTS = _make()


def layouts_of(width: int) -> tuple[Layout, ...]:
    """Return the known layouts of so many columns, the likeliest first."""
    return tuple(sorted((it for it in _LAYOUTS if len(it.columns) == width), key=lambda it: -it.prior))


def widths_of(order: str = "auto") -> tuple[int, ...]:
    """Return the numbers of columns that arrays of an order can have, ascending."""
    return tuple(sorted({len(it.columns) for it in _LAYOUTS if order in ("auto", it.order)}))
