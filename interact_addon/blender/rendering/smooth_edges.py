# SPDX-License-Identifier: GPL-3.0-or-later
"""Smooth the edges of Workbench's pictures cheaply where no GPU draws them.

Workbench smooths edges by shaders, which a GPU does in no time. A CPU that draws instead runs all of their
steps for every pixel, edge or not: of a preview's frame that took 40 %. The compositor's node for it (the
same method, SMAA) passes over pixels without edges, and takes a quarter of that.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import bpy

from .. import compat

__all__ = ["drawn_by_cpu", "smooth_edges"]

_THRESHOLD = 0.05
"""How much pixels differ at an edge, of the node's 0 to 1; its own 0.2 leaves folds in clothes jagged."""


@contextmanager
def smooth_edges(scene: bpy.types.Scene) -> Iterator[None]:
    """Let the compositor smooth what ``scene`` renders inside the block, where Workbench would on a CPU.

    Nothing changes for other engines, for more than Workbench's one sample (*FXAA*), nor for scenes that
    composite something themselves. The scene and the file are as they were afterwards.
    """
    if not _fitting(scene) or not drawn_by_cpu():
        yield
        return
    shown: Any = scene
    smoothing = shown.display.render_aa
    tree = _tree(scene)
    try:
        with compat.composited(scene, tree):
            shown.display.render_aa = "OFF"
            yield
    finally:
        shown.display.render_aa = smoothing
        bpy.data.node_groups.remove(tree)


def drawn_by_cpu() -> bool:
    """Return whether a CPU draws what engines draw with shaders; False where Blender does not tell."""
    compat.start_drawing()  # before 5.2, Blender knows only after the first picture
    try:
        import gpu  # fails where there is no driver

        return bool(gpu.platform.device_type_get() == "SOFTWARE")
    except (ImportError, SystemError, RuntimeError):
        return False


def _fitting(scene: Any) -> bool:
    render = scene.render
    return bool(
        render.engine == "BLENDER_WORKBENCH"
        and scene.display.render_aa == "FXAA"
        and not render.film_transparent
        and scene.world is not None  # else edges would blend into nothing
        and not render.use_multiview
        and len(scene.view_layers) == 1
        and compat.can_composite(scene)
    )


def _tree(scene: bpy.types.Scene) -> bpy.types.NodeTree:
    tree: Any = bpy.data.node_groups.new("InterAct edges", "CompositorNodeTree")
    tree.interface.new_socket("Image", in_out="OUTPUT", socket_type="NodeSocketColor")
    drawn = tree.nodes.new("CompositorNodeRLayers")
    drawn.scene = scene
    smooth = tree.nodes.new("CompositorNodeAntiAliasing")
    smooth.inputs["Threshold"].default_value = _THRESHOLD
    out = tree.nodes.new("NodeGroupOutput")
    tree.links.new(drawn.outputs["Image"], smooth.inputs["Image"])
    tree.links.new(smooth.outputs[0], out.inputs[0])
    done: bpy.types.NodeTree = tree
    return done
