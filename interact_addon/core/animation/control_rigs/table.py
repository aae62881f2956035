# SPDX-License-Identifier: GPL-3.0-or-later
"""Control rigs: tables from roles in the body to the controls that move them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..bone_names.table import SIDES

__all__ = ["ControlTable", "IkLimb"]


@dataclass(frozen=True)
class IkLimb:
    """The controls by which one kind of limb is posed from its end.

    Names have ``{side}`` in place of the side.

    Attributes:
        roles: The limb's upper, lower and end part.
        target: The control at its end.
        pole: The control that its elbow or knee points to.
        toe: The control of the toes, or an empty string.
    """

    roles: tuple[str, str, str]
    target: str
    pole: str
    toe: str = ""


@dataclass(frozen=True)
class ControlTable:
    """The controls of one family of rigs, and the settings with which they move the body like plain bones.

    Attributes:
        name: A short slug.
        title: What users call such a rig.
        mover: Possible names of the control that carries the whole body, likeliest first.
        hips: Possible names of the control that rotates only the pelvis.
        spine: Names of the controls along the back, from the pelvis up, each with the bone that it moves. If
            no bone of a role has these names, the controls that are present share the back's roles.
        ends: Controls of pelvis and chest that share out their rotation over the back, used where a rig has
            no ``spine``; empty if the family has none.
        neck: Names of the neck's controls, from below.
        head: Possible names of the head's control.
        sided: For each role without its side, possible names with ``{side}`` in place of the side.
        sides: The words for the left and for the right side.
        limb_switches: Custom properties of bones that blend a limb from IK to FK, and their values for FK.
        settings: Other custom properties, and their values with which each control follows the one before.
        ik: The controls that a limb has besides FK.
        tried: Whether rigs of this family were played in Blender, or only their published names are known.
    """

    name: str
    title: str
    mover: tuple[str, ...]
    hips: tuple[str, ...]
    spine: Mapping[str, str]
    ends: tuple[str, ...]
    neck: tuple[str, ...]
    head: tuple[str, ...]
    sided: Mapping[str, tuple[str, ...]]
    sides: tuple[str, str]
    limb_switches: Mapping[str, float]
    settings: Mapping[str, float]
    ik: tuple[IkLimb, ...]
    tried: bool

    def limbs(self) -> Mapping[str, tuple[str, ...]]:
        """Return role to possible names, for all roles with a side."""
        return {
            f"{side}_{role}": tuple(name.replace("{side}", word) for name in names)
            for side, word in zip(SIDES, self.sides, strict=True)
            for role, names in self.sided.items()
        }
