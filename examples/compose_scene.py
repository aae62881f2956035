# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts a scene together in Blender, both actors in front of a side camera, and saves it as a .blend.

Run it: ./interact python examples/compose_scene.py ROOT meeting.blend
"""

import sys

import interact_addon as interact

root, blend = sys.argv[1:]
scene = interact.open_dataset(root).scenes()[0]
options = interact.ComposeOptions(
    camera="side",
    focal=60.0,
    picture=interact.PictureOptions(preset="final", width=1920, height=1080),
    cast={scene.actor_ids[0]: "jonas"},
)
composition = interact.compose(scene, options, save=blend)
for actor in composition.actors:
    print(f"actor {actor.actor_id}: {actor.armature.name} with {len(actor.meshes)} meshes")
for finding in composition.findings:
    print("note:", finding)
