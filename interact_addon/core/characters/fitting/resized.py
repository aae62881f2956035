# SPDX-License-Identifier: GPL-3.0-or-later
"""A person who is taller or smaller than the one who was captured."""

from __future__ import annotations

import os

from ...animation.skeleton import Motion
from ...contacts.girth import Girth, least_of
from ..body.base_mesh import build_body
from ..body.detail import Detail
from ..body.looks import Look
from ..makehuman import Assets
from .fit import person_height, person_stature
from .fitted import FittedCharacter, fitted_character

__all__ = ["resized_character"]


def resized_character(
    look: Look,
    capture: Motion,
    height: float,
    *,
    detail: Detail = Detail.FULL,
    girth: Girth | None = None,
    cache: str | os.PathLike[str] | None = None,
    assets: Assets | None = None,
) -> tuple[FittedCharacter, float]:
    """Fit a person to a capture's skeleton that is scaled until the person has a height.

    All lengths are scaled alike: the person has the captured proportions.

    Args:
        look: The person.
        capture: The motion, metres, Z up.
        height: The stature, barefoot and without hair, metres.
        detail: Level of detail.
        girth: How thick the person is at most, relative to grown people; None for as they are. A child is
            as much thicker as children are for their size.
        cache: Folder for fitted characters; None for the default.
        assets: The MakeHuman data; None for those of `Assets.find`.

    Returns:
        The person, whose skeleton is the scaled one; and the factor.

    Raises:
        CharacterError: The data are missing or damaged, or the skeleton is not a person's.
    """
    assets = Assets.find() if assets is None else assets
    body = build_body(assets, look)
    factor = height / person_stature(body, capture.skeleton)
    larger = capture.scaled(factor)
    if girth is not None:
        girth = _stocky(girth, person_height(body, larger.skeleton) / height)
    person = fitted_character(look, larger, detail=detail, girth=girth, cache=cache, assets=assets)
    return person, factor


def _stocky(girth: Girth, wider: float) -> Girth:
    """Return the girth of a child, whose body is so many times wider than a grown person's of that size.

    Bodies are not built below a stature (see `person_height`): children are shorter, and as wide. What is
    average of people is too thin for them: it tears clothes.
    """
    if wider <= 1.0:
        return girth
    return Girth({region: wider * max(limit, least_of(region)) for region, limit in girth.limits.items()})
