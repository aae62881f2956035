# SPDX-License-Identifier: GPL-3.0-or-later
"""Frames drawn by pyrender, as papers' scripts draw them; ``bench_pyrender.py`` starts it in its environment.

    .venvs/pyrender/bin/python benchmarks/anchors/pyrender_frames.py MESHES.npz [PICTURE.png]

It reads a line of standard input for each round, ``shadows`` or ``plain``, draws all frames of the file
and answers with a line of JSON: seconds of the wall clock and of processor time, and the seconds that the
meshes took of it. A frame's mesh is new, as its vertices are: trimesh computes the normals, pyrender uploads
it. With a second file, the last frame is written to it.

The file has ``vertices`` (frames, V, 3), ``triangles`` (T, 3), ``colours`` (V, 4) of bytes, the same of what
stands still (``set_vertices``, ...), ``cameras`` (frames, 4, 4), ``angle`` (up and down, radians), ``light``
(4, 4) and ``size`` (width, height). Cameras and light look along -Z of their matrix.
"""

from __future__ import annotations

import json
import os
import sys
import time

os.environ.setdefault("PYOPENGL_PLATFORM", "egl")

import numpy as np
import pyrender
import trimesh

BACKGROUND = (0.75, 0.75, 0.75, 1.0)


def mesh_of(vertices: np.ndarray, triangles: np.ndarray, colours: np.ndarray) -> pyrender.Mesh:
    return pyrender.Mesh.from_trimesh(
        trimesh.Trimesh(vertices, triangles, vertex_colors=colours, process=False), smooth=True
    )


def main(path: str, picture: str | None) -> None:
    with np.load(path) as file:
        data = {name: file[name] for name in file.files}
    width, height = (int(side) for side in data["size"])
    scene = pyrender.Scene(bg_color=BACKGROUND, ambient_light=(0.35, 0.35, 0.35))
    scene.add(mesh_of(data["set_vertices"], data["set_triangles"], data["set_colours"]))
    scene.add(pyrender.DirectionalLight(intensity=3.0), pose=data["light"])
    camera = scene.add(pyrender.PerspectiveCamera(float(data["angle"]), aspectRatio=width / height))
    renderer = pyrender.OffscreenRenderer(width, height)
    kinds = {"plain": pyrender.RenderFlags.NONE, "shadows": pyrender.RenderFlags.SHADOWS_DIRECTIONAL}
    for line in sys.stdin:
        flags = kinds[line.strip()]
        meshes = 0.0
        cpu, wall = time.process_time(), time.perf_counter()
        for vertices, place in zip(data["vertices"], data["cameras"], strict=True):
            began = time.perf_counter()
            person = scene.add(mesh_of(vertices, data["triangles"], data["colours"]))
            meshes += time.perf_counter() - began
            scene.set_pose(camera, place)
            pixels, _ = renderer.render(scene, flags)
            scene.remove_node(person)
        took = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu, "meshes": meshes}
        if picture is not None:
            from PIL import Image  # where a picture is wanted only

            Image.fromarray(pixels).save(picture)
        print(json.dumps(took), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None)
