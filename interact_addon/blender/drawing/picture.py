# SPDX-License-Identifier: GPL-3.0-or-later
"""Draw one picture of a draft: a map of shadows, the surfaces, edges."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np
from mathutils import Matrix
from numpy.typing import NDArray

from .light import lamp_values, shadow_matrix, towards_light
from .shaders import Shaders, gpu_module
from .surfaces import Drawn, Surfaces

__all__ = ["Painter"]

_SHADOWS = 384  # pixels across the map of shadows: few, so that they are soft
_UNSEEN = 1 / 512  # how opaque what is blended has to be to change a colour of eight bits
_FAR_APART = 0.01  # share of the depth beyond which neighbouring pixels are of other things


class Painter:
    """Draws the pictures of a scene; a GPU context has to be active.

    Args:
        shaders: The compiled shaders.
        scene: Its settings of Workbench are used: colours, background, light, shadows and edges.
        width: Of the pictures, in pixels.
        height: Of the pictures.
    """

    def __init__(self, shaders: Shaders, scene: bpy.types.Scene, width: int, height: int) -> None:
        self._gpu = gpu = gpu_module()
        self._size = width, height
        display: Any = scene.display
        self._surfaces = Surfaces(painted=display.shading.color_type == "VERTEX")
        self._depth, self._lit, self._finish = shaders.depth, shaders.surface, shaders.finish
        texture = gpu.types.GPUTexture
        self._shadows = texture((_SHADOWS, _SHADOWS), format="R32F")
        self._shadow_depth = texture((_SHADOWS, _SHADOWS), format="DEPTH_COMPONENT32F")
        self._colours = texture((width, height), format="RGBA16F")
        self._shapes = texture((width, height), format="RGBA16F")
        self._depths = texture((width, height), format="DEPTH_COMPONENT32F")
        self._colours.filter_mode(True)
        self._out = texture((width, height), format="RGBA32F")
        self._pixels = gpu.types.Buffer("FLOAT", (height, width, 4))
        form = gpu.types.GPUVertFormat()
        form.attr_add(id="place", comp_type="F32", len=2, fetch_mode="FLOAT")
        corners = gpu.types.GPUVertBuf(form, 3)
        corners.attr_fill("place", np.array([(-1, -1), (3, -1), (-1, 3)], np.float32))
        self._whole = gpu.types.GPUBatch(type="TRIS", buf=corners)

    def draw(self, graph: bpy.types.Depsgraph) -> NDArray[np.float32]:
        """Return (height * width, 4) linear colours, the lowest row first."""
        scene: Any = graph.scene_eval  # not the one that is edited: there the camera stands still
        things = self._surfaces.seen(graph)
        towards = towards_light(scene)
        casting = [thing for thing in things if thing.casts]
        to_map, across, depth = self._draw_shadows(casting, towards)
        camera: Any = scene.camera
        view = camera.matrix_world.normalized().inverted()
        render = scene.render
        lens = camera.calc_matrix_camera(
            graph,
            x=self._size[0],
            y=self._size[1],
            scale_x=render.pixel_aspect_x,
            scale_y=render.pixel_aspect_y,
        )
        shading = scene.display.shading
        # What Workbench takes for the way to the eye, forwards; see the shader.
        forwards = 0.0 if camera.data.type == "ORTHO" else -lens[2][2] - lens[2][3]
        takes = shading.shadow_intensity if casting else 0.0
        shift, focus = scene.display.shadow_shift, scene.display.shadow_focus
        texel = across / _SHADOWS
        lamps, glossy = lamp_values(scene)
        turned = view.to_3x3() @ towards
        values = np.concatenate(
            [
                _columns(lens @ view),
                _columns(view),
                _columns(to_map),
                lamps[:1],
                [(*turned, float(glossy))],
                [(takes, 1.0 - focus * (1.0 - shift), shift, 0.0)],
                [(1.5 * texel / depth, 1.0 / _SHADOWS, forwards, 1.5 * texel)],
                lamps[1:],
            ]
        ).astype(np.float32)
        frame = self._gpu.types.GPUUniformBuf(np.ascontiguousarray(values))
        background = scene.world.color if scene.world is not None else (0.05, 0.05, 0.05)
        self._draw_surfaces([thing for thing in things if thing.shown], frame, tuple(background))
        return self._draw_finish(shading)

    def _draw_shadows(self, casting: list[Drawn], towards: Any) -> tuple[Matrix, float, float]:
        state = self._gpu.state
        if casting:
            low = np.min([thing.low for thing in casting], axis=0)
            high = np.max([thing.high for thing in casting], axis=0)
        else:
            low, high = np.zeros(3), np.ones(3)
        to_map, across, depth = shadow_matrix(towards, low, high)
        target = self._gpu.types.GPUFrameBuffer(depth_slot=self._shadow_depth, color_slots=(self._shadows,))
        with target.bind():
            target.clear(color=(1.0, 1.0, 1.0, 1.0), depth=1.0)
            state.depth_test_set("LESS_EQUAL")
            state.depth_mask_set(True)
            state.blend_set("NONE")
            state.face_culling_set("NONE")
            self._depth.bind()
            for thing in casting:
                self._depth.uniform_float("clip", to_map @ thing.matrix)
                thing.batch.draw(self._depth)
        return to_map, across, depth

    def _draw_surfaces(self, things: list[Drawn], frame: Any, background: tuple[float, ...]) -> None:
        state, shader = self._gpu.state, self._lit
        target = self._gpu.types.GPUFrameBuffer(
            depth_slot=self._depths, color_slots=(self._colours, self._shapes)
        )
        with target.bind():
            target.clear(color=(*background[:3], 1.0), depth=1.0)
            state.depth_test_set("LESS_EQUAL")
            shader.bind()
            shader.uniform_block("frame", frame)
            shader.uniform_sampler("shadows", self._shadows)
            for blended in (False, True):
                state.depth_mask_set(not blended)
                state.blend_set("ALPHA" if blended else "NONE")
                for thing in things:
                    if (thing.tone[3] < 1.0) == blended and thing.tone[3] > _UNSEEN:
                        shader.uniform_float("model", thing.matrix)
                        shader.uniform_float("tone", thing.tone)
                        thing.batch.draw(shader)
            state.depth_mask_set(True)
            state.blend_set("NONE")

    def _draw_finish(self, shading: Any) -> NDArray[np.float32]:
        width, height = self._size
        ridge = 0.5 / max(shading.curvature_ridge_factor**2, 1e-4)
        valley = 0.7 / max(shading.curvature_valley_factor**2, 1e-4)
        target = self._gpu.types.GPUFrameBuffer(color_slots=(self._out,))
        with target.bind():
            self._gpu.state.depth_test_set("NONE")
            self._finish.bind()
            self._finish.uniform_sampler("colours", self._colours)
            self._finish.uniform_sampler("shapes", self._shapes)
            self._finish.uniform_float("step_of", (1.0 / width, 1.0 / height, _FAR_APART, 0.0))
            self._finish.uniform_float("strength", (ridge, valley, 0.0, 0.0))
            self._whole.draw(self._finish)
            target.read_color(0, 0, width, height, 4, 0, "FLOAT", data=self._pixels)
        return np.asarray(self._pixels).reshape(-1, 4)


def _columns(matrix: Matrix) -> NDArray[np.float32]:
    """Return a matrix as shaders have it, a column a row."""
    return np.array(matrix, np.float32).T
