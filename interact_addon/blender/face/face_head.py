# SPDX-License-Identifier: GPL-3.0-or-later
"""Build an ICT-FaceKit head as Blender objects: the mesh with its 55 shape keys, and eyes that rotate.

The mesh's vertices are the template's, in the same order. Faces that would cover the eyes (the fluid at the
lids, the shells around the eyeball, the inner eyeball) and the sheets of lashes are left out; their vertices
stay. Lashes are hairs in a separate mesh.

The eyeballs are weighted to two bones, which drivers rotate. The drivers have simple expressions, which
Blender evaluates without Python, so they work also where scripts are disabled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.animation.skeleton import Skeleton
from ...core.face.head.eyes import LOOK_DEGREES, SIDES, Eye, find_eyes
from ...core.face.head.lashes import Hairs, lash_hairs
from ...core.face.head.obj import Mesh
from ...core.face.head.paint import SkinColours, eye_places, paint
from ...core.face.head.parts import PARTS, part_of_faces
from ...core.foundation.errors import FaceError
from ...core.foundation.findings import Finding
from ..characters.armature import build_armature
from .face_materials import FACE_SLOTS, face_material

__all__ = ["METRES", "FaceHead", "build_head", "eye_bone", "to_blender"]

METRES = 0.01  # templates are in centimetres
_HIDDEN = ("tears", "eye_blend", "eye_occlusion", "lashes", "iris_left", "iris_right")
_SLOT_OF = {"gums": "gums", "teeth": "teeth", "sclera_left": "eye", "sclera_right": "eye"}
_MOVED = 5e-5  # metres: the lashes' mesh leaves out shapes that move it less


@dataclass(frozen=True)
class FaceHead:
    """What was built.

    Attributes:
        mesh: The mesh object: the template's vertices, with a shape key for each of the 55.
        lashes: The lashes' mesh object, or None where the template has none.
        armature: Its bones are the two eyes; None where the template has no eyeballs.
        findings: Warnings, such as missing eyes.
    """

    mesh: bpy.types.Object
    lashes: bpy.types.Object | None
    armature: bpy.types.Object | None
    findings: tuple[Finding, ...] = ()

    @property
    def meshes(self) -> tuple[bpy.types.Object, ...]:
        """The objects with shape keys."""
        return (self.mesh,) if self.lashes is None else (self.mesh, self.lashes)


def to_blender(points: NDArray) -> NDArray[np.float64]:
    """Convert points (..., 3) from a template's centimetres, Y up, facing +Z, to metres, Z up, facing -Y."""
    x, y, z = np.moveaxis(np.asarray(points, np.float64), -1, 0)
    return np.stack((x, -z, y), axis=-1) * METRES


def eye_bone(side: str) -> str:
    """Return the name of an eye's bone; ``side`` is the subject's ``Left`` or ``Right``."""
    return f"eye.{side[0]}"


def build_head(
    template: Mesh,
    basis: NDArray[np.float32],
    names: Sequence[str],
    *,
    name: str,
    tone: SkinColours,
    collection: bpy.types.Collection,
) -> FaceHead:
    """Build a head into a collection, at rest, at the template's position.

    Args:
        template: The neutral mesh.
        basis: (55, V*3) offsets, in the template's units.
        names: The shapes' names, in the order of the basis.
        name: Name of the mesh, such as ``mesh-001``.
        tone: Skin colours.
        collection: Where the objects go.
    """
    places = to_blender(template.vertices)
    offsets = to_blender(basis.reshape(len(names), -1, 3))
    colours = paint(template, tone)
    parts = part_of_faces(template)
    shown = ~np.isin(parts, [PARTS.index(part) for part in _HIDDEN])
    head = _object(name, places, _face_rows(template, shown), collection)
    slots = [FACE_SLOTS.index(_SLOT_OF.get(PARTS[part], "skin")) for part in parts[shown]]
    _dress(head, slots, colours, places, tone)
    _eye_attribute(head, template)
    _add_shapes(head, places, offsets, names)
    lashes = _build_lashes(template, places, offsets, names, name, tone, collection)
    findings: tuple[Finding, ...] = ()
    armature = None
    try:
        eyes = find_eyes(template)
    except FaceError as error:
        findings = (Finding("eyes-do-not-turn", str(error).rstrip("."), path=str(template.path)),)
    else:
        armature = _build_eyes(head, eyes, names, name, collection)
    if lashes is not None:
        lashes.parent = head
    return FaceHead(head, lashes, armature, findings)


def _face_rows(template: Mesh, shown: NDArray[np.bool_]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    return template.corners[np.repeat(shown, template.counts)], template.counts[shown]


def _object(
    name: str,
    places: NDArray[np.float64],
    faces: tuple[NDArray[np.int32], NDArray[np.int32]],
    collection: bpy.types.Collection,
) -> bpy.types.Object:
    corners, counts = faces
    mesh: Any = bpy.data.meshes.new(name)
    mesh.vertices.add(len(places))
    mesh.loops.add(len(corners))
    mesh.polygons.add(len(counts))
    mesh.vertices.foreach_set("co", places.astype(np.float32).ravel())
    mesh.loops.foreach_set("vertex_index", np.ascontiguousarray(corners, np.int32))
    mesh.polygons.foreach_set("loop_start", (np.cumsum(counts) - counts).astype(np.int32))
    mesh.update(calc_edges=True)
    mesh.polygons.foreach_set("use_smooth", np.ones(len(counts), bool))
    thing = bpy.data.objects.new(name, mesh)
    collection.objects.link(thing)
    return thing


def _dress(thing: Any, slots: Sequence[int], colours: NDArray, places: NDArray, tone: SkinColours) -> None:
    mesh = thing.data
    for slot in FACE_SLOTS:
        mesh.materials.append(face_material(slot, tone))
    mesh.polygons.foreach_set("material_index", np.array(slots, np.int32))
    tint = mesh.attributes.new("tint", "FLOAT_COLOR", "POINT")
    rgba = np.pad(colours, ((0, 0), (0, 1)), constant_values=1.0).astype(np.float32)
    tint.data.foreach_set("color", rgba.ravel())
    mesh.attributes.active_color = tint
    rest = mesh.attributes.new("rest", "FLOAT_VECTOR", "POINT")
    rest.data.foreach_set("vector", places.astype(np.float32).ravel())


def _eye_attribute(thing: Any, template: Mesh) -> None:
    """Write each vertex's distance from its eye's axis, in radii; materials draw pupil and iris from it."""
    away = np.full(len(template.vertices), 2.0, np.float32)
    for vertices, distance in eye_places(template):
        away[vertices] = distance
    thing.data.attributes.new("eye", "FLOAT", "POINT").data.foreach_set("value", away)


def _add_shapes(thing: Any, places: NDArray, offsets: NDArray, names: Sequence[str]) -> None:
    thing.shape_key_add(name="Basis", from_mix=False)
    for name, offset in zip(names, offsets, strict=True):
        key = thing.shape_key_add(name=name, from_mix=False)
        key.points.foreach_set("co", (places + offset).astype(np.float32).ravel())
        key.slider_min, key.slider_max, key.value = 0.0, 1.0, 0.0


def _build_lashes(
    template: Mesh,
    places: NDArray,
    offsets: NDArray,
    names: Sequence[str],
    name: str,
    tone: SkinColours,
    collection: bpy.types.Collection,
) -> bpy.types.Object | None:
    hairs: Hairs | None = lash_hairs(template)
    if hairs is None:
        return None
    moved = hairs.mix(offsets)
    moving = np.flatnonzero(np.abs(moved).max(axis=(1, 2)) > _MOVED)
    corners = hairs.faces.ravel()
    rows = corners[corners >= 0], (hairs.faces >= 0).sum(axis=1).astype(np.int32)
    rest = hairs.mix(places)
    thing = _object(f"{name} lashes", rest, rows, collection)
    colours = np.broadcast_to(np.array(tone.brows), rest.shape)
    _dress(thing, [FACE_SLOTS.index("lashes")] * len(hairs.faces), colours, rest, tone)
    thing.display.show_shadows = False
    _add_shapes(thing, rest, moved[moving], [names[shape] for shape in moving.tolist()])
    return thing


def _build_eyes(
    head: Any, eyes: tuple[Eye, Eye], names: Sequence[str], name: str, collection: bpy.types.Collection
) -> bpy.types.Object:
    """Build two bones that point forward from the eyes' centres, with drivers that rotate them."""
    centres = to_blender(np.stack([eye.centre for eye in eyes]))
    lengths = np.array([[0.0, -2 * eye.radius * METRES, 0.0] for eye in eyes])
    skeleton = Skeleton(
        tuple(eye_bone(eye.side) for eye in eyes), np.array([-1, -1], np.int32), centres, lengths
    )
    armature: Any = build_armature(skeleton, centres + lengths, (), name=f"{name} eyes")
    armature.hide_viewport = True  # else its bones are drawn over the eyes; it still rotates them
    collection.objects.link(armature)
    head.parent = armature
    for eye in eyes:
        head.vertex_groups.new(name=eye_bone(eye.side)).add(eye.vertices.tolist(), 1.0, "REPLACE")
    modifier = head.modifiers.new("Eyes", "ARMATURE")
    modifier.object = armature
    modifier.use_vertex_groups = True
    modifier.use_bone_envelopes = False
    for side in SIDES:
        bone = armature.pose.bones[eye_bone(side)]
        bone.rotation_mode = "XYZ"
        outward = 1.0 if side == "Left" else -1.0
        # The bone's Z axis is up and its X axis is the subject's right: a positive X rotation looks up.
        _drive(bone, 0, head, side, names, {"Up": 1.0, "Down": -1.0})
        _drive(bone, 2, head, side, names, {"Out": outward, "In": -outward})
    return armature


def _drive(
    bone: Any, channel: int, head: Any, side: str, names: Sequence[str], ways: dict[str, float]
) -> None:
    driver = bone.driver_add("rotation_euler", channel).driver
    driver.type = "SCRIPTED"
    terms = []
    for way, sign in ways.items():
        shape = f"eyeLook{way}_{side[0]}"
        if shape not in names:
            continue
        variable = driver.variables.new()
        variable.name = way.lower()
        target = variable.targets[0]
        target.id_type = "KEY"
        target.id = head.data.shape_keys
        target.data_path = f'key_blocks["{shape}"].value'
        terms.append(f"{variable.name}*{sign * np.radians(LOOK_DEGREES[way]):.9f}")
    driver.expression = " + ".join(terms) or "0.0"
