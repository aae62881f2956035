# SPDX-License-Identifier: GPL-3.0-or-later
"""Calibrates the eyelids: how far blinking and looking down close an eye.

MakeHuman's targets move the lids by the same millimetres on every face, and blinking far enough for the
widest eye: on most of ours an eyeBlink of 0.6 had closed the eye, so everyone looked sleepy. Here eyeBlink
closes an eye just at 1, and eyeLookDown closes the share of it that it closes on ICT-FaceKit's heads, which
the captures' weights were made for. Both add up: when a person looks down, a smaller blink closes the eye.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ...foundation.meshes.sphere import fit_sphere

__all__ = ["EYE_SIZE", "LIDS_DOWN", "LID_STOPS", "STOP_DOWN", "calibrate_lids"]

Floats = NDArray[np.float64]
Deltas = NDArray[np.float32]

EYE_SIZE = 0.98
"""The eyeball's radius relative to the helper's, so that closed lids cover it."""

LIDS_DOWN = 0.485
"""Share of the gap between the lids that eyeLookDown closes at 1: the mean of four ICT-FaceKit heads."""

LID_STOPS: Mapping[str, tuple[str, str]] = {
    f"lidStop{side}": (f"eyeBlink{side}", f"eyeLookDown{side}") for side in ("Left", "Right")
}
"""Corrective shape -> the shape that it undoes, and the other one that closes the eye.

With ``max(0, blink + STOP_DOWN * down - 1)`` of the blink undone, the upper lid stops at the lower one.
"""

STOP_DOWN = 0.44  # less than LIDS_DOWN: closed lids overlap by a third of a millimetre

_COLUMNS = np.linspace(-0.9, 0.9, 19)  # of the eyeball's radius, across the eye
_MIDDLE = np.abs(_COLUMNS) < 0.4
_STEP = 0.0001  # metres, between heights at which lids are looked for
_OPEN = 0.0004  # metres: columns with a smaller gap are beside the eye's corners
_ASIDE = 0.006  # metres: triangles farther from a line do not reach it, whatever the lids do
_SHARES = np.arange(0.2, 2.01, 0.15)  # factors of MakeHuman's movement that are tried
_ROUNDS = 4
_OVERLAP = 1.0  # of closed lids, against a line of light
_LID, _BESIDE = 1.3, 1.7  # radii from the eyeball's centre: to where lids slide on it, and where nothing does


def calibrate_lids(
    vertices: NDArray[np.floating],
    faces: NDArray[np.int32],
    eyes: Mapping[str, NDArray[np.int32]],
    shapes: Mapping[str, Deltas],
) -> dict[str, Deltas]:
    """Return the shapes with eyeBlink and eyeLookDown fitted to a person's eyes.

    Args:
        vertices: (V, 3) the morphed base mesh, metres, facing -Y, Z up.
        faces: (F, 4) of the skin.
        eyes: ``Left`` and ``Right`` -> the vertices of the eyeball's helper.
        shapes: ARKit name -> (V, 3).
    """
    out = dict(shapes)
    points = vertices.astype(np.float64)
    for side, ball in eyes.items():
        eye = _Eye(points, faces, *fit_sphere(points[ball]))
        for shape, calibrated in ((f"eyeBlink{side}", eye.closed), (f"eyeLookDown{side}", eye.lowered)):
            if shape in out:
                out[shape] = calibrated(out[shape].astype(np.float64)).astype(np.float32)
    return out


class _Eye:
    """The opening between one eye's lids, seen from the front along vertical lines."""

    def __init__(self, points: Floats, faces: NDArray[np.int32], centre: Floats, radius: float) -> None:
        self.points = points - centre
        self.radius = EYE_SIZE * radius
        place = self.points[faces[:, 0]]
        near = (np.abs(place[:, [0, 2]]).max(1) < 1.6 * radius) & (place[:, 1] < 0.0)
        quads = faces[near & (faces[:, 3] >= 0)]
        self.where, corners = np.unique(
            np.concatenate([faces[near, :3], quads[:, [0, 2, 3]]]), return_inverse=True
        )
        self.corners = corners.reshape(-1, 3)
        self.aside = self.points[self.where[self.corners], 0].mean(1)
        self.heights = np.arange(-0.8 * self.radius, 0.8 * self.radius, _STEP)
        self.rest = self.gaps(np.zeros_like(points), _COLUMNS)

    def gaps(self, delta: Floats, columns: Floats) -> Floats:
        """Return (C,) metres of eyeball that are seen along each line."""
        moved = self.points[self.where] + self.slid(self.where, delta[self.where])
        out = np.empty(len(columns))
        for number, x in enumerate((columns * self.radius).tolist()):
            triangles = moved[self.corners[np.abs(self.aside - x) < _ASIDE]]
            ball = -np.sqrt(np.maximum(self.radius**2 - x**2 - self.heights**2, 0.0))
            out[number] = np.count_nonzero(_front(triangles, x, self.heights) > ball) * _STEP
        return out

    def closed(self, delta: Floats) -> Floats:
        """Return the blink at which the lids just meet, all along the eye."""
        seen = self.rest > _OPEN
        if not seen.any():
            return delta
        columns, rest = _COLUMNS[seen], self.rest[seen]
        shares = _vanishing(np.array([self.gaps(share * delta, columns) for share in _SHARES]))
        wide = np.pad(shares, 1, mode="edge")
        shares = 0.25 * (wide[:-2] + 2.0 * shares + wide[2:])
        for _ in range(_ROUNDS):
            out = np.interp(self.points[:, 0], columns * self.radius, shares)[:, None] * delta
            shares = shares * (1.0 + self.gaps(out, columns) / rest)
        return self.slid(np.arange(len(out)), _OVERLAP * out)

    def lowered(self, delta: Floats) -> Floats:
        """Return the look down that closes its share of the gap."""
        gaps = np.array([self.gaps(share * delta, _COLUMNS[_MIDDLE]).sum() for share in _SHARES])
        wanted = (1.0 - LIDS_DOWN) * self.rest[_MIDDLE].sum()
        return self.slid(np.arange(len(delta)), np.interp(-wanted, -gaps, _SHARES) * delta)

    def slid(self, where: NDArray[np.integer], delta: Floats) -> Floats:
        """Let lids slide on the eyeball, at their distance from it, where they would cut into it."""
        points = self.points[where]
        away, far = np.linalg.norm(points, axis=1), np.linalg.norm(points + delta, axis=1)
        share = np.clip((_BESIDE - away / self.radius) / (_BESIDE - _LID), 0.0, 1.0) * (points[:, 1] < 0.0)
        lift = share * np.maximum(away - far, 0.0) / np.maximum(far, 1e-9)
        return delta + lift[:, None] * (points + delta)


def _vanishing(gaps: Floats) -> Floats:
    """Return (C,) the shares at which gaps (S, C), one row for each of ``_SHARES``, become 0."""
    shut = gaps <= 0.0
    first = np.where(shut.any(0), shut.argmax(0), len(gaps) - 1)
    columns = np.arange(gaps.shape[1])
    one, two = gaps[np.maximum(first - 2, 0), columns], gaps[np.maximum(first - 1, 0), columns]
    beyond = np.clip(
        two / np.maximum(one - two, 1e-9), 0.0, 1.0
    )  # steps after the last open one, straight on
    return np.asarray(_SHARES[np.maximum(first - 1, 0)] + beyond * (_SHARES[1] - _SHARES[0]))


def _front(points: Floats, x: float, heights: Floats) -> Floats:
    """Return the least y of triangles (T, 3, 3) at ``x`` and (H,) heights; inf where there is none."""
    aside = points[:, :, 0] - x
    cut = (aside.min(1) < 0.0) & (aside.max(1) >= 0.0)
    points, aside = points[cut], aside[cut]
    # Two of a triangle's sides cross the plane: those at the corner that is alone on its side of it.
    left = aside < 0.0
    alone = np.where(left.sum(1) == 1, left.argmax(1), (~left).argmax(1))
    rows = np.arange(len(points))
    one, at = points[rows, alone], aside[rows, alone]
    ends = []
    for step in (1, 2):
        other = (alone + step) % 3
        share = at / (at - aside[rows, other])
        ends.append(one + share[:, None] * (points[rows, other] - one))
    low, high = (np.where((ends[0][:, 2] < ends[1][:, 2])[:, None], *pair) for pair in (ends, ends[::-1]))
    run = np.maximum(high[:, 2] - low[:, 2], 1e-9)
    along = (heights[:, None] - low[:, 2]) / run
    depth = low[:, 1] + along * (high[:, 1] - low[:, 1])
    return np.where((along >= 0.0) & (along <= 1.0), depth, np.inf).min(1, initial=np.inf)
