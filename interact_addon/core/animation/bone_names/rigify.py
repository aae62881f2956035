# SPDX-License-Identifier: GPL-3.0-or-later
"""Rigify: the bones that deform (``DEF-``), or a bare metarig without that prefix."""

from __future__ import annotations

from .table import Convention, fingers

__all__ = ["METARIG", "RIGIFY"]


def _rigify(name: str, title: str, prefix: str) -> Convention:
    named = {
        "shoulder": "shoulder.{side}",
        "upper_arm": "upper_arm.{side}",
        "forearm": "forearm.{side}",
        "hand": "hand.{side}",
        "thigh": "thigh.{side}",
        "shin": "shin.{side}",
        "foot": "foot.{side}",
        "toe": "toe.{side}",
        "index.0": "palm.01.{side}",
        "middle.0": "palm.02.{side}",
        "ring.0": "palm.03.{side}",
        "pinky.0": "palm.04.{side}",
        **fingers("{finger}.0{n}.{side}", ("thumb", "f_index", "f_middle", "f_ring", "f_pinky")),
    }
    return Convention(
        name=name,
        title=title,
        hips=(f"{prefix}spine",),
        spine=tuple(f"{prefix}spine.00{n}" for n in (1, 2, 3)),
        neck=tuple(f"{prefix}spine.00{n}" for n in (4, 5)),
        head=(f"{prefix}spine.006",),
        sides=("L", "R"),
        sided={role: prefix + pattern for role, pattern in named.items()},
    )


RIGIFY = _rigify("rigify", "Rigify, deforming bones", "DEF-")
METARIG = _rigify("metarig", "Rigify, metarig", "")
