# SPDX-License-Identifier: GPL-3.0-or-later
"""Locates features on the head of the base mesh: lips, lids, hairline, beard, cheeks.

Every body has the same vertices, so a vertex of the unmorphed base mesh has the same meaning on every body.
Lips, lids, ears, nails and mouth come from ``masks.npz``, sampled from the feature masks of MPFB (CC0).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import CharacterError
from ..body.figure import smoothstep
from ..makehuman import BaseMesh

__all__ = ["FaceFrame", "face_frame"]

Floats = NDArray[np.float64]
_MASKS = Path(__file__).with_name("masks.npz")

# The hairline: degrees from the front about the head's axis, and its height in eye distances.
_HAIRLINE = {
    "female": (
        (0, 2.20), (22, 2.16), (36, 1.86), (48, 1.30), (58, 0.75), (66, 0.40), (73, 0.10), (79, 0.05),
        (84, 0.20), (92, 0.42), (102, 0.36), (112, -0.35), (122, -1.15), (140, -1.75), (180, -2.05),
    ),
    "male": (
        (0, 2.22), (16, 2.24), (30, 2.42), (42, 1.85), (50, 1.30), (58, 0.75), (65, 0.35), (71, -0.55),
        (79, -0.85), (84, 0.10), (92, 0.42), (102, 0.36), (112, -0.35), (122, -1.05), (140, -1.55),
        (180, -1.75),
    ),
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class FaceFrame:
    """The skin's vertices in a frame between the eyes.

    Attributes:
        points: (S, 3) skin vertices of the base mesh, left, back and up from between the eyes, in half eye
            distances.
        masks: name -> (S,) 0 to 1: ``lips``, ``lids``, ``ears``, ``nails``, ``mouth``.
        unit: Half the eye distance, metres.
    """

    points: Floats
    masks: dict[str, Floats]
    unit: float

    @cached_property
    def on_head(self) -> NDArray[np.bool_]:
        """(S,) whether a vertex is on head or neck."""
        return np.asarray((self.points[:, 2] > -5.0) & (np.abs(self.points[:, 0]) < 3.2))

    @cached_property
    def azimuth(self) -> Floats:
        """(S,) degrees about the head's vertical axis: 0 in front, 180 at the back, equal on both sides."""
        return np.degrees(np.arctan2(np.abs(self.points[:, 0]), -(self.points[:, 1] - 2.0)))

    def hairline(self, sex: str, recede: float = 0.0) -> Floats:
        """Return (S,) distances inside the hairline in half eye distances; negative outside, off the head.

        Args:
            sex: ``male`` or ``female``.
            recede: How far the hairline has receded, in half eye distances.
        """
        table = np.array(_HAIRLINE[sex], np.float64)
        height = table[:, 1] + recede * np.exp(-((table[:, 0] / 45.0) ** 2)) * (
            1.0 + 0.8 * np.exp(-(((table[:, 0] - 30.0) / 14.0) ** 2))
        )
        line = np.interp(self.azimuth, table[:, 0], height)
        inside = self.points[:, 2] - line
        inside = np.where(self.masks["ears"] > 0.04, np.minimum(inside, -0.3), inside)
        return np.where(self.on_head, inside, -9.0)

    @cached_property
    def beard(self) -> Floats:
        """(S,) 0 to 1 where a beard grows: upper lip, chin, cheeks below the sideburns, upper neck."""
        x, y, z = np.abs(self.points[:, 0]), self.points[:, 1], self.points[:, 2]
        line = np.interp(x, (0.0, 0.5, 0.95, 1.5, 2.1, 2.5), (-1.58, -1.62, -1.80, -1.75, -1.15, -0.55))
        area = (
            smoothstep(z, line + 0.06, line - 0.14) * smoothstep(z, -4.35, -3.75) * smoothstep(y, 2.25, 1.75)
        )
        # The mouth's corners and the hollow beside the chin's tuft have less hair.
        bare = np.exp(-(((x - 0.62) / 0.20) ** 2) - ((z + 2.75) / 0.18) ** 2)
        area = area * (1.0 - 0.7 * bare) * (1.0 - smoothstep(self.masks["lips"], 0.1, 0.5))
        inner = smoothstep(self.masks["mouth"], 0.2, 0.6)
        return np.where(self.on_head, area * (1.0 - inner), 0.0)

    @cached_property
    def blush(self) -> Floats:
        """(S,) redness, 0 to 1, at cheeks, tip of the nose, ears and chin."""
        x, y, z = np.abs(self.points[:, 0]), self.points[:, 1], self.points[:, 2]

        def spot(at: tuple[float, float], wide: float, tall: float) -> Floats:
            return np.asarray(np.exp(-(((x - at[0]) / wide) ** 2) - ((z - at[1]) / tall) ** 2) * (y < 1.6))

        total = 0.75 * spot((1.35, -1.15), 0.55, 0.5) + 0.8 * spot((0.0, -1.25), 0.42, 0.38)
        total += 0.30 * spot((0.0, -3.3), 0.5, 0.35) + 0.85 * self.masks["ears"]
        return np.where(self.on_head, np.clip(total, 0.0, 1.0), 0.0)


@lru_cache(maxsize=2)
def face_frame(base: BaseMesh) -> FaceFrame:
    """Return the face frame of a base mesh.

    Raises:
        CharacterError: The data file of the masks cannot be read.
    """
    skin = base.vertex_groups["body"]
    eye = base.vertices[base.vertex_groups["helper-l-eye"]].mean(0)
    unit = float(eye[0])
    points = (base.vertices[skin] - eye * np.array([0.0, 1.0, 1.0])) / unit
    masks: dict[str, Floats] = {}
    try:
        with np.load(_MASKS, allow_pickle=False) as stored:
            for name in ("lips", "lids", "ears", "nails", "mouth"):
                masks[name] = np.zeros(len(skin))
                masks[name][stored[f"{name}_vertices"]] = stored[f"{name}_values"] / 255.0
    except (OSError, KeyError, ValueError, IndexError) as error:
        raise CharacterError(
            "the masks of the face cannot be read", path=_MASKS, cure="Reinstall the add-on"
        ) from error
    return FaceFrame(points, masks, unit)
