# SPDX-License-Identifier: GPL-3.0-or-later
"""Frames a second in Solid, in a window: people in full, their stand-ins, and no people, by turns in one run.

    blender --factory-startup FILE.blend --python benchmarks/bench_playback.py -- [ROOT] [ROUNDS]

``FILE.blend`` is a composed scene, ``ROOT`` this repository's folder.
Blender plays every frame in the camera's view of an area without overlays; what is left without people is the
window's own cost, which a graphics card makes small. CPU time a frame is less disturbed by other work.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from typing import Any

import bpy

SECONDS = 4.0
given = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []
if given:
    sys.path.insert(0, given[0])
ROUNDS = int(given[1]) if len(given) > 1 else 3
from interact_addon.blender.characters.playback_detail import set_playback  # noqa: E402
from interact_addon.blender.common.actors import actors_of  # noqa: E402

scene: Any = bpy.context.scene
frames = 0
found: dict[str, list[tuple[float, float]]] = {}


def counted(*_: object) -> None:
    global frames
    frames += 1


def viewed() -> Any:
    window = bpy.context.window_manager.windows[0]
    area = next(area for area in window.screen.areas if area.type == "VIEW_3D")
    region = next(region for region in area.regions if region.type == "WINDOW")
    return bpy.context.temp_override(window=window, screen=window.screen, area=area, region=region)


def show(kind: str) -> None:
    took = time.perf_counter()
    set_playback(scene, kind == "playback")
    took = time.perf_counter() - took
    if kind == "playback":
        print(f"  stand-ins made in {took:.2f} s")
    for actor in actors_of(scene):
        for mesh in actor.meshes:
            mesh.hide_viewport = kind != "full"
    scene.frame_set(20)


def session() -> Iterator[float]:
    scene.render.fps, scene.sync_mode = 240, "NONE"
    with viewed():
        space = bpy.context.space_data
        space.shading.type, space.overlay.show_overlays, space.show_gizmo = "SOLID", False, False
        bpy.ops.view3d.view_camera()
    bpy.app.handlers.frame_change_post.append(counted)
    for _ in range(ROUNDS):
        for kind in ("full", "playback", "none"):
            show(kind)
            with viewed():
                bpy.ops.screen.animation_play()
            yield 1.5
            before, cpu, clock = frames, time.process_time(), time.perf_counter()
            yield SECONDS
            count = max(frames - before, 1)
            spent = (time.process_time() - cpu) / count * 1e3, (time.perf_counter() - clock) / count * 1e3
            found.setdefault(kind, []).append(spent)
            with viewed():
                bpy.ops.screen.animation_cancel(restore_frame=False)
            yield 0.2
    cpu = {kind: min(one[0] for one in all_) for kind, all_ in found.items()}
    clock = {kind: min(one[1] for one in all_) for kind, all_ in found.items()}
    area = next(area for area in bpy.context.window_manager.windows[0].screen.areas if area.type == "VIEW_3D")
    print(f"Blender {bpy.app.version_string}, view of {area.width} x {area.height}")
    for kind in found:
        print(
            f"  {kind:9} {1e3 / clock[kind]:6.2f} frames a second, {cpu[kind]:6.1f} ms of CPU a frame;"
            f" people alone {clock[kind] - clock['none']:6.1f} ms, {cpu[kind] - cpu['none']:6.1f} ms of CPU"
        )
    sys.stdout.flush()
    os._exit(0)


steps = session()
bpy.app.timers.register(lambda: next(steps), first_interval=3.0)
