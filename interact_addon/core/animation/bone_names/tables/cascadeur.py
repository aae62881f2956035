# SPDX-License-Identifier: GPL-3.0-or-later
"""Cascadeur's standard characters, such as Cascy.

From the joints of its sample scenes as users list them; no official list was found. Tried on a rig rebuilt
with these names only.
"""

from __future__ import annotations

from ..table import Convention, fingers

__all__ = ["CASCADEUR"]

CASCADEUR = Convention(
    name="cascadeur",
    title="Cascadeur",
    hips=("pelvis",),
    spine=("stomach", "chest"),
    neck=("neck",),
    head=("head",),
    sides=("l", "r"),
    sided={
        "shoulder": "clavicle_{side}",
        "upper_arm": "arm_{side}",
        "forearm": "forearm_{side}",
        "hand": "hand_{side}",
        "thigh": "thigh_{side}",
        "shin": "calf_{side}",
        "foot": "foot_{side}",
        "toe": "toe_{side}",
        **fingers("{finger}_{n}_{side}", ("thumb", "index", "middle", "ring", "pinky")),
    },
)
