# SPDX-License-Identifier: GPL-3.0-or-later
"""Which regions of a body hang on each other."""

from __future__ import annotations

from ..contacts.parts import HEAD, TRUNK

__all__ = ["neighbours", "region_of"]

_HANGS_ON = {
    "forearm": "upper_arm",
    "hand": "forearm",
    "shin": "thigh",
    "foot": "shin",
    "upper_arm": TRUNK,
    "thigh": TRUNK,
}


def region_of(role: str) -> str:
    """Return the region of a role that contacts have: necks are of the head, hips and backs of the trunk."""
    stem = role.partition(".")[0]
    return {"hips": TRUNK, "spine": TRUNK, "neck": HEAD}.get(stem, stem)


def neighbours(region: str, other: str) -> bool:
    """Return whether one of two regions hangs on the other."""
    return other == _upper(region) or region == _upper(other)


def _upper(region: str) -> str:
    side, _, part = region.partition("_")
    upper = TRUNK if region == HEAD else _HANGS_ON.get(part, "")
    return upper if upper in ("", TRUNK) else f"{side}_{upper}"
