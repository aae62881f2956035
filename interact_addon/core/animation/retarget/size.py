# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a character is as tall as people are: files in other units give giants and dwarfs."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import CharacterError
from ...foundation.findings import Finding
from ..bone_names.table import SIDES
from .body import rest_frame
from .rig import TargetRig

__all__ = ["check_fit", "check_size", "scale_for", "stature_of"]

Array = NDArray[np.float64]

_ADULT = 1.75
_LIKELY = (1.3, 2.2)
_USUAL = (0.55, 2.8)
"""Metres: babies that stand, and the tallest fantasy figures that share a floor with people."""
_POSSIBLE = (0.38, 5.0)
_UNITS = (0.01, 100.0, 0.001, 1000.0, 0.1, 10.0, 0.0254, 39.37, 0.3048, 3.281)
"""Factors between units of length that importers confuse: cm, mm, dm, inches, feet."""
_LEG_SHARE, _JOINTS_SHARE = 0.48, 0.865
"""Hip joint to ankle, and ankles to head joint, as shares of the stature."""
_USUAL_FIT, _POSSIBLE_FIT = (0.4, 2.5), (0.25, 4.0)
"""How large a mesh can be, relative to the bones that move it."""


def stature_of(rig: TargetRig, bones: Mapping[str, int]) -> float | None:
    """Return about how tall the resting character is, in metres; None if its joints do not tell.

    The longer of what its legs and its height from ankle to head tell: figures with large heads have short
    legs, and some rest sitting.

    Args:
        rig: The rig.
        bones: Role to bone.
    """
    found = []
    for side in SIDES:
        leg = [bones[role] for part in ("thigh", "shin", "foot") if (role := f"{side}_{part}") in bones]
        if len(leg) == 3:
            found.append(float(np.linalg.norm(np.diff(rig.heads[leg], axis=0), axis=-1).sum()) / _LEG_SHARE)
    frame = rest_frame({role: rig.heads[bone] for role, bone in bones.items()})
    ankles = [bones[role] for side in SIDES if (role := f"{side}_foot") in bones]
    if frame is not None and ankles and "head" in bones:
        tall = rig.heads[bones["head"]] - rig.heads[ankles].mean(axis=0)
        found.append(float(tall @ frame[:, 2]) / _JOINTS_SHARE)
    return max(found, default=None)


def check_size(name: str, rig: TargetRig, bones: Mapping[str, int]) -> Finding | None:
    """Check whether a character is as tall as people are.

    Args:
        name: The armature's name.
        rig: The rig.
        bones: Role to bone.

    Returns:
        A warning if it is unusually small or tall, else None.

    Raises:
        CharacterError: it is so small or tall that its file must be in other units.
    """
    tall = stature_of(rig, bones)
    if tall is None or _USUAL[0] <= tall <= _USUAL[1]:
        return None
    text = f"{name} is {_metres(tall)} tall: scale by {scale_for(tall):g}"
    if not _POSSIBLE[0] <= tall <= _POSSIBLE[1]:
        raise CharacterError(
            text, cure="Scale the armature object with its meshes, or import the character in the right units"
        )
    return Finding("size", f"{text} if it should be as tall as people are")


def check_fit(name: str, mesh: str, factor: float) -> Finding | None:
    """Check whether a mesh is as large as the bones that move it.

    Args:
        name: The armature's name.
        mesh: The mesh's name.
        factor: How many times as large as the bones it is, see `mesh_factor`.

    Returns:
        A warning if it hardly fits, else None.

    Raises:
        CharacterError: it cannot belong there.
    """
    if _USUAL_FIT[0] <= factor <= _USUAL_FIT[1]:
        return None
    by = next((unit for unit in _UNITS if 0.8 <= unit * factor <= 1.25), None) or float(f"{1 / factor:.1g}")
    text = f"the mesh {mesh} is {factor:.2g} times as large as the bones of {name}: scale the mesh by {by:g}"
    if not _POSSIBLE_FIT[0] <= factor <= _POSSIBLE_FIT[1]:
        raise CharacterError(text, cure="Apply the scale of both objects, and bind the mesh again")
    return Finding("size", text)


def scale_for(tall: float) -> float:
    """Return the factor that makes a character of this height a person: one between units, if one does."""
    units = (unit for unit in _UNITS if _LIKELY[0] <= unit * tall <= _LIKELY[1])
    return next(units, None) or float(f"{_ADULT / tall:.1g}")


def _metres(length: float) -> str:
    if length < 0.095:
        return f"{1000 * length:.3g} mm"
    if length < 0.995:
        return f"{100 * length:.0f} cm"
    return f"{length:.3g} m" if length < 99.5 else f"{length:.0f} m"
