# SPDX-License-Identifier: GPL-3.0-or-later
"""A preview frame as it is, against full detail with every mesh casting its own shadow, in one run.

    ./interact python benchmarks/bench_preview.py DATASET KEY [DETAIL]

Processor time, not the clock's: other work on the machine changes it less. The kinds take turns.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy

from interact_addon.blender.common.actors import actors_of
from interact_addon.blender.common.casters import is_caster
from interact_addon.blender.common.session import fresh_scene
from interact_addon.blender.scene.compose import compose
from interact_addon.core.dataset import Dataset
from interact_addon.core.options.movie import ComposeOptions
from interact_addon.core.options.picture import PictureOptions

ROUNDS, FRAMES = 5, 6
PICTURE = PictureOptions("preview", 640, 360)


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def frames(scene: Any, first: int, each: Callable[[], object]) -> float:
    """Milliseconds of processor time a frame."""
    start = cpu()
    for number in range(first, first + FRAMES):
        scene.frame_set(number)
        each()
    return (cpu() - start) / FRAMES * 1e3


def render() -> None:
    bpy.ops.render.render()


def all_cast(scene: Any) -> None:
    """Shadows as they were: all but faces and hair cast, also the floor, and there are no casters."""
    for thing in scene.objects:
        if thing.type == "MESH":
            hair = thing.name.rpartition(" ")[2] in ("hair", "beard", "brows", "lashes", "teeth", "eyes")
            thing.display.show_shadows = not hair
            thing.hide_render = is_caster(thing)


def shadowless(scene: Any) -> None:
    scene.display.shading.show_shadows = False


def main(root: Path, key: str, detail: str) -> None:
    kinds: tuple[tuple[str, str, Callable[[Any], None]], ...] = (
        ("full, all cast", "full", all_cast),
        (f"{detail}, casters", detail, lambda scene: None),
        (f"{detail}, no shadow", detail, shadowless),
    )
    source = Dataset.open(root).scene(key)
    drawn: dict[str, list[float]] = {name: [] for name, _, _ in kinds}
    played: dict[str, list[float]] = {name: [] for name, _, _ in kinds}
    sizes = {}
    for number in range(ROUNDS + 1):
        for name, level, prepare in kinds:
            scene = fresh_scene()
            compose(source, ComposeOptions(picture=PICTURE, detail=level, sound=False), scene)
            prepare(scene)
            meshes = [mesh.data for actor in actors_of(scene) for mesh in actor.meshes]
            sizes[name] = sum(len(mesh.vertices) for mesh in meshes)
            first = 20 + FRAMES * number
            scene.frame_set(first)
            render()
            if number:  # the first round loads shaders
                drawn[name].append(frames(scene, first, render))
                played[name].append(frames(scene, first, lambda: None))
    print(f"{key}: milliseconds of processor time a frame of 640x360, Blender {bpy.app.version_string}")
    before = min(drawn["full, all cast"])
    for name, _, _ in kinds:
        print(
            f"  {name:22} {sizes[name]:7} vertices   frame {min(drawn[name]):6.1f}"
            f"   evaluation alone {min(played[name]):5.1f}   of the first {min(drawn[name]) / before:.2f}"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else "auto")
