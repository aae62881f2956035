# SPDX-License-Identifier: GPL-3.0-or-later
"""What is seen of an eyeball between the lids: seen from the front, along vertical lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

STEP = 0.0001  # metres between the heights that are looked at
LINES = (-0.006, -0.003, 0.0, 0.003, 0.006)  # metres aside of the eyeball's centre
WIDE = tuple(np.arange(-0.012, 0.0121, 0.0015).tolist())


def triangles(faces: np.ndarray) -> np.ndarray:
    return np.concatenate([faces[:, :3], faces[faces[:, 3] >= 0][:, [0, 2, 3]]])


def front(corners: np.ndarray, x: float, heights: np.ndarray) -> np.ndarray:
    """(H,) least y of triangles (T, 3, 3) at heights on the line at ``x``; inf where there is none."""
    out = np.full(len(heights), np.inf)
    for a, b, c in corners[(corners[:, :, 0].min(1) < x) & (corners[:, :, 0].max(1) >= x)]:
        ends = [
            p + (x - p[0]) / (q[0] - p[0]) * (q - p)
            for p, q in ((a, b), (b, c), (c, a))
            if (p[0] < x) != (q[0] < x)
        ]
        low, high = sorted(ends, key=lambda end: end[2])
        there = slice(*np.searchsorted(heights, (low[2], high[2])))
        out[there] = np.minimum(out[there], np.interp(heights[there], (low[2], high[2]), (low[1], high[1])))
    return out


@dataclass
class Eye:
    """Triangles of skin and eyeball, in metres, Z up, facing -Y, about the eyeball's centre."""

    centre: np.ndarray
    radius: float
    skin: np.ndarray
    ball: np.ndarray

    def __post_init__(self) -> None:
        self.heights = np.arange(-0.85 * self.radius, 0.85 * self.radius, STEP)

    def seen(self, skin: np.ndarray, ball: np.ndarray, lines: tuple[float, ...] = LINES) -> np.ndarray:
        """(L, H) whether the eyeball is seen, of these vertices of skin and eyeball."""
        depth, inner = self.depth(skin, lines), self._depth(ball, self.ball, lines)
        return np.isfinite(inner) & (inner < depth)

    def depth(self, skin: np.ndarray, lines: tuple[float, ...] = LINES) -> np.ndarray:
        """(L, H) y of the skin's front."""
        return self._depth(skin, self.skin, lines)

    def _depth(self, points: np.ndarray, faces: np.ndarray, lines: tuple[float, ...]) -> np.ndarray:
        corners = (points - self.centre)[faces]
        return np.stack([front(corners, x, self.heights) for x in lines])


def near(points: np.ndarray, faces: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """The triangles in front of the eyeball's middle, within 4 cm."""
    middle = points[faces].mean(1) - centre
    return faces[(np.linalg.norm(middle, axis=1) < 0.04) & (middle[:, 1] < 0.0)]
