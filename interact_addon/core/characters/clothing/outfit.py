# SPDX-License-Identifier: GPL-3.0-or-later
"""A person's skin, hair and clothes, read from the ``style`` table of the data file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import CharacterError
from ..body.colours import linear, natural_lips, scaled
from ..body.looks import Look
from ..hair.beard import BEARDS
from ..hair.hair_styles import STYLES
from .garments import TOPS, TROUSERS
from .shoes import SHOES
from .skirt import SKIRTS

__all__ = ["REPLACED", "Outfit", "left_out", "outfit_of", "slot_colour"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Outfit:
    """A person's skin, hair and clothes; colours are hex codes.

    Attributes:
        skin: Tone of the skin.
        lips: Colour of the lips; derived from the skin if empty.
        eyes: Colour of the irises.
        hair: Colour of the hair.
        haircut: One of `hair_styles.STYLES`.
        recede: How far the hair has receded at the forehead, in half eye distances.
        beard: One of `beard.BEARDS`.
        brows: Thickness of the brows, 1 is average.
        top: One of `garments.TOPS`.
        top_colour: Its colour.
        trim: Colour of its ribs and buttons; a little darker than the top if empty.
        trousers: One of `garments.TROUSERS`.
        trousers_colour: Their colour.
        skirt: One of `skirt.SKIRTS`, worn over the trousers; the top is tucked into it.
        skirt_colour: Its colour.
        tucked: Whether the top is tucked into the trousers.
        belt: Colour of a belt; no belt if empty.
        shoes: One of `shoes.SHOES`.
        shoe_colour: Colour of their uppers.
        sole: Colour of their soles.
        wear: Pieces of the user's wardrobe, as ``fedora`` or ``fedora #4b4038``; see `wearing`.
        keep: Kinds of our own that are worn all the same where a piece would replace them.
    """

    skin: str = "#d9a987"
    lips: str = ""
    eyes: str = "#5b4029"
    hair: str = "#3d2a1c"
    haircut: str = "crop"
    recede: float = 0.0
    beard: str = "none"
    brows: float = 1.0
    top: str = "tshirt"
    top_colour: str = "#5f7f96"
    trim: str = ""
    trousers: str = "jeans"
    trousers_colour: str = "#2f3c55"
    skirt: str = "none"
    skirt_colour: str = "#6b3442"
    tucked: bool = False
    belt: str = ""
    shoes: str = "sneakers"
    shoe_colour: str = "#e8e6e1"
    sole: str = "#f1efe9"
    wear: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()


_KINDS: Mapping[str, Iterable[str]] = {
    "haircut": STYLES,
    "beard": BEARDS,
    "top": TOPS,
    "trousers": TROUSERS,
    "skirt": SKIRTS,
    "shoes": SHOES,
}
_LIMITS = {"recede": 2.0, "brows": 3.0}
_NAMES = {tuple: "a list of names in quotes", bool: "true or false", str: "a text", float: "a number"}
REPLACED = ("top", "trousers", "skirt", "shoes", "haircut", "beard", "brows", "lashes")
"""Kinds of our own that pieces of a wardrobe replace."""
_COLOURS = (
    "skin",
    "lips",
    "eyes",
    "hair",
    "top_colour",
    "trim",
    "trousers_colour",
    "skirt_colour",
    "belt",
    "shoe_colour",
    "sole",
)


def outfit_of(look: Look) -> Outfit:
    """Read a look's ``style``; missing keys have defaults.

    Raises:
        CharacterError: An unknown key or kind, a value of the wrong type, or an invalid colour.
    """
    known = {field.name: field.type for field in fields(Outfit)}
    values: dict[str, Any] = {}
    style = dict(look.style)
    for key in ("wear", "keep"):
        if isinstance(style.get(key), list):
            style[key] = tuple(style[key])
    bare = left_out(look)
    for key, value in style.items():
        if key in bare:
            continue
        if key not in known:
            raise CharacterError(f"{look.id}: the style has no {key!r}", cure=f"Known are {', '.join(known)}")
        wanted = type(getattr(Outfit, key))
        if wanted is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if not isinstance(value, wanted):
            kind = _NAMES.get(wanted, wanted.__name__)
            raise CharacterError(f"{look.id}: style {key} is {value!r}, not {kind}")
        if key in _LIMITS and not 0.0 <= value <= _LIMITS[key]:  # nor NaN
            raise CharacterError(f"{look.id}: style {key} is {value}, not from 0 to {_LIMITS[key]:g}")
        if wanted is tuple and not all(isinstance(each, str) for each in value):
            raise CharacterError(f"{look.id}: style {key} is {value!r}, not {_NAMES[tuple]}")
        values[key] = value
    outfit = Outfit(**values)
    if strange := set(outfit.keep) - set(REPLACED):
        raise CharacterError(
            f"{look.id}: style keep has {', '.join(sorted(strange))}",
            cure=f"Known are {', '.join(REPLACED)}",
        )
    for key, kinds in _KINDS.items():
        if getattr(outfit, key) not in kinds:
            raise CharacterError(
                f"{look.id}: there is no {key} {getattr(outfit, key)!r}",
                cure=f"Choose one of {', '.join(kinds)}",
            )
    for key in _COLOURS:
        if getattr(outfit, key):
            linear(getattr(outfit, key))
    return outfit


def left_out(look: Look) -> frozenset[str]:
    """Return the kinds of our own clothes and hair that a style leaves out with ``"none"``.

    Only beside ``wear``, for a piece that replaces them: nobody is left bare by a slip.
    """
    if not look.style.get("wear"):
        return frozenset()
    return frozenset(key for key in ("top", "trousers", "shoes", "haircut") if look.style.get(key) == "none")


def slot_colour(outfit: Outfit, slot: str) -> Floats:
    """Return the (3,) linear colour of a material slot, for the viewport and for tinting its geometry.

    Raises:
        CharacterError: An unknown slot.
    """
    skin, hair, top = linear(outfit.skin), linear(outfit.hair), linear(outfit.top_colour)
    trim = linear(outfit.trim) if outfit.trim else scaled(top, 0.72)
    cloth, shoe = linear(outfit.trousers_colour), linear(outfit.shoe_colour)
    table: dict[str, Floats] = {
        "skin": skin,
        "lips": linear(outfit.lips) if outfit.lips else natural_lips(skin),
        "mouth": np.array([0.20, 0.04, 0.04]),
        "nails": scaled(skin, 1.18, 1.0, 0.98),
        "sclera": np.array([0.80, 0.76, 0.73]),
        "iris": linear(outfit.eyes),
        "pupil": np.array([0.006, 0.005, 0.005]),
        "teeth": np.array([0.80, 0.76, 0.66]),
        "gums": np.array([0.55, 0.20, 0.18]),
        "tongue": np.array([0.50, 0.17, 0.16]),
        "lashes": scaled(hair, 0.35),
        "brows": scaled(hair, 0.9),
        "beard": scaled(hair, 0.95),
        "hair": hair,
        "top": top,
        "top trim": trim,
        "button": linear(outfit.trim) if outfit.trim else np.array([0.75, 0.72, 0.66]),
        "trousers": cloth,
        "skirt": linear(outfit.skirt_colour),
        "waistband": scaled(cloth, 0.88),
        "belt": linear(outfit.belt) if outfit.belt else scaled(cloth, 0.5),
        "shoe": shoe,
        "sole": linear(outfit.sole),
        "shoe trim": scaled(shoe, 0.80),
        "lace": linear(outfit.sole) if shoe.mean() < 0.4 else scaled(shoe, 0.9),
    }
    if slot not in table:
        raise CharacterError(f"no character has a material {slot!r}")
    return table[slot]
