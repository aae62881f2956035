# SPDX-License-Identifier: GPL-3.0-or-later
"""Stop the upper lid at the lower one when a person blinks while looking down.

Both shapes lower the lid, and the captures' weights share the way between them; together they go too far.
A corrective shape key on each side undoes as much of the blink, by a driver. It is not one of ARKit's
shapes, so nothing imports, keys or exports it, and its driver's expression is simple: Blender evaluates it
without Python, also where scripts are disabled.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...core.characters import Part
from ...core.characters.body.lids import LID_STOPS, STOP_DOWN

__all__ = ["add_lid_stops"]


def add_lid_stops(thing: Any, part: Part) -> None:
    """Add the corrective keys to a mesh object that has the part's shape keys."""
    for name, (blink, down) in LID_STOPS.items():
        if blink not in part.shapes or down not in part.shapes:
            continue
        key = thing.shape_key_add(name=name, from_mix=False)
        key.points.foreach_set("co", np.ravel(part.vertices - part.shapes[blink]))
        key.value = 0.0
        driver = key.driver_add("value").driver
        driver.type = "SCRIPTED"
        for variable_name, shape in (("blink", blink), ("down", down)):
            variable = driver.variables.new()
            variable.name = variable_name
            target = variable.targets[0]
            target.id_type = "KEY"
            target.id = thing.data.shape_keys
            target.data_path = f'key_blocks["{shape}"].value'
        driver.expression = f"max(0, blink + {STOP_DOWN} * down - 1)"
