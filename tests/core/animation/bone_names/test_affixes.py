# SPDX-License-Identifier: GPL-3.0-or-later
"""Every table's names as other programs spell them: the same roles on the same joints."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from interact_addon.core.animation.bone_names import identify

sys.path.append(str(Path(__file__).resolve().parents[1] / "retarget"))
from foreign_rigs import RIGS, Rig

CHANGES = {
    "Sketchfab": lambda name, n: f"{name}_{n:02d}",
    "Sketchfab, a large scene": lambda name, n: f"{name}_{n + 1200}",
    "joined in Blender": lambda name, n: f"{name}.001",
    "some joined in Blender": lambda name, n: f"{name}.00{n % 3}" if n % 3 else name,
    "numbers in front": lambda name, n: f"{n:02d}_{name}",
    "a namespace": lambda name, n: f"Anna:{name}",
    "nested namespaces": lambda name, n: f"Shot_01|Anna_v2:Skeleton:{name}",
    "a prefix": lambda name, n: f"Armature_{name}",
    "two prefixes and a number": lambda name, n: f"Anna_Rig_{name}_{n:03d}",
    "a suffix": lambda name, n: f"{name}_bone",
    "capitals": lambda name, n: name.upper(),
    "small letters": lambda name, n: name.lower(),
    "spaces": lambda name, n: re.sub(r"[_.]", " ", name),
    "underscores": lambda name, n: re.sub(r"[ .]", "_", name),
    "hyphens": lambda name, n: re.sub(r"[ ._]", "-", name),
    "three.js, without dots, spaces and colons": lambda name, n: re.sub(r"[.: ]", "", name),
}


SOME = "some joined in Blender"
RIGIFY = [rig.title for rig in RIGS if any(re.search(r"\.00\d$", bone.name) for bone in rig.bones())]
"""Rigify's own names end as Blender's repeated ones do, so that some of these tell nothing."""
CASES = [(rig, change) for rig in RIGS for change in CHANGES if change != SOME or rig.title not in RIGIFY]


@pytest.mark.parametrize(("rig", "change"), CASES, ids=lambda one: getattr(one, "title", one))
def test_a_spelling_changes_nothing(rig: Rig, change: str) -> None:
    bones = rig.bones()
    index = {bone.name: number for number, bone in enumerate(bones)}
    parents = [index[bone.parent] if bone.parent else -1 for bone in bones]
    spelled = [CHANGES[change](bone.name, number) for number, bone in enumerate(bones, start=1)]
    naming = identify(spelled, parents)
    wanted = {bone.role: name for bone, name in zip(bones, spelled, strict=True) if bone.role}
    assert dict(naming.roles) == wanted
