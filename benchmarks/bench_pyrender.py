# SPDX-License-Identifier: GPL-3.0-or-later
"""A frame of each quick preset against pyrender's frame of the same people in full, by turns in one run.

    ./interact python benchmarks/bench_pyrender.py DATASET KEY [--pyrender FOLDER] [--picture FILE.png]

Ours is a frame of ``interact render``: the people evaluated, drawn at the preset's detail and encoded.
pyrender's is drawn and read back, its meshes evaluated beforehand; `anchors/pyrender.txt` says how to get it.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy
import numpy as np
from mathutils import Vector
from side_by_side.renders import render
from side_by_side.samples import Cost, alternate, benchmark_parser, show

from interact_addon.blender.common.casters import is_helper
from interact_addon.blender.common.session import fresh_scene
from interact_addon.blender.scene.compose import compose
from interact_addon.core.dataset import Dataset
from interact_addon.core.options.movie import ComposeOptions
from interact_addon.core.options.picture import RENDER_PRESETS, PictureOptions

HERE = Path(__file__).resolve().parent
PYRENDER = HERE.parent / ".venvs" / "pyrender"
SIZE = (640, 360)
FIRST = 100
QUICK = [preset for preset in ("preview", "draft") if preset in RENDER_PRESETS]


def meshes_of(things: list[Any]) -> dict[str, np.ndarray]:
    """Return vertices in the world, triangles and colours of evaluated meshes, as one."""
    graph = bpy.context.evaluated_depsgraph_get()
    vertices, triangles, colours, count = [], [], [], 0
    for thing in things:
        seen: Any = thing.evaluated_get(graph)
        mesh = seen.to_mesh()
        mesh.calc_loop_triangles()
        places = np.empty((len(mesh.vertices), 3), np.float32)
        corners = np.empty((len(mesh.loop_triangles), 3), np.int32)
        tint = np.empty((len(mesh.vertices), 4), np.float32)
        mesh.vertices.foreach_get("co", places.ravel())
        mesh.loop_triangles.foreach_get("vertices", corners.ravel())
        mesh.color_attributes["tint"].data.foreach_get("color", tint.ravel())
        turn = np.array(seen.matrix_world, np.float32)
        vertices.append(places @ turn[:3, :3].T + turn[:3, 3])
        triangles.append(corners + count)
        colours.append((tint.clip(0.0, 1.0) * 255.0).astype(np.uint8))
        count += len(places)
        seen.to_mesh_clear()
    return {
        "vertices": np.concatenate(vertices),
        "triangles": np.concatenate(triangles),
        "colours": np.concatenate(colours),
    }


def export(root: Path, key: str, frames: int, path: Path) -> int:
    """Write what pyrender draws, the people in full; return the number of their triangles."""
    scene: Any = fresh_scene()
    picture = PictureOptions("preview", *SIZE)
    compose(Dataset.open(root).scene(key), ComposeOptions(picture=picture, detail="full", sound=False), scene)
    things = [thing for thing in scene.objects if thing.type == "MESH" and not is_helper(thing)]
    things = [thing for thing in things if "tint" in thing.data.color_attributes]
    moving = [thing for thing in things if thing.modifiers]
    places, cameras = [], []
    for number in range(FIRST, FIRST + frames):
        scene.frame_set(number)
        people = meshes_of(moving)
        places.append(people["vertices"])
        cameras.append(np.array(scene.camera.matrix_world))
    still = meshes_of([thing for thing in things if thing not in moving])
    key_light = max(
        (thing for thing in scene.objects if thing.type == "LIGHT"), key=lambda one: one.data.energy
    )
    towards = Vector(key_light.matrix_world.col[2][:3])
    np.savez(
        path,
        **(people | {"vertices": np.stack(places)}),
        **{f"set_{name}": values for name, values in still.items()},
        cameras=np.stack(cameras),
        angle=2 * np.arctan(np.tan(scene.camera.data.angle_x / 2) * SIZE[1] / SIZE[0]),
        light=np.array(towards.to_track_quat("Z", "Y").to_matrix().to_4x4()),
        size=SIZE,
    )
    return len(people["triangles"])


class Pyrender:
    """pyrender in a process of its own, which waits between its rounds.

    Raises:
        FileNotFoundError: it is not installed there.
    """

    def __init__(self, environment: Path, meshes: Path, frames: int, picture: Path | None) -> None:
        python = environment / "bin" / "python"
        if not python.exists():
            raise FileNotFoundError(f"{environment}: no pyrender there; {HERE}/anchors/pyrender.txt says how")
        words = [str(python), str(HERE / "anchors" / "pyrender_frames.py"), str(meshes)]
        words += [str(picture)] if picture else []
        self._process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._frames = frames

    def frame(self, kind: str) -> dict[str, Cost]:
        """Return what a frame took: ``shadows`` or ``plain``."""
        streams = self._process.stdin, self._process.stdout
        if None in streams:
            raise RuntimeError("pyrender has no streams")
        print(kind, file=streams[0], flush=True)
        took = json.loads(streams[1].readline() or "null")
        if took is None:
            raise RuntimeError("pyrender has died")
        whole = Cost(took["wall"], took["cpu"]) / self._frames
        return {
            f"pyrender {kind}": whole,
            f"pyrender {kind}, its meshes": Cost(took["meshes"], took["meshes"]) / self._frames,
        }

    def end(self) -> None:
        self._process.kill()
        self._process.wait()


def main() -> None:
    parser = benchmark_parser(__doc__)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("key")
    parser.add_argument("--frames", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pyrender", type=Path, default=PYRENDER)
    parser.add_argument("--picture", type=Path, help="pyrender's last frame")
    args = parser.parse_args()
    span = f"{FIRST}-{FIRST + args.frames - 1}"
    options = ["--frames", span, "--size", "x".join(map(str, SIZE))]

    def ours(preset: str) -> Callable[[], dict[str, Cost]]:
        return lambda: {preset: render(args.dataset, args.key, *options, "--preset", preset).frame}

    with tempfile.TemporaryDirectory() as folder:
        meshes = Path(folder) / "meshes.npz"
        triangles = export(args.dataset, args.key, args.frames, meshes)
        anchor = Pyrender(args.pyrender, meshes, args.frames, args.picture)
        try:
            kinds = [
                *map(ours, QUICK),
                *(lambda kind=kind: anchor.frame(kind) for kind in ("plain", "shadows")),
            ]
            samples = alternate(kinds, args.rounds)
        finally:
            anchor.end()
    title = (
        f"{args.key}: a frame of 640x360; {triangles:,} triangles in full; Blender {bpy.app.version_string}"
    )
    show(samples, title, as_json=args.json)


if __name__ == "__main__":
    main()
