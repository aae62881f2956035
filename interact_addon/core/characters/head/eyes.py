# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds eyeballs with sclera, iris and pupil as geometry, rotated by the ARKit eyeLook shapes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...foundation.meshes.sphere import fit_sphere
from ..body.base_mesh import Body
from ..body.colours import linear, mix, rgba, scaled
from ..body.figure import smoothstep
from ..body.lids import EYE_SIZE
from ..body.part import Part
from ..clothing.trims import grid

__all__ = ["LOOK_ANGLES", "make_eyes"]

Floats = NDArray[np.float64]

_SEGMENTS = 40
_IRIS, _PUPIL = 0.0061, 0.0023  # radii, metres; adult irises hardly differ in size
_BULGE = 0.0007  # how far the cornea stands out, metres

# Degrees by which a shape at 1 rotates the eye. MakeHuman's helper rotates half as far, which is too little
# to look at a person.
LOOK_ANGLES = {"eyeLookUp": 18.0, "eyeLookDown": 20.0, "eyeLookIn": 27.0, "eyeLookOut": 27.0}


def make_eyes(body: Body, colour: str) -> Part:
    """Build both eyes.

    Args:
        body: The person.
        colour: Colour of the iris, a hex code.
    """
    vertices: list[Floats] = []
    colours: list[Floats] = []
    uvs: list[Floats] = []
    weights: list[NDArray[np.float32]] = []
    faces: list[NDArray[np.int32]] = []
    slots: list[NDArray[np.int16]] = []
    shapes: dict[str, list[Floats]] = {}
    for side, name in (("l", "Left"), ("r", "Right")):
        where = body.base.vertex_groups[f"helper-{side}-eye"]
        centre, radius = fit_sphere(body.vertices[where].astype(np.float64))
        ball, quads, slot, uv = _ball(radius * EYE_SIZE)
        start = sum(len(v) for v in vertices)
        vertices.append(ball + centre)
        faces.append(np.where(quads < 0, -1, quads + start).astype(np.int32))
        slots.append(slot)
        uvs.append(uv)
        colours.append(_colours(ball, radius * EYE_SIZE, colour))
        weights.append(np.repeat(body.rig.weights[where].mean(0)[None], len(ball), 0))
        outward = 1.0 if side == "l" else -1.0
        for shape, degrees in LOOK_ANGLES.items():
            turned = ball @ _turn(shape, degrees, outward).T
            shapes[shape + name] = [np.zeros_like(ball), np.zeros_like(ball)]
            shapes[shape + name]["lr".index(side)] = turned - ball
    points = np.concatenate(vertices)
    return Part(
        name="eyes",
        vertices=points.astype(np.float32),
        faces=np.concatenate(faces),
        uvs=np.concatenate(uvs).astype(np.float32),
        material_slots=("sclera", "iris", "pupil"),
        face_material=np.concatenate(slots),
        weights=np.concatenate(weights),
        joints=body.rig.names,
        shapes={name: np.concatenate(pair).astype(np.float32) for name, pair in shapes.items()},
        point_data={"tint": rgba(np.concatenate(colours), len(points))},
    )


def _turn(shape: str, degrees: float, outward: float) -> Floats:
    angle = np.radians(degrees)
    c, s = np.cos(angle), np.sin(angle)
    if shape in ("eyeLookUp", "eyeLookDown"):
        s = -s if shape == "eyeLookUp" else s
        return np.array([[1.0, 0.0, 0.0], [0.0, c, -s], [0.0, s, c]])
    s = s * (outward if shape == "eyeLookOut" else -outward)
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def _rings(radius: float) -> tuple[Floats, int, int]:
    """Return the rings' angles from the gaze axis, and their number in the pupil, and in pupil and iris."""
    pupil, iris = np.arcsin(_PUPIL / radius), np.arcsin(_IRIS / radius)
    inner = np.array([0.03, 0.45, 0.85, 0.985]) * pupil
    middle = pupil + (iris - pupil) * np.array([0.02, 0.12, 0.35, 0.6, 0.8, 0.93, 1.0])
    outer = iris + (np.radians(118.0) - iris) * np.array([0.012, 0.05, 0.11, 0.2, 0.32, 0.46, 0.62, 0.8, 1.0])
    return np.concatenate([inner, middle, outer]), len(inner), len(inner) + len(middle)


def _ball(radius: float) -> tuple[Floats, NDArray[np.int32], NDArray[np.int16], Floats]:
    """Build an eyeball about the origin that looks along -Y: vertices, faces, slots, uvs."""
    angles, pupil, iris = _rings(radius)
    turn = np.arange(_SEGMENTS) * (2 * np.pi / _SEGMENTS)
    limbus = angles[iris - 1]
    bulge = _BULGE * smoothstep(angles, limbus * 1.12, limbus * 0.45)
    size = radius + bulge
    table = np.stack(
        [
            (size * np.sin(angles))[:, None] * np.cos(turn),
            (-size * np.cos(angles))[:, None] * np.ones_like(turn),
            (size * np.sin(angles))[:, None] * np.sin(turn),
        ],
        -1,
    )
    points, quads = grid(table, closed=True)
    quads = quads[:, ::-1]
    ring = quads.min(1) // _SEGMENTS
    slots = np.where(ring < pupil - 1, 2, np.where(ring < iris - 1, 1, 0)).astype(np.int16)
    fan = np.arange(_SEGMENTS, dtype=np.int32)
    middle = len(points)
    points = np.concatenate([points, [[0.0, -(radius + _BULGE), 0.0]]])
    cap = np.stack([fan, np.roll(fan, -1), np.full_like(fan, middle), np.full_like(fan, -1)], 1)
    quads = np.concatenate([quads, cap]).astype(np.int32)
    slots = np.concatenate([slots, np.full(_SEGMENTS, 2, np.int16)])
    flat = 0.5 + 0.5 * points[:, [0, 2]] / radius
    uv = flat[np.maximum(quads, 0)]
    return points, quads, slots, uv


def _colours(ball: Floats, radius: float, code: str) -> Floats:
    angles, pupil, iris = _rings(radius)
    base = 0.75 * linear(code)
    away = np.arccos(np.clip(-ball[:, 1] / np.linalg.norm(ball, axis=1), -1.0, 1.0))
    around = np.arctan2(ball[:, 2], ball[:, 0])
    edge, hole = angles[iris - 1], angles[pupil - 1]
    share = np.clip((away - hole) / (edge - hole), 0.0, 1.0)
    fibres = (
        1.0 + 0.16 * np.sin(11.0 * around + 2.0 * np.sin(3.0 * around)) + 0.10 * np.sin(23.0 * around + 1.0)
    )
    light, dark = scaled(base, 1.15, 1.08, 1.0), scaled(base, 0.22)
    tint = mix(light, scaled(base, 0.72), smoothstep(share, 0.1, 0.55)) * fibres[:, None]
    tint = mix(tint, dark, smoothstep(share, 0.68, 1.0))
    tint = mix(tint, scaled(base, 0.55), 0.55 * smoothstep(share, 0.16, 0.0))
    # The upper lid's shadow on the eyeball: without it eyes seem to stare, most of all in Workbench.
    height = ball[:, 2] / radius
    shade = 1.0 - 0.45 * smoothstep(height, 0.10, 0.42) - 0.12 * smoothstep(height, -0.15, -0.45)
    white = np.array([0.80, 0.76, 0.73])
    red = np.array([0.72, 0.45, 0.40])
    sclera = mix(
        np.broadcast_to(white, ball.shape), red, 0.55 * smoothstep(np.abs(ball[:, 0]) / radius, 0.55, 0.85)
    )
    out = np.where((away > edge + 1e-6)[:, None], sclera, tint)
    out = np.where((away < hole + 1e-6)[:, None], np.array([0.006, 0.005, 0.005]), out)
    return np.clip(out * shade[:, None], 0.0, 1.0)
