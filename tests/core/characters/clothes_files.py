# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes small MakeHuman clothes for tests: pieces of the tights, a dome as a hat, strips as hair."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from interact_addon.core.characters import Body, build_body, look_by_id
from interact_addon.core.characters.body.figure import Figure
from interact_addon.core.characters.makehuman import Assets

__all__ = ["figure_of", "write_clothes", "write_hair", "write_hat", "write_piece"]

HEAD = """# author Somebody
# license CC0
basemesh hm08
name {name}
uuid 00000000-{name}
tag {tag}
obj_file {name}.obj
x_scale 5399 11998 1.4340
z_scale 962 5320 2.0001
y_scale 791 881 2.4098
z_depth 50
verts 0
material {name}.mhmat
"""


def figure_of(assets: Assets, person: str = "jonas") -> Figure:
    return Figure(build_body(assets, look_by_id(person)))


def write_piece(
    folder: Path,
    name: str,
    rows: list[str],
    vertices: np.ndarray,
    faces: np.ndarray,
    *,
    uvs: np.ndarray | None = None,
    tag: str = "Test",
    tail: str = "",
    mhmat: str = "diffuseColor 1.0 1.0 1.0\n",
) -> Path:
    """Write a piece of (V, 3) vertices (which nobody reads) and (F, 3 or 4) faces."""
    folder.mkdir(parents=True, exist_ok=True)
    uvs = np.random.default_rng(1).random((len(vertices), 2)) if uvs is None else uvs
    lines = [f"v {x:.4f} {y:.4f} {z:.4f}" for x, y, z in vertices]
    lines += [f"vt {u:.4f} {v:.4f}" for u, v in uvs]
    lines += ["f " + " ".join(f"{k + 1}/{k + 1}" for k in face if k >= 0) for face in faces.tolist()]
    (folder / f"{name}.obj").write_text("\n".join(lines) + "\n")
    (folder / f"{name}.mhmat").write_text(mhmat)
    text = HEAD.format(name=name, tag=tag) + "\n".join(rows) + "\n" + tail
    (folder / f"{name}.mhclo").write_text(text, encoding="utf-8")
    return folder / f"{name}.mhclo"


def write_clothes(
    folder: Path, name: str, body: Body, where: Callable[[np.ndarray], np.ndarray], **more: str
) -> Path:
    """Write the part of the tights whose vertices (V, 3) satisfy a condition, each bound to its own."""
    base = body.base
    faces = base.faces[base.faces_of("helper-tights")]
    kept = where(body.vertices.astype(float))[np.maximum(faces, 0)].all(1)
    used = np.unique(faces[kept])
    number = np.full(len(base.vertices), -1)
    number[used] = np.arange(len(used))
    return write_piece(folder, name, [str(k) for k in used], base.vertices[used], number[faces[kept]], **more)


def write_hat(folder: Path, name: str, body: Body, **more: str) -> Path:
    """Write a dome 4 cm outside the skull: the skin above the brows, each vertex offset outwards."""
    base = body.base
    faces = base.faces[base.faces_of("body")]
    points = base.vertices
    high = points[:, 2] > points[base.vertex_groups["helper-l-eye"], 2].max() + 0.045
    kept = high[np.maximum(faces, 0)].all(1)
    used = np.unique(faces[kept])
    number = np.full(len(points), -1)
    number[used] = np.arange(len(used))
    middle = points[used].mean(0) - [0.0, 0.0, 0.05]
    away = points[used] - middle
    away = 0.4 * away / np.linalg.norm(away, axis=1, keepdims=True)  # decimetres
    rows = [f"{k} {k} {k} 1 0 0 {x:.5f} {z:.5f} {-y:.5f}" for k, (x, y, z) in zip(used, away, strict=True)]
    return write_piece(folder, name, rows, points[used], number[faces[kept]], tag="Hats", **more)


def write_hair(folder: Path, name: str, body: Body, **more: str) -> Path:
    """Write four upright cards, 3 cm wide and 20 cm long, that hang from the crown; v runs along them."""
    top = int(
        body.base.vertex_groups["body"][body.base.vertices[body.base.vertex_groups["body"], 2].argmax()]
    )
    rows, uvs, faces = [], [], []
    for card in range(4):
        start = len(rows)
        for step in range(6):
            for side in (0, 1):
                rows.append(f"{top} {top} {top} 1 0 0 {0.3 * (card + side) - 0.6} {-0.4 * step} -1.0")
                uvs.append((0.25 * card + 0.2 * side, 1.0 - 0.2 * step))
        faces += [[start + 2 * k, start + 2 * k + 1, start + 2 * k + 3, start + 2 * k + 2] for k in range(5)]
    return write_piece(
        folder, name, rows, np.zeros((len(rows), 3)), np.array(faces), uvs=np.array(uvs), tag="Hair", **more
    )
