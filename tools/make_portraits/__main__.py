# SPDX-License-Identifier: GPL-3.0-or-later
"""Renders the built-in people's portraits; run it again when looks.toml, a garment or a haircut changes.

    ./interact python -m tools.make_portraits              # all, a few seconds each
    ./interact python -m tools.make_portraits clara omar   # only these

Head and shoulders in Cycles, without the rest of a scene: the background is transparent.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import Any

import bpy
import numpy as np
from mathutils import Matrix, Vector

from interact_addon.blender.characters.character import Character, build_character
from interact_addon.blender.common.presets import apply_picture
from interact_addon.blender.common.session import fresh_scene
from interact_addon.core.characters import Look, all_looks, look_by_id, own_skeleton_character
from interact_addon.core.characters.body.colours import linear
from interact_addon.core.characters.body.portraits import EDGE, portrait_of
from interact_addon.core.foundation.atomic_file import atomic_path
from interact_addon.core.options.picture import PictureOptions

SAMPLES = 64
AROUND = 0.42  # radians from in front
TALL = 0.41  # metres from the lowest to the highest row
LENS = 160.0
# Where lights are, in metres from the face (across, towards the camera, up); watts, sizes, colours.
LIGHTS = (
    ((-0.8, 1.4, 0.55), 34.0, 0.8, (1.0, 0.96, 0.92)),
    ((0.7, 1.7, 0.05), 13.0, 1.6, (0.93, 0.96, 1.0)),
    ((0.9, -1.0, 0.9), 44.0, 0.8, (1.0, 1.0, 1.0)),
    ((-1.1, -0.9, 0.6), 26.0, 0.8, (1.0, 0.97, 0.93)),
)
FACE = {"mouthSmileLeft": 0.55, "mouthSmileRight": 0.52, "cheekSquintLeft": 0.3, "cheekSquintRight": 0.3,
        "mouthDimpleLeft": 0.15, "mouthDimpleRight": 0.15, "browInnerUp": 0.10, "browOuterUpLeft": 0.05,
        "browOuterUpRight": 0.05, "eyeWideLeft": 0.1, "eyeWideRight": 0.1}  # fmt: skip
LOOK_ASIDE = {"eyeLookOutLeft": 0.22, "eyeLookInRight": 0.22}  # at the camera


def main() -> None:
    """Render who is named."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("look", nargs="*", help="ids of people; without any, all")
    parser.add_argument("--out", type=Path, help="another folder than the package's")
    parser.add_argument("--edge", type=int, default=EDGE, help="pixels of a side")
    chosen = parser.parse_args()
    looks = [look_by_id(name) for name in chosen.look] or list(all_looks())
    for look in looks:
        place = portrait_of(look.id)
        path = place if chosen.out is None else chosen.out / place.name
        render(look, path, chosen.edge)
        print(f"{path}: {path.stat().st_size} bytes")


def render(look: Look, path: Path, edge: int) -> None:
    """Render a person's portrait."""
    scene: Any = fresh_scene()
    apply_picture(scene, PictureOptions("pathtraced", edge, edge, samples=SAMPLES))
    scene.render.film_transparent = True
    scene.view_settings.exposure = exposure(look)
    scene.world = None
    made = build_character(own_skeleton_character(look), name=look.id, collection=scene.collection)
    mesh: Any
    for mesh in made.face_meshes:
        for name, value in {**FACE, **LOOK_ASIDE}.items():
            mesh.data.shape_keys.key_blocks[name].value = value
    pose(made)
    made.caster.hide_render = True
    middle = frame_of(made)
    light(scene, middle)
    camera(scene, middle)
    settings = scene.render.image_settings
    settings.file_format, settings.color_mode, settings.color_depth, settings.compression = (
        "PNG", "RGBA", "8", 100)  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_path(path) as part:
        scene.render.filepath = str(part)
        scene.render.use_file_extension = False
        bpy.ops.render.render(write_still=True)


def exposure(look: Look) -> float:
    """Return the stops by which a person is exposed: as a photographer would, for the skin."""
    brightness = float(linear(str(look.style["skin"])) @ (0.2126, 0.7152, 0.0722))
    return min(0.0, -0.35 * math.log2(brightness / 0.10))


def pose(made: Character) -> None:
    """Lower the arms, and turn the head a little towards the camera."""
    rig: Any = made.armature
    for side, sign in (("Left", 1.0), ("Right", -1.0)):
        turn(rig, f"mixamorig:{side}Arm", (0.0, 1.0, 0.0), sign * math.radians(28))
        turn(rig, f"mixamorig:{side}ForeArm", (0.0, 1.0, 0.0), sign * math.radians(8))
    turn(rig, "mixamorig:Head", (0.0, 0.0, 1.0), 0.45 * AROUND)
    turn(rig, "mixamorig:Neck", (0.0, 0.0, 1.0), 0.15 * AROUND)
    update()


def update() -> None:
    """Let Blender compute where bones are now."""
    layer: Any = bpy.context.view_layer
    layer.update()


def turn(rig: Any, name: str, axis: tuple[float, float, float], angle: float) -> None:
    """Turn a bone about an axis of the world through its head."""
    bone = rig.pose.bones[name]
    update()
    head = bone.head.copy()
    about = Matrix.Translation(head) @ Matrix.Rotation(angle, 4, Vector(axis)) @ Matrix.Translation(-head)
    bone.matrix = about @ bone.matrix


def frame_of(made: Character) -> Vector:
    """Return the middle of the picture: with a little air above the hair."""
    graph = bpy.context.evaluated_depsgraph_get()
    rig: Any = made.armature
    top = -math.inf
    for thing in made.meshes:
        shown: Any = thing.evaluated_get(graph)
        points = np.empty((len(shown.data.vertices), 3), np.float32)
        shown.data.vertices.foreach_get("co", points.ravel())
        top = max(top, float(points[:, 2].max()))
    head = rig.pose.bones["mixamorig:Head"].head
    return Vector((head.x, head.y - 0.03, top + 0.035 - TALL / 2))


def light(scene: Any, middle: Vector) -> None:
    """Place the lights around the face."""
    face = middle + Vector((0.0, 0.0, 0.09))
    around = Matrix.Rotation(AROUND, 3, "Z")
    for number, (place, watts, size, colour) in enumerate(LIGHTS):
        data: Any = bpy.data.lights.new(f"Light {number}", "AREA")
        data.energy, data.size, data.color = watts, size, colour
        thing = bpy.data.objects.new(data.name, data)
        thing.location = face + around @ Vector((place[0], -place[1], place[2]))
        thing.rotation_euler = (face - thing.location).to_track_quat("-Z", "Y").to_euler()
        scene.collection.objects.link(thing)


def camera(scene: Any, middle: Vector) -> None:
    """Place the camera a little aside."""
    data: Any = bpy.data.cameras.new("Camera")
    data.lens, data.sensor_width, data.sensor_height, data.sensor_fit = LENS, 36.0, 36.0, "HORIZONTAL"
    thing = bpy.data.objects.new("Camera", data)
    way = Matrix.Rotation(AROUND, 3, "Z") @ Vector((0.0, -1.0, 0.04))
    thing.location = middle + way.normalized() * (TALL * LENS / 36.0)
    thing.rotation_euler = (middle - thing.location).to_track_quat("-Z", "Y").to_euler()
    scene.collection.objects.link(thing)
    scene.camera = thing


if __name__ == "__main__":
    main()
