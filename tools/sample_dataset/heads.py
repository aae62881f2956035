# SPDX-License-Identifier: GPL-3.0-or-later
"""Heads for the 55 shapes of ICT-FaceKit, of a few hundred faces: an egg with eyes, teeth and lashes.

Parts, axes (Y up, facing +Z, the subject's left at +X), units (centimetres) and about the places are those of
ICT-FaceKit's own head; the numbering is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from interact_addon.core.dataset.face_models import BASIS, TEMPLATES
from interact_addon.core.face.ict import ICT_55

__all__ = ["write_heads"]

Array = NDArray[np.float64]

_EGG, _RADII = np.array([0.0, -2.5, 1.5]), np.array([9.0, 17.2, 9.0])
_EYE, _EYE_RADIUS = np.array([3.2, 3.7, 8.1]), 1.58
# Where each shape moves the skin most (x, y), and how (x, y, z), in centimetres; of two sides the left one.
_SHAPES: dict[str, tuple[float, float, float, float, float]] = {
    "browDown": (4.2, 6.4, -0.5, -0.4, 0.3),
    "browInnerUp": (2.1, 5.8, 0.1, 0.6, 0.0),
    "browOuterUp": (5.0, 6.0, 0.2, 0.8, -0.3),
    "cheekPuff": (3.5, -4.0, 0.3, 0.1, 1.4),
    "cheekRaiser": (5.0, 0.8, -0.1, 0.7, 0.3),
    "cheekSquint": (5.0, 0.3, -0.2, 0.6, 0.2),
    "eyeBlink": (3.4, 4.3, 0.0, -1.8, -0.3),
    "eyeLookDown": (3.2, 4.2, 0.0, -0.8, 0.1),
    "eyeLookIn": (3.0, 4.0, -0.4, 0.0, 0.1),
    "eyeLookOut": (3.6, 4.0, 0.4, 0.0, -0.1),
    "eyeLookUp": (3.2, 4.1, 0.0, 0.5, -0.1),
    "eyeSquint": (3.0, 2.2, -0.3, 0.5, 0.0),
    "eyeWide": (3.4, 4.4, 0.1, 0.6, -0.2),
    "jawForward": (0.0, -8.5, 0.0, -0.2, 1.1),
    "jawLeft": (0.0, -8.0, 0.9, 0.0, 0.0),
    "jawOpen": (0.0, -8.0, 0.0, -3.0, -2.9),
    "jawRight": (0.0, -8.0, -0.9, 0.0, 0.0),
    "mouthClose": (0.0, -4.0, 0.0, 3.8, 1.7),
    "mouthDimple": (2.6, -4.0, 0.2, 0.6, -0.7),
    "mouthFrown": (3.0, -4.2, 0.2, -0.6, -0.3),
    "mouthFunnel": (0.0, -4.2, 0.0, -0.8, 0.9),
    "mouthLeft": (0.5, -4.0, 1.8, 0.0, 0.5),
    "mouthLowerDown": (1.3, -4.8, 0.1, -0.6, -0.2),
    "mouthPress": (1.8, -5.5, 0.0, 0.6, 0.2),
    "mouthPucker": (0.0, -3.6, 0.2, 0.2, 1.2),
    "mouthRight": (-0.5, -4.0, -1.8, 0.0, 0.5),
    "mouthRollLower": (0.0, -4.8, 0.0, 0.1, -1.4),
    "mouthRollUpper": (0.0, -3.2, 0.0, -0.1, -1.2),
    "mouthShrugLower": (0.0, -6.2, 0.0, 1.1, 0.2),
    "mouthShrugUpper": (0.0, -3.0, 0.0, 0.7, 0.1),
    "mouthSmile": (2.5, -3.5, 0.8, 1.1, -0.9),
    "mouthStretch": (2.5, -4.4, 0.8, -0.3, -0.7),
    "mouthUpperUp": (2.2, -2.0, 0.2, 0.8, -0.3),
    "noseSneer": (1.8, -0.5, -0.2, 1.0, 0.0),
}
_REACH, _JAW_REACH = 1.6, 3.2  # centimetres: the standard deviation of the bump about that place


@dataclass(frozen=True, slots=True)
class _Patch:
    """A grid of quads.

    Attributes:
        material: ICT-FaceKit's name of the part.
        places: (rows, columns, 3) centimetres.
        moves: Whether the shapes move it: none moves eyeballs, gums and teeth.
    """

    material: str
    places: Array
    moves: bool


def write_heads(root: Path, sizes: Mapping[str, float]) -> None:
    """Write the basis and a template for each actor into a dataset.

    Args:
        root: The dataset's folder.
        sizes: For each actor how large the head is; 1 is 34 centimetres with the neck.
    """
    patches = _patches()
    (root / TEMPLATES).mkdir()
    for actor, size in sizes.items():
        (root / TEMPLATES / f"{actor}.obj").write_text(_obj_text(patches, size), "utf-8", newline="\n")
    np.save(root / BASIS, _basis(patches))


def _patches() -> list[_Patch]:
    down, around = np.linspace(0.05, np.pi - 0.05, 25), np.linspace(0.0, np.pi, 17)
    face = _EGG + _RADII * _ball(down, around)
    back = _EGG + _RADII * _ball(down, around + np.pi)
    flat = _ball(np.linspace(1.5, 1.7, 3), np.linspace(1.0, 2.1, 9))
    patches = [
        _Patch("M_Face", face, moves=True),
        _Patch("M_BackHead", back, moves=True),
        _Patch("M_GumsTongue", flat * 6.0 + [0.0, -4.2, 2.0], moves=False),
        _Patch("M_Teeth", flat * 6.2 + [0.0, -3.6, 2.0], moves=False),
    ]
    full_turn = np.linspace(-1.5 * np.pi, 0.5 * np.pi, 19)
    white = _EYE + _EYE_RADIUS * _ball(np.linspace(0.1, np.pi - 0.1, 13), full_turn)
    # The cornea stands out of the ball.
    iris = _EYE + 1.08 * _EYE_RADIUS * _ball(np.linspace(1.2, 1.94, 7), np.linspace(1.2, 1.94, 7))
    for side, both in (("Left", (white, iris)), ("Right", (_mirrored(white), _mirrored(iris)))):
        patches += [
            _Patch(f"M_Sclera{side}", both[0], moves=False),
            _Patch(f"M_Iris{side}", both[1], moves=False),
        ]
    lids = _EYE + 1.8 * _ball(np.linspace(1.2, 1.94, 3), np.linspace(0.9, 2.2, 7))
    for material in ("M_LacrimalFluid", "M_EyeBlend", "M_EyeOcclusion"):
        patches += [_Patch(material, places, moves=True) for places in (lids, _mirrored(lids))]
    across, along = np.linspace(-1.5, 1.5, 9), np.linspace(0.0, 1.0, 5)[:, None]
    for height, rise in ((0.6, 0.3), (-0.9, -0.3)):  # the upper lid's and the lower one's, from root to tip
        sheet = _EYE + np.stack(
            np.broadcast_arrays(across, height - 0.1 * across**2 + rise * along, 1.7 + 0.8 * along), axis=-1
        )
        patches += [_Patch("M_EyeLashes", places, moves=True) for places in (sheet, _mirrored(sheet))]
    return patches


def _mirrored(places: Array) -> Array:
    """A left part's right counterpart, with its faces outward too."""
    return places[:, ::-1] * np.array([-1.0, 1.0, 1.0])


def _ball(down: Array, around: Array) -> Array:
    """(D, A, 3) on the unit ball: angles from +Y down and from +X towards +Z."""
    down = down[:, None]
    return np.stack(
        np.broadcast_arrays(np.sin(down) * np.cos(around), np.cos(down), np.sin(down) * np.sin(around)),
        axis=-1,
    )


def _obj_text(patches: list[_Patch], size: float) -> str:
    vertices, textures, faces, material, before = [], [], [], "", 1
    for patch in patches:
        rows, columns = patch.places.shape[:2]
        vertices += [f"v {x:.4f} {y:.4f} {z:.4f}" for x, y, z in (patch.places * size).reshape(-1, 3)]
        textures += [  # the top row, lashes' roots too, has the highest
            f"vt {column / (columns - 1):.4f} {1 - row / (rows - 1):.4f}"
            for row in range(rows)
            for column in range(columns)
        ]
        if patch.material != material:
            material = patch.material
            faces.append(f"usemtl {material}")
        numbers = before + np.arange(rows * columns).reshape(rows, columns)
        corners = np.stack((numbers[:-1, :-1], numbers[:-1, 1:], numbers[1:, 1:], numbers[1:, :-1]), axis=-1)
        faces += ["f " + " ".join(f"{n}/{n}" for n in quad) for quad in corners.reshape(-1, 4).tolist()]
        before += rows * columns
    return "\n".join([*vertices, *textures, *faces, ""])


def _basis(patches: list[_Patch]) -> NDArray[np.float32]:
    """(55, V*3) how far each shape moves each vertex."""
    places = np.concatenate([patch.places.reshape(-1, 3) for patch in patches])
    moves = np.repeat([patch.moves for patch in patches], [patch.places.size // 3 for patch in patches])
    basis = np.zeros((len(ICT_55), len(places), 3), np.float32)
    for number, name in enumerate(ICT_55):
        stem, _, side = name.partition("_")
        mirror = -1.0 if side == "R" else 1.0
        x, y, *way = _SHAPES[stem]
        height = np.sqrt(max(0.0, 1 - ((x - _EGG[0]) / _RADII[0]) ** 2 - ((y - _EGG[1]) / _RADII[1]) ** 2))
        centre = np.array([mirror * x, y, _EGG[2] + _RADII[2] * height])
        reach = _JAW_REACH if stem.startswith("jaw") else _REACH
        share = np.exp(-((places - centre) ** 2).sum(axis=1) / (2 * reach**2))
        share[(share < 1e-3) | ~moves] = 0.0
        basis[number] = share[:, None] * np.array(way) * [mirror, 1.0, 1.0]
    return basis.reshape(len(ICT_55), -1)
