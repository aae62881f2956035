# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of ICT-FaceKit's 55 shapes, and their possible orders in a file.

ICT-FaceKit has 53 expressions in its configuration and two more, cheekRaiser, as meshes only. The order of
the dataset's 55 columns is not published: alphabetical is the likeliest, and calibration detects it.
"""

from __future__ import annotations

from types import MappingProxyType

from ..arkit.arkit import HALVES
from ..arkit.layouts import APPLE_51, DIRECTIONS, ICT_COLUMNS, LIVELINK_51, halved

__all__ = ["DEFAULT_ORDER", "ICT_55", "ORDERS", "arkit_name", "partner"]

_CHEEK_RAISER = ("cheekRaiser_L", "cheekRaiser_R")


def _spelt(names: tuple[str, ...]) -> tuple[str, ...]:
    """Spell ARKit's names as ICT-FaceKit does; jawLeft and its like are directions, not sides."""
    return tuple(
        name if name in DIRECTIONS else name.replace("Left", "_L").replace("Right", "_R") for name in names
    )


# In alphabetical order of the meshes' file names.
ICT_55: tuple[str, ...] = _spelt(ICT_COLUMNS)
ORDERS = MappingProxyType(
    {
        "alphabetical": ICT_55,
        # ICT's configuration is alphabetical without cheekRaiser.
        "config": (*(name for name in ICT_55 if name not in _CHEEK_RAISER), *_CHEEK_RAISER),
        # Apple's and Live Link Face's order differ in the sides of jaw and mouth.
        "apple": (*_spelt(halved(APPLE_51)), *_CHEEK_RAISER),
        "livelink": (*_spelt(halved(LIVELINK_51)), *_CHEEK_RAISER),
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
