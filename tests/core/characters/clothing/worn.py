# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures of garments on a person in poses: what `test_garments_in_poses` and `bench_garments` look at.

Distances are to the triangles of the bare body that is fitted together with the clothes, so that both have
the same size and the same soles. What lies under a garment is found in the rest pose in which it was cut;
in the poses the same places are compared, so that an arm laid on the belly is no fault.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from interact_addon.core.animation.skeleton import Motion, Skeleton
from interact_addon.core.characters import FittedCharacter, Look, Part, build_body, ground_heights, look_by_id
from interact_addon.core.characters.body.attach import triangles
from interact_addon.core.characters.body.base_mesh import Body
from interact_addon.core.characters.body.bone_tails import rest_tails
from interact_addon.core.characters.body.detail import Detail
from interact_addon.core.characters.body.figure import Figure
from interact_addon.core.characters.body.helper_bones import helper_bones
from interact_addon.core.characters.body.surface import border_edges
from interact_addon.core.characters.clothing.wardrobe import dress
from interact_addon.core.characters.fitting.fit import capture_roles, fit, person_height
from interact_addon.core.characters.makehuman import Assets

HERE = Path(__file__).resolve().parent
sys.path += [str(HERE.parent), str(HERE.parent / "fitting")]
from bare import bare_parts  # noqa: E402  (the tests' own, which are on no path)
from poses import POSES, pose_motion, posed  # noqa: E402

__all__ = ["GARMENTS", "KINDS", "POSES", "Worn", "wear"]

GARMENTS = ("top", "trousers", "shoes", "skirt")
_EVERY = 3
_NEAR = 12  # vertices at rest among which the nearest in a pose is looked for
_INSIDE = 0.15  # winding number; garments are open at their ends, where it is less than 1 within them
_THROUGH = 0.001  # metres that something must be outside of the cloth to be seen through it
_LIMBS = ("left_arm", "right_arm", "left_leg", "right_leg")
_PARTS = {
    "arm": ("upper_arm", "forearm", "hand", "thumb", "index", "middle", "ring", "pinky"),
    "leg": ("thigh", "shin", "foot", "fore_foot", "toe"),
}


# People in clothes that nobody of the cast wears, or not together.
_WORN_BY = (
    ("jonas", "sweater", "leggings", "flats", "none", False),
    ("ruth", "polo", "jeans", "sneakers", "none", True),
    ("amara", "longsleeve", "rolled_jeans", "boots", "skirt", False),
    ("samuel", "turtleneck", "wide", "sneakers", "none", True),
    ("mei", "fitted_tee", "leggings", "boots", "straight_skirt", False),
)


def _in(name: str, top: str, trousers: str, shoes: str, skirt: str, tucked: bool) -> Look:
    look = look_by_id(name)
    clothes = {"top": top, "trousers": trousers, "shoes": shoes, "skirt": skirt, "tucked": tucked}
    title = "+".join([name, top, trousers, shoes, *([skirt] if skirt != "none" else [])])
    return replace(look, id=title, style={**look.style, **clothes, "belt": "#222222" if tucked else ""})


KINDS = tuple(_in(*row) for row in _WORN_BY)


@dataclass(frozen=True, eq=False)
class Worn:
    """A dressed person, fitted, together with their bare body.

    Attributes:
        fitted: The person.
        body: In the MakeHuman rest pose.
        cut: Part -> (V, 3) where its vertices were in that pose; ``bare`` is the whole skin.
    """

    fitted: FittedCharacter
    body: Body
    cut: Mapping[str, np.ndarray]

    @cached_property
    def parts(self) -> dict[str, Part]:
        return {part.name: part for part in self.fitted.parts}

    @property
    def garments(self) -> tuple[str, ...]:
        return tuple(name for name in GARMENTS if name in self.parts)

    def poses(self, names: tuple[str, ...]) -> Iterator[tuple[str, dict[str, np.ndarray]]]:
        """Yield each pose's name, and part -> (V, 3)."""
        motion = pose_motion(self.fitted.skeleton, names)
        moved = {name: posed(self.fitted, part, motion) for name, part in self.parts.items()}
        for number, name in enumerate(names):
            yield name, {part: points[number] for part, points in moved.items()}

    def at_rest(self) -> dict[str, np.ndarray]:
        """Part -> (V, 3) in the capture's rest pose."""
        return {name: part.vertices.astype(np.float64) for name, part in self.parts.items()}

    @cached_property
    def _beneath(self) -> dict[str, np.ndarray]:
        """Garment -> (V, K) vertices of the bare body near each of its vertices, the nearest first."""
        within = {"skirt": 0.3}
        return {
            name: _closest(self.cut[name], self.cut["bare"], _NEAR, within.get(name, 0.07))
            for name in self.garments
        }

    def away(self, garment: str, points: Mapping[str, np.ndarray]) -> np.ndarray:
        """(V,) metres of each vertex of a garment from the place of the body that it was cut over."""
        body = points["bare"][self._beneath[garment]]
        return np.linalg.norm(points[garment][:, None] - body, axis=2).min(1)

    def from_body(self, garment: str, points: Mapping[str, np.ndarray], limit: float) -> np.ndarray:
        """(V,) metres from the body; where that it was cut over is farther than ``limit``, from all of it."""
        found = self.away(garment, points)
        far = np.flatnonzero(found > limit)
        for some in np.array_split(far, len(far) // 200 + 1):
            apart = np.linalg.norm(points[garment][some, None] - points["bare"][None], axis=2)
            found[some] = np.minimum(found[some], apart.min(1, initial=9.0))
        return found

    @cached_property
    def cuffs(self) -> np.ndarray:
        """Vertices of the top in the last 6 cm of each sleeve."""
        figure, points = Figure(self.body), self.cut["top"]
        limbs = self.limbs["top"]
        out = []
        for number, arm in enumerate(figure.arms):
            place, _, _ = arm.coordinates(points)
            mine = limbs == number
            out.append(np.flatnonzero(mine & (place > place[mine].max(initial=0.0) - 0.06)))
        return np.concatenate(out)

    @cached_property
    def limbs(self) -> dict[str, np.ndarray]:
        """Garment -> (V,) the limb of the body that each vertex was cut over; -1 is the trunk."""
        skin = self.body.base.vertex_groups["body"]
        shares = Figure(self.body).limbs[skin]
        own = np.where(shares.max(1) > 0.9, shares.argmax(1), -1)
        out = {}
        for name in self.garments:
            close = self._beneath[name][:, :6]
            # On the seam between limb and trunk a vertex belongs to neither.
            first = own[close[:, 0]]
            out[name] = np.where((own[close] == first[:, None]).all(1), first, -1)
        return out

    def foreign(self, garment: str) -> np.ndarray:
        """(V,) weight from bones of other limbs, and of the trunk for what lies beyond elbow or knee."""
        roles = capture_roles(self.fitted.skeleton)
        joints = self.parts[garment].joints
        belongs = np.array([_limb_of(joint, self.fitted, roles) for joint in joints])
        weights = self.parts[garment].weights.astype(np.float64)
        held = np.stack([weights[:, belongs == limb].sum(1) for limb in range(-1, 4)], 1)
        own = self.limbs[garment]
        out = np.zeros(len(own))
        heads = self.body.joints
        for limb, (middle, end) in enumerate(
            (f"{a}.{s}", f"{b}.{s}")
            for a, b, s in (
                ("lowerarm01", "wrist", "L"),
                ("lowerarm01", "wrist", "R"),
                ("lowerleg01", "foot", "L"),
                ("lowerleg01", "foot", "R"),
            )
        ):
            mine = own == limb
            others = [k for k in range(4) if k != limb]
            if garment == "skirt" and limb > 1:
                others = [0, 1]  # its cloth spans from leg to leg
            elif garment == "trousers" and limb > 1:
                # So it does between the thighs, at the crotch.
                inner = mine & (np.abs(self.cut[garment][:, 0]) < 0.05)
                out[inner] = held[inner][:, [1, 2]].sum(1)
                mine = mine & ~inner
            out[mine] = held[mine][:, [1 + k for k in others]].sum(1)
            bone = heads[end] - heads[middle]
            beyond = (own == limb) & ((self.cut[garment] - heads[middle]) @ bone > 0.15 * bone @ bone)
            if garment != "skirt":
                out[beyond] += held[beyond, 0]
        trunk = own == -1
        out[trunk] = np.minimum(held[trunk, 1:3].sum(1), held[trunk, 3:5].sum(1))  # arm and leg at once
        return out

    @cached_property
    def _layers(self) -> list[tuple[str, str, np.ndarray, np.ndarray]]:
        """Inner, outer, vertices of the inner that are covered, (N, K) triangles of the outer near them."""
        out = []
        within = "skirt" in self.parts or self.fitted.look.style.get("tucked", False)
        for inner, outer in (
            ("skin", "top"),
            ("skin", "trousers"),
            ("skin", "shoes"),
            ("top", "trousers") if within else ("trousers", "top"),
            ("trousers", "skirt"),
            ("top", "skirt"),
        ):
            if inner in self.parts and outer in self.parts:
                some, near = self._covered(inner, outer)
                out.append((inner, outer, some, near))
        return out

    def _covered(self, inner: str, outer: str) -> tuple[np.ndarray, np.ndarray]:
        part, points, cloth = self.parts[outer], self.cut[inner], self.cut[outer]
        near = _triangles_near(points, cloth, part.faces)
        corners = triangles(part.faces)[near]
        distance, side = nearest(points, cloth, corners)
        covered = (side < -_THROUGH) & (distance < (0.02 if inner == "skin" else 0.05))
        # Within 8 mm of the garment's end nothing is covered for certain.
        start, end, _ = border_edges(part.faces, len(cloth))
        rim = cloth[np.unique(np.concatenate([start, end]))]
        some = np.flatnonzero(covered)
        edge = np.linalg.norm(rim[_closest(points[some], rim, 1)[:, 0]] - points[some], axis=1)
        # One in three is enough of cloth; of skin there is little.
        some = some[edge > 0.008][:: 1 if inner == "skin" else _EVERY]
        return some, near[some]

    def through(self, points: Mapping[str, np.ndarray]) -> dict[str, float]:
        """Inner and outer -> per mille of the inner's vertices that have come through the outer."""
        out = {}
        for inner, outer, some, near in self._layers:
            corners = triangles(self.parts[outer].faces)[near]
            _, side = nearest(points[inner][some], points[outer], corners)
            beyond = points[inner][some[side > _THROUGH]]
            # In a deep fold layers pass through each other, out of sight: what is inside is not seen.
            seen = winding(beyond, points[outer], triangles(self.parts[outer].faces)) < _INSIDE
            out[f"{inner} {outer}"] = 1000.0 * float(seen.sum()) / len(points[inner])
            out[f"{inner} {outer}"] *= 1 if inner == "skin" else _EVERY
        return out


def wear(look: Look, capture: Motion | Skeleton, assets: Assets) -> Worn:
    """Dress and fit a person, as `fitted_character` does, with their bare skin as the part ``bare``."""
    skeleton = capture.skeleton if isinstance(capture, Motion) else capture
    ground = ground_heights(capture) if isinstance(capture, Motion) else None
    body = build_body(assets, look)
    body = build_body(assets, replace(look, height=person_height(body, skeleton)))
    bare = replace(bare_parts(body)[0], name="bare", shapes={})
    cropped = replace(look, style={**look.style, "haircut": "buzz", "beard": "none"})  # saves time
    dressed = [part for part in dress(body, cropped, assets) if part.name in ("skin", *GARMENTS)]
    made = [bare, *(replace(part, shapes={}) for part in dressed)]
    parts, findings = fit(body, made, skeleton, ground)
    roles = capture_roles(skeleton)
    fitted = FittedCharacter(
        name=look.id,
        look=look,
        skeleton=skeleton,
        parts=parts,
        caster=parts[0],  # none is looked at
        tails=rest_tails(skeleton, roles),
        helpers=helper_bones(skeleton, roles),
        findings=findings,
        detail=Detail.FULL,
        cached=False,
    )
    return Worn(fitted, body, {part.name: part.vertices.astype(np.float64) for part in made})


def nearest(points: np.ndarray, vertices: np.ndarray, corners: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Distance of (P, 3) points to the nearest of their (P, K) triangles, and on which side they are.

    The side is the distance in the direction of the triangle's normal: negative is inside.
    """
    a, b, c = (vertices[corners[..., k]] for k in range(3))
    ab, ac, ap = b - a, c - a, points[:, None] - a
    normal = np.cross(ab, ac)
    size = np.maximum(np.linalg.norm(normal, axis=2, keepdims=True), 1e-12)
    normal /= size
    level = np.einsum("pkc,pkc->pk", ap, normal)
    foot = ap - level[..., None] * normal
    d00, d01, d11 = (np.einsum("pkc,pkc->pk", x, y) for x, y in ((ab, ab), (ab, ac), (ac, ac)))
    d20, d21 = np.einsum("pkc,pkc->pk", foot, ab), np.einsum("pkc,pkc->pk", foot, ac)
    area = np.maximum(d00 * d11 - d01 * d01, 1e-18)
    v, w = (d11 * d20 - d01 * d21) / area, (d00 * d21 - d01 * d20) / area
    inside = (v >= 0) & (w >= 0) & (v + w <= 1)
    gap = np.where(inside, np.abs(level), np.inf)
    for start, run in ((a, ab), (a, ac), (b, c - b)):
        length = np.maximum(np.einsum("pkc,pkc->pk", run, run), 1e-18)
        t = np.clip(np.einsum("pkc,pkc->pk", points[:, None] - start, run) / length, 0.0, 1.0)
        place = start + t[..., None] * run
        gap = np.minimum(gap, np.linalg.norm(points[:, None] - place, axis=2))
    pick = gap.argmin(1)
    rows = np.arange(len(points))
    return gap[rows, pick], level[rows, pick]


def winding(points: np.ndarray, vertices: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """(P,) how often a mesh goes about points: nearly 1 within a garment, 0 and less outside of it."""
    total = np.zeros(len(points))
    mesh = vertices.astype(np.float32)
    for some in np.array_split(np.arange(len(points)), len(points) // 100 + 1):
        to = mesh[None] - points[some, None].astype(np.float32)
        far = np.linalg.norm(to, axis=2)
        a, b, c = (to[:, corners[:, k]] for k in range(3))
        u, v, w = (far[:, corners[:, k]] for k in range(3))
        volume = np.einsum("ptc,ptc->pt", a, np.cross(b, c))
        ab, bc, ca = (np.einsum("ptc,ptc->pt", x, y) for x, y in ((a, b), (b, c), (c, a)))
        total[some] = np.arctan2(volume, u * v * w + ab * w + bc * u + ca * v).sum(1) / (2.0 * np.pi)
    return total


def _closest(points: np.ndarray, sources: np.ndarray, count: int, within: float = 0.06) -> np.ndarray:
    """(P, count) the nearest sources of each point, the nearest first; any if none is ``within`` metres."""
    out = np.empty((len(points), count), np.int64)
    order = np.lexsort((points[:, 1], np.round(points[:, 0] / 0.06), np.round(points[:, 2] / 0.06)))
    for some in np.array_split(order, len(points) // 60 + 1) if len(points) else ():
        mine = points[some]
        among = np.flatnonzero(((sources > mine.min(0) - within) & (sources < mine.max(0) + within)).all(1))
        if len(among) < count:
            among = np.arange(count)
        apart = ((mine[:, None] - sources[None, among]) ** 2).sum(2)
        found = np.argpartition(apart, count - 1, axis=1)[:, :count]
        out[some] = among[np.take_along_axis(found, np.take_along_axis(apart, found, 1).argsort(1), 1)]
    return out


def _triangles_near(points: np.ndarray, vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """(P, K) triangles at the nearest vertices of each point."""
    tri = triangles(faces)
    used = np.unique(tri)
    # For each vertex up to four triangles that touch it.
    order = np.argsort(tri.ravel(), kind="stable")
    owner, corner = order // 3, tri.ravel()[order]
    first = np.searchsorted(corner, np.arange(len(vertices)))
    count = np.bincount(corner, minlength=len(vertices))
    fan = np.arange(6)[None]
    at = owner[
        np.minimum(first[:, None] + np.minimum(fan, np.maximum(count - 1, 0)[:, None]), len(owner) - 1)
    ]
    close = used[_closest(points, vertices[used], _NEAR)]
    return at[close].reshape(len(points), -1)


def _limb_of(joint: str, fitted: FittedCharacter, roles: Mapping[str, str]) -> int:
    """The limb that a joint, or a helper on it, belongs to; -1 is the trunk."""
    helpers = {helper.name: helper.joint for helper in fitted.helpers}
    name = helpers.get(joint, joint)
    role = next((role for role, has in roles.items() if has == name), "")
    side, _, part = role.partition("_")
    for kind, starts in _PARTS.items():
        if side in ("left", "right") and part.startswith(starts):
            return _LIMBS.index(f"{side}_{kind}")
    return -1
