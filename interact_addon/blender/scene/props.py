# SPDX-License-Identifier: GPL-3.0-or-later
"""Seats and boxes for people who sit or rest on nothing, as objects; see `core.props`.

Composing makes them, by what is played; afterwards they can be made anew by how people move then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import bpy
import numpy as np
from numpy.typing import NDArray

from ...core.animation.retarget import rig_naming
from ...core.animation.skeleton import Motion
from ...core.camera.stage import StagePerson
from ...core.foundation.choices import check_choice, ids
from ...core.foundation.errors import UsageError
from ...core.foundation.findings import Finding
from ...core.options.movie import PROPS, ComposeOptions
from ...core.performance.take import Take
from ...core.props import Box, Seat, find_props, somebody_needs_props
from ...core.props.figures import Figure
from ...core.props.piece_mesh import mesh_of
from ..animation.bone_roles import roles_of
from ..animation.retargeting import target_rig
from ..common.actors import StageActor
from ..common.evaluating import at_each_time
from ..common.ownership import OWNER, owner_of, tag_new
from ..common.set_parts import remove_things
from .again.made import owned_blocks, remember
from .clearing import composed_keys
from .playing import Part
from .staged_people import staged_people

__all__ = ["add_props", "props_in", "set_props"]

Array = NDArray[np.float64]

# Linear colours: oiled oak, and grey paint.
_WOOD, _PAINT = (0.40, 0.255, 0.135), (0.34, 0.35, 0.37)
_SHADES = (1.0, 0.92, 1.06, 0.97, 1.03)  # of the pieces: boards differ
_FINE = 0.025  # metres: points are put on longer edges
_NAME = "Props"
_REACH = 1.2  # metres around the hips: what is farther away does not matter


def add_props(
    scene: bpy.types.Scene,
    stage: Sequence[StagePerson] | None,
    takes: Sequence[Take],
    parts: Sequence[Part],
    options: ComposeOptions,
    collection: bpy.types.Collection,
) -> list[Finding]:
    """Add what people sit or rest on where nothing is; nothing where nobody does.

    Args:
        scene: The Blender scene, in which everyone is keyed.
        stage: Who plays, in the order of the takes; None for captured people of average girth.
        takes: What is played.
        parts: By whom, in the same order.
        options: Options of composing.
        collection: Gets a collection "Props", if there are some.
    """
    motions = [take.body for take in takes]
    if options.props == "none" or not somebody_needs_props(motions):
        return []
    bones = [_roles(take, part) for take, part in zip(takes, parts, strict=True)]
    return _add(
        scene, stage, motions, [take.performance.actor_id for take in takes], parts, bones, collection
    )


def set_props(
    scene: bpy.types.Scene, choice: str, actors: Sequence[StageActor], motions: Sequence[Motion]
) -> list[Finding]:
    """Make the props of a composed scene anew, by how its people move now, or remove them.

    Objects of the user's own stay, also among the props.

    Args:
        scene: The Blender scene.
        choice: One of ``PROPS``.
        actors: Who plays in it: all of them.
        motions: How they move, in their order, from the first frame of a take on; none are needed for
            ``none``.

    Raises:
        UsageError: nothing is composed, the scene is linked, or there is no such choice.
    """
    check_choice("props", choice, ids(PROPS))
    block: Any = scene
    if block.library is not None:
        raise UsageError(f"the scene {scene.name} is linked from another file", cure="Change it in that file")
    if not actors:
        raise UsageError(f"the scene {scene.name} has no actors", cure="Compose a scene first")
    _remove(scene)
    if choice == "none" or not somebody_needs_props(motions):
        return []
    people = staged_people(scene, actors)
    parts = [Part(each.armature, each.meshes, each.face_meshes, fitted=False) for each in actors]
    bones = [_own_roles(part.armature) for part in parts]
    keys = composed_keys(scene)
    composed = (group for group in scene.collection.children_recursive if group.name.startswith("InterAct "))
    home = next((group for group in composed if owner_of(group) in keys), scene.collection)
    with tag_new(keys[-1] if keys else actors[0].key):
        return _add(scene, people, motions, [each.actor_id for each in people], parts, bones, home)


def props_in(scene: bpy.types.Scene) -> list[bpy.types.Object]:
    """Return the props of a scene, also those that a user has put among ours."""
    return [thing for group in _groups(scene) for thing in group.objects]


def _groups(scene: bpy.types.Scene) -> list[bpy.types.Collection]:
    """Return the collections of props that were made in a scene."""
    every = scene.collection.children_recursive
    return [group for group in every if group.name.startswith(_NAME) and group.get(OWNER)]


def _remove(scene: bpy.types.Scene) -> None:
    """Remove the props that were made in a scene, and their collection."""
    remove_things(scene, [thing for thing in props_in(scene) if owner_of(thing) is not None])
    bpy.data.batch_remove([group for group in _groups(scene) if not group.objects and not group.children])


def _add(
    scene: bpy.types.Scene,
    stage: Sequence[StagePerson] | None,
    motions: Sequence[Motion],
    names: Sequence[str],
    parts: Sequence[Part],
    bones: Sequence[Mapping[str, str]],
    collection: bpy.types.Collection,
) -> list[Finding]:
    """Find what is needed and build it; ``bones`` are role -> bone of each person."""

    def figures(person: int, frames: NDArray[np.int64]) -> Figure:
        return _figure(scene, bones[person], parts[person], frames)

    found = find_props(motions, names, stage, figures)
    if found.seats or found.boxes:
        room = bpy.data.collections.new(_NAME)
        collection.children.link(room)
        looks = (("Oak", _WOOD, found.seats), ("Paint", _PAINT, found.boxes))
        materials = {name: _material(name, colour) for name, colour, needed in looks if needed}
        props: list[Seat | Box] = [*found.seats, *found.boxes]
        for prop in props:
            room.objects.link(_built(prop, materials))
        remember(scene, owned_blocks(room.objects))
    return list(found.findings)


def _figure(
    scene: bpy.types.Scene, roles: Mapping[str, str], part: Part, frames: NDArray[np.int64]
) -> Figure:
    """Return who plays in some frames, as evaluated."""
    armature: Any = part.armature
    points: list[Array] = []
    heads = np.empty((len(frames), len(roles), 3))

    def read(row: int, graph: bpy.types.Depsgraph) -> None:
        evaluated = armature.evaluated_get(graph)
        world = np.array(evaluated.matrix_world)
        bones = evaluated.pose.bones
        heads[row] = [world[:3, :3] @ np.array(bones[name].head) + world[:3, 3] for name in roles.values()]
        points.append(np.concatenate([np.empty((0, 3)), *(_surface(mesh, graph) for mesh in part.meshes)]))

    at_each_time(scene, [armature, *part.meshes], [], frames + part.first, read)
    places = {role: heads[:, n] for n, role in enumerate(roles)}
    middle = places["hips"] if "hips" in places else heads.mean(axis=1)
    # The number of vertices can differ from frame to frame (modifiers): as many as the fewest near the hips.
    near = [
        some[np.linalg.norm(some - here, axis=1) < _REACH] for some, here in zip(points, middle, strict=True)
    ]
    most = max(len(some) for some in near)
    filled = [np.concatenate([some, np.broadcast_to(np.nan, (most - len(some), 3))]) for some in near]
    return Figure(np.stack(filled), places)


def _roles(take: Take, part: Part) -> Mapping[str, str]:
    """Return role -> bone."""
    roles = take.body.skeleton.naming.roles if part.fitted else part.roles
    return _own_roles(part.armature, roles)


def _own_roles(armature: bpy.types.Object, roles: Mapping[str, str] | None = None) -> Mapping[str, str]:
    """Return role -> bone of those bones that an armature has; the roles are its own if none are given."""
    if roles is None:
        roles = rig_naming(target_rig(armature), roles_of(armature)).roles
    pose: Any = armature.pose
    return {role: name for role, name in roles.items() if name in pose.bones}


def _surface(thing: bpy.types.Object, graph: bpy.types.Depsgraph) -> Array:
    """Return (N, 3) metres, points on the surface of an evaluated mesh in the world."""
    evaluated: Any = thing.evaluated_get(graph)
    mesh = evaluated.to_mesh()
    places = np.empty(3 * len(mesh.vertices), np.float32)
    mesh.vertices.foreach_get("co", places)
    edges = np.empty(2 * len(mesh.edges), np.int32)
    mesh.edges.foreach_get("vertices", edges)
    evaluated.to_mesh_clear()
    world = np.array(evaluated.matrix_world)
    points = places.reshape(-1, 3).astype(np.float64) @ world[:3, :3].T + world[:3, 3]
    ends = points[edges.reshape(-1, 2)]
    ends = ends[np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1) > _FINE]
    shares = np.linspace(0.0, 1.0, 7)[1:-1, None, None]
    between = ends[None, :, 0] + shares * (ends[None, :, 1] - ends[None, :, 0])
    return np.concatenate([points, between.reshape(-1, 3)])


def _built(prop: Seat | Box, materials: Mapping[str, bpy.types.Material]) -> bpy.types.Object:
    """Return a prop as an object, whose origin is on the floor."""
    kind = prop.kind.capitalize() if isinstance(prop, Seat) else "Box"
    name = f"{kind} {' '.join(dict.fromkeys(span.actor_id for span in prop.spans))}"
    vertices: list[Array] = []
    grain: list[Array] = []
    tints: list[Array] = []
    faces: list[tuple[int, ...]] = []
    material, colour = ("Oak", _WOOD) if isinstance(prop, Seat) else ("Paint", _PAINT)
    for number, piece in enumerate(prop.pieces):
        made, before = mesh_of(piece), sum(len(some) for some in vertices)
        vertices.append(made.vertices)
        grain.append(made.grain + 0.37 * number)
        shade = _SHADES[number % len(_SHADES)] * np.array(colour)
        tints.append(np.broadcast_to([*shade, 1.0], (len(made.vertices), 4)))
        faces += [tuple(before + n for n in face) for face in made.faces]
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(np.concatenate(vertices).tolist(), [], faces)
    mesh.materials.append(materials[material])
    tint: Any = mesh.color_attributes.new("tint", "FLOAT_COLOR", "POINT")
    tint.data.foreach_set("color", np.concatenate(tints).astype(np.float32).reshape(-1))
    rest: Any = mesh.attributes.new("rest", "FLOAT_VECTOR", "POINT")
    rest.data.foreach_set("vector", np.concatenate(grain).astype(np.float32).reshape(-1))
    thing = bpy.data.objects.new(name, mesh)
    thing.location = prop.frame.place
    thing.rotation_euler = (0.0, 0.0, prop.frame.heading)
    return thing


def _material(name: str, colour: tuple[float, float, float]) -> bpy.types.Material:
    """Return oiled wood, whose grain runs along each piece, or plain paint."""
    material: Any = bpy.data.materials.new(name)
    material.diffuse_color = (*colour, 1.0)
    material.roughness = 0.7
    material.specular_intensity = 0.2
    if material.node_tree is None:
        material.use_nodes = True
    tree = material.node_tree
    tree.nodes.clear()
    surface = tree.nodes.new("ShaderNodeBsdfPrincipled")
    surface.inputs["Base Color"].default_value = (*colour, 1.0)  # where files hold no nodes
    surface.inputs["Roughness"].default_value = 0.5
    surface.inputs["Specular IOR Level"].default_value = 0.35
    output = tree.nodes.new("ShaderNodeOutputMaterial")
    tree.links.new(surface.outputs[0], output.inputs["Surface"])
    tint = tree.nodes.new("ShaderNodeAttribute")
    tint.attribute_name = "tint"
    if name != "Oak":
        tree.links.new(tint.outputs["Color"], surface.inputs["Base Color"])
        return material
    rest = tree.nodes.new("ShaderNodeAttribute")
    rest.attribute_name = "rest"
    stretch = tree.nodes.new("ShaderNodeVectorMath")
    stretch.operation = "MULTIPLY"
    stretch.inputs[1].default_value = (6.0, 90.0, 90.0)
    noise = tree.nodes.new("ShaderNodeTexNoise")
    noise.inputs["Scale"].default_value = 1.0
    noise.inputs["Detail"].default_value = 3.0
    shade = tree.nodes.new("ShaderNodeMapRange")
    shade.inputs["To Min"].default_value = 0.72
    shade.inputs["To Max"].default_value = 1.22
    mixed = tree.nodes.new("ShaderNodeVectorMath")
    mixed.operation = "SCALE"
    tree.links.new(rest.outputs["Vector"], stretch.inputs[0])
    tree.links.new(stretch.outputs["Vector"], noise.inputs["Vector"])
    tree.links.new(noise.outputs[0], shade.inputs["Value"])
    tree.links.new(tint.outputs["Color"], mixed.inputs[0])
    tree.links.new(shade.outputs["Result"], mixed.inputs["Scale"])
    tree.links.new(mixed.outputs["Vector"], surface.inputs["Base Color"])
    return material
