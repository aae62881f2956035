# SPDX-License-Identifier: GPL-3.0-or-later
"""A person's body: the morphed base mesh, its face shapes and its joints."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from ..makehuman import Assets, BaseMesh, Rig
from .lids import calibrate_lids
from .looks import Look
from .macro import detail_amounts, height_amounts, macro_amounts

__all__ = ["Body", "build_body"]

_MOST_HEIGHT = 1.2  # the largest amount of the sculpted height targets


@dataclass(frozen=True, eq=False)
class Body:
    """A morphed base mesh in the MakeHuman rest pose.

    Metres, Z up, facing -Y, the anatomical left at +X, soles at z = 0.

    Attributes:
        look: The person.
        base: The base mesh it was made from: faces, uvs, groups (its vertices are not morphed).
        vertices: (V, 3) float32, all vertices of the base mesh, helpers and joint cubes included.
        rig: MakeHuman's default rig with its weights (V, B).
        heads: (B, 3) float64 bone heads on this body.
        tails: (B, 3) float64 bone tails on this body.
        make_shapes: Makes ``shapes``; a body that is only measured needs none.
    """

    look: Look
    base: BaseMesh
    vertices: NDArray[np.float32]
    rig: Rig
    heads: NDArray[np.float64]
    tails: NDArray[np.float64]
    make_shapes: Callable[[], Mapping[str, NDArray[np.float32]]]

    @property
    def stature(self) -> float:
        """Height of the crown above the soles, metres."""
        skin = self.vertices[self.base.vertex_groups["body"], 2]
        return float(skin.max() - skin.min())

    @cached_property
    def shapes(self) -> Mapping[str, NDArray[np.float32]]:
        """The 52 ARKit face shapes: name -> (V, 3) float32 deltas, the lids' calibrated to the person."""
        return self.make_shapes()

    @cached_property
    def joints(self) -> Mapping[str, NDArray[np.float64]]:
        """Bone name -> (3,) position of its head."""
        return dict(zip(self.rig.names, self.heads, strict=True))


def build_body(assets: Assets, look: Look) -> Body:
    """Morph the base mesh to a person.

    Raises:
        CharacterError: The data are damaged, or have no target for one of the person's details.
    """
    base = assets.base
    vertices = base.vertices.copy()
    for name, amount in macro_amounts(assets, look).items():
        assets.target(name).add_to(vertices, amount)
    skin = base.vertices_of("body")
    _bring_to_height(assets, look, vertices, skin)
    for name, amount in detail_amounts(assets, dict(look.details)).items():
        assets.target(name).add_to(vertices, amount)
    vertices[:, 2] -= vertices[skin, 2].min()
    vertices *= look.height / vertices[skin, 2].max()
    rig = assets.rig("default")
    return Body(
        look=look,
        base=base,
        vertices=vertices.astype(np.float32),
        rig=rig,
        heads=rig.heads(vertices),
        tails=rig.tails(vertices),
        make_shapes=partial(_shapes, assets, vertices),
    )


def _shapes(assets: Assets, vertices: NDArray[np.float64]) -> Mapping[str, NDArray[np.float32]]:
    base = assets.base
    shapes = {name: assets.face_unit(name).dense(len(vertices)) for name in assets.face_unit_names}
    eyes = {side: base.vertex_groups[f"helper-{side[0].lower()}-eye"] for side in ("Left", "Right")}
    return calibrate_lids(vertices, base.faces[base.faces_of("body")], eyes, shapes)


def _bring_to_height(
    assets: Assets, look: Look, vertices: NDArray[np.float64], skin: NDArray[np.int32]
) -> None:
    """Apply the height targets by the amount that gives the person the requested height.

    The crown and the soles move linearly with a target, so one division finds the amount; the small remainder
    is scaled evenly by the caller.
    """
    now = float(np.ptp(vertices[skin, 2]))
    changed = vertices.copy()
    direction = "maxheight" if look.height > now else "minheight"
    for name, amount in height_amounts(assets, look, direction).items():
        assets.target(name).add_to(changed, amount)
    reach = float(np.ptp(changed[skin, 2])) - now
    if abs(reach) > 1e-4:
        share = float(np.clip((look.height - now) / reach, 0.0, _MOST_HEIGHT))
        vertices += share * (changed - vertices)
