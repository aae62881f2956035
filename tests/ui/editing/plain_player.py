# SPDX-License-Identifier: GPL-3.0-or-later
"""What a .blend plays in a Blender that knows nothing of us: no extension, scripts not allowed.

::

    python tests/ui/editing/plain_player.py -- FILE.blend ANSWER.npz
"""

from __future__ import annotations

import sys

import bpy
import numpy as np

FRAMES = (1, 34, 45, 60, 77, 95, 120)


def played() -> dict[str, np.ndarray]:
    """Bones, shape keys, vertices and places of all that is in the scene, at some frames."""
    scene, found = bpy.context.scene, {}
    for frame in FRAMES:
        scene.frame_set(frame)
        graph = bpy.context.evaluated_depsgraph_get()
        for thing in scene.objects:
            shown = thing.evaluated_get(graph)
            parts = [np.array(shown.matrix_world).ravel()]
            if thing.type == "ARMATURE":
                parts.append(_all(shown.pose.bones, "matrix", 16))
            elif thing.type == "MESH":
                if thing.data.shape_keys:
                    parts.append(_all(thing.data.shape_keys.evaluated_get(graph).key_blocks, "value", 1))
                if thing.visible_get():
                    parts.append(_all(shown.data.vertices, "co", 3))
            found[f"{frame} {thing.name}"] = np.concatenate(parts)
    return found


def _all(many, name: str, width: int) -> np.ndarray:
    values = np.empty(width * len(many), np.float32)
    many.foreach_get(name, values)
    return values


def main(blend: str, answer: str) -> None:
    """Open a file as somebody else would, and write down what it plays."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    bpy.context.preferences.filepaths.use_scripts_auto_execute = False
    bpy.ops.wm.open_mainfile(filepath=blend, load_ui=True, use_scripts=False)
    if any(name.startswith("interact") or "interact_addon" in name for name in sys.modules):
        raise SystemExit("this Python knows the extension")
    if bpy.app.autoexec_fail:
        raise SystemExit(f"a script was not run: {bpy.app.autoexec_fail_message}")
    trees = [*bpy.data.node_groups]
    trees += [each.node_tree for each in (*bpy.data.materials, *bpy.data.worlds) if each.node_tree]
    unknown = [node.name for tree in trees for node in tree.nodes if node.bl_idname == "NodeUndefined"]
    curves = [curve for block in (*bpy.data.objects, *bpy.data.shape_keys) for curve in _drivers(block)]
    invalid = [curve.data_path for curve in curves if not (curve.is_valid and curve.driver.is_valid)]
    if unknown or invalid or not curves or len(bpy.data.texts):
        raise SystemExit(f"nodes {unknown}, {len(curves)} drivers, invalid {invalid}, texts")
    np.savez(answer, **played())


def _drivers(block) -> list:
    return [*block.animation_data.drivers] if block.animation_data else []


if __name__ == "__main__":
    main(*sys.argv[sys.argv.index("--") + 1 :])
