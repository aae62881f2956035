# SPDX-License-Identifier: GPL-3.0-or-later
"""Helpers of the people's meshes: shadow casters, and stand-ins that are shown while a scene is played.

A shadow caster is inside a person, casts its shadow in Workbench, and is seen nowhere.
"""

from __future__ import annotations

from typing import Any

import bpy

__all__ = ["as_caster", "as_stand_in", "is_caster", "is_helper", "only_in_workbench", "stands_for"]

_CASTER = "interact_caster"
_STANDS_FOR = "interact_stands_for"
_SEEN_BY = ("camera", "diffuse", "glossy", "raycast", "shadow", "transmission", "volume_scatter")


def as_caster(thing: bpy.types.Object, of: bpy.types.Object) -> None:
    """Make a mesh a shadow caster: Workbench draws its shadow, EEVEE and Cycles nothing of it.

    Workbench does not know the rays' visibility, so the mesh has to be inside what it casts for, and hidden
    from renders with it, by a driver. It can be selected: else it would stay behind, a thinner person, when
    the user selects all of one to delete or hide them.

    Args:
        thing: The mesh.
        of: The mesh that it is hidden from renders with.
    """
    caster: Any = thing
    caster[_CASTER] = True
    caster.display.show_shadows = True
    only_in_workbench(caster)
    driver = caster.driver_add("hide_render").driver
    driver.type = "AVERAGE"
    variable = driver.variables.new()
    variable.targets[0].id, variable.targets[0].data_path = of, "hide_render"


def only_in_workbench(thing: bpy.types.Object) -> None:
    """Let EEVEE and Cycles draw nothing of a mesh, nor its shadow or its light."""
    one: Any = thing
    for ray in _SEEN_BY:
        if hasattr(one, f"visible_{ray}"):  # "raycast" only from 5.1
            setattr(one, f"visible_{ray}", False)
    for probe in ("volume", "sphere", "plane"):
        setattr(one, f"hide_probe_{probe}", True)


def is_caster(thing: bpy.types.Object) -> bool:
    """Return whether an object is a shadow caster."""
    return bool(thing.get(_CASTER))


def as_stand_in(thing: bpy.types.Object, of: bpy.types.Object) -> None:
    """Show a mesh instead of another one in viewports only."""
    thing[_STANDS_FOR] = of
    thing.hide_render, thing.hide_viewport = True, False
    of.hide_viewport = True


def stands_for(thing: bpy.types.Object) -> bpy.types.Object | None:
    """Return the mesh object that an object is a stand-in of; None for others."""
    return thing.get(_STANDS_FOR)


def is_helper(thing: bpy.types.Object) -> bool:
    """Return whether an object is a shadow caster or a stand-in: no one's to key, to measure or to export."""
    return is_caster(thing) or thing.get(_STANDS_FOR) is not None
