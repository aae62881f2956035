# SPDX-License-Identifier: GPL-3.0-or-later
"""Tidies a part of a scene that begins and ends with nobody near."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from ..animation.feet import ground_heights, sole_tracks
from ..animation.skeleton import Motion
from ..contacts import Contacts
from ..foundation.easing import smoothstep
from ..foundation.errors import CharacterError
from ..interaction.calm import smoothed
from ..interaction.role_pose import RolePose
from ..interaction.tasks import window
from .giving import WAYS, Giving, Moves
from .limits import MOST, with_limits
from .pushes import Pushes, pushes, riding
from .sinking import Sinking, regions_of, sinking
from .skin_points import SkinPoints
from .smooth_least import Splines, solved
from .spells import widened
from .turned_motion import motion_in_frames, turned_motion

__all__ = ["Segment", "moved_segment", "tidied_segment"]

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

_ALLOWED = 0.01  # metres: skin and cloth give as much
_HOVER = 0.03  # metres: a hand that is this far from what it touches is put on it
_SWEEPS, _ROUNDS = 4, 4
_KNOT = 0.2  # seconds
_EASE = 0.3  # seconds before and after it sinks in, in which a body may give way
_LEANING = 0.1, 0.2  # metres: a hand that is lower is held by the floor, and not at all from the other on
_STIFF = 4.0  # how much second differences of weights cost, in the costs of a knot's frames
_RIDGE = 0.02
_PUSH, _PLACE = 150.0, 20.0
_FAR = 0.05  # metres: farther away joints are not moved without need
_LOOK = 0.05  # metres outside
# What it costs that a joint is elsewhere.
_COSTS = {"hips": 2.0, "neck.0": 2.0, "head": 1.0, "forearm": 0.5, "hand": 1.0, "shin": 0.7, "foot": 2.0}


@dataclass(frozen=True, eq=False)
class Segment:
    """A part of a scene.

    Attributes:
        motions: By person, the whole motion.
        skins: Their surfaces.
        poses: Their bodies by roles, in the part's frames.
        contacts: The whole scene's.
        start: The part's first frame.
        near: (F,) in which of its frames two people are near each other.
        frames: The whole scene's frames.
    """

    motions: Sequence[Motion]
    skins: Sequence[SkinPoints]
    poses: Sequence[RolePose]
    contacts: Contacts
    start: int
    near: Flags
    frames: int


class _Scene:
    """A segment with what all sweeps need."""

    def __init__(self, segment: Segment) -> None:
        self.segment = segment
        self.rate = float(segment.contacts.rate)
        self.count = segment.poses[0].frames
        self.rows = np.flatnonzero(segment.near)
        # As `moved` places bones: with joints between roles not quite as the capture does.
        self.bases = [pose.reposed() for pose in segment.poses]
        self.people = range(len(self.bases))
        self.givings = [Giving(base, _free(segment, n, self.rate)) for n, base in enumerate(self.bases)]
        self.rides = [
            riding(motion.skeleton, skin.joints, skin.places, base)
            for motion, skin, base in zip(segment.motions, segment.skins, self.bases, strict=True)
        ]
        self.regions = [regions_of(ride.regions) for ride in self.rides]

    def found(
        self, poses: Sequence[RolePose]
    ) -> tuple[list[tuple[int, int, Sinking]], list[NDArray[np.float32]]]:
        """Return where surfaces are near each other or in each other, and the points of all near frames."""
        points = [self._points(n, pose) for n, pose in enumerate(poses)]
        out = []
        for one, other in permutations(self.people, 2):
            regions = self.regions[one], self.regions[other]
            out.append(
                (
                    one,
                    other,
                    sinking(
                        points[one][0], *points[other], regions, self.segment.skins[other].halves, -_LOOK
                    ),
                )
            )
        return out, [each[0] for each in points]

    def _points(self, person: int, pose: RolePose) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        segment = self.segment
        motion = segment.motions[person]
        frames = np.minimum(segment.start + self.rows, motion.frames - 1)
        part = motion_in_frames(motion, frames)
        moved = turned_motion(part, 0, self.bases[person].in_frames(self.rows), pose.in_frames(self.rows))
        return segment.skins[person].posed(moved)

    def depths(self, found: Sequence[tuple[int, int, Sinking]]) -> Array:
        """Return (F,) metres, the deepest place of each frame."""
        out = np.full(self.count, -np.inf)
        for _, _, each in found:
            np.maximum.at(out, self.rows[each.frame], each.depth.astype(np.float64))
        return out


def tidied_segment(segment: Segment) -> tuple[Array, Array]:
    """Return (F, Q) the numbers that move everyone, and (F,) metres, how deep surfaces lay in each other."""
    scene = _Scene(segment)
    ways = np.zeros((scene.count, WAYS * len(scene.bases)))
    poses: list[RolePose] = list(scene.bases)
    found, points = scene.found(poses)
    before = scene.depths(found)
    splines = Splines(scene.count, max(1, round(_KNOT * scene.rate)))
    free = _free_weights(scene, splines, before > _ALLOWED)
    if not free.any():
        return ways, before
    costs = _costs(scene)
    weights = np.zeros((splines.count, ways.shape[1]))
    for sweep in range(_SWEEPS):
        if sweep:
            found, points = scene.found(poses)
        moves = [giving.moves(pose) for giving, pose in zip(scene.givings, poses, strict=True)]
        asked = _asked(scene, found, points, poses, moves)
        weights = _round(scene, splines, free, costs, asked, weights)
        ways = _limited(scene, splines.values(weights), poses)
        poses = _moved(scene, ways)
    return ways, before


def moved_segment(segment: Segment, ways: Array) -> list[RolePose]:
    """Return a segment's bodies as moved by (F, Q) numbers; where these are 0 they keep every bit."""
    bases = [pose.reposed() for pose in segment.poses]
    out = []
    moved = np.any(ways != 0.0, axis=1)[:, None, None]
    for n, (base, own) in enumerate(zip(bases, segment.poses, strict=True)):
        giving = Giving(base, _free(segment, n, float(segment.contacts.rate)))
        pose = giving.moved(ways[:, WAYS * n : WAYS * (n + 1)])
        rotations = np.where(moved, pose.rotations, own.rotations)
        places = np.where(moved, own.positions + (pose.positions - base.positions), own.positions)
        out.append(RolePose(own.body, rotations, places))
    return out


def _moved(scene: _Scene, ways: Array) -> list[RolePose]:
    return [giving.moved(ways[:, WAYS * n : WAYS * (n + 1)]) for n, giving in enumerate(scene.givings)]


def _limited(scene: _Scene, ways: Array, poses: Sequence[RolePose]) -> Array:
    """Return the numbers so much smaller that no joint is moved too far."""
    for _ in range(2):
        far = np.zeros(scene.count)
        for base, pose in zip(scene.bases, _moved(scene, ways), strict=True):
            far = np.maximum(far, np.linalg.norm(pose.positions - base.positions, axis=2).max(axis=1))
        over = smoothed(np.maximum(far / MOST - 1.0, 0.0), _KNOT, scene.rate)
        ways = ways / (1.0 + over)[:, None]
    return ways


def _round(
    scene: _Scene, splines: Splines, free: Flags, costs: Array, asked: Pushes, weights: Array
) -> Array:
    """Return the weights that follow what is asked, with only those rows that have something to say."""
    values = splines.values(weights)
    rows = asked.rows.astype(np.float32)
    now = np.einsum("fmq,fq->fm", rows, values[scene.rows].astype(np.float32))
    goal = asked.wanted + now
    scale = np.einsum("fqq->q", costs) / len(costs)
    stiff = _STIFF * splines.step * np.maximum(scale, 0.05)
    for _ in range(_ROUNDS):
        reached = np.einsum("fmq,fq->fm", rows, splines.values(weights)[scene.rows].astype(np.float32))
        weight = asked.weight * (asked.exact | (reached < goal))
        blocks, right = costs.copy(), np.zeros((scene.count, rows.shape[2]))
        heavy = rows * weight[..., None].astype(np.float32)
        blocks[scene.rows] += np.matmul(heavy.transpose(0, 2, 1), rows)
        right[scene.rows] = np.einsum("fmq,fm->fq", heavy, goal)
        weights = solved(splines, blocks, right, stiff, free, weights)
    return weights


def _asked(
    scene: _Scene,
    found: Sequence[tuple[int, int, Sinking]],
    points: Sequence[NDArray[np.float32]],
    poses: Sequence[RolePose],
    moves: Sequence[Moves],
) -> Pushes:
    """Return what surfaces ask: the sunk ones to be out, and hands to be on what they touch."""
    near_moves = [
        Moves({role: head[scene.rows] for role, head in each.heads.items()}, each.turns) for each in moves
    ]
    bodies = [
        (scene.rides[n], near_moves[n], pose.in_frames(scene.rows), points[n]) for n, pose in enumerate(poses)
    ]
    wanted = []
    kept = []
    for one, other, each in found:
        placed = _placed(scene, one, other, each)
        keep = np.flatnonzero((each.depth > _ALLOWED - 0.02) | (placed > 0.0))
        each = Sinking(each.frame[keep], each.point[keep], each.on[keep], each.depth[keep], each.out[keep])
        area = scene.segment.skins[one].areas[each.point] / 0.04**2
        weight = np.where(placed[keep] > 0.0, _PLACE * placed[keep], _PUSH * area)
        kept.append((one, other, each))
        wanted.append((each.depth.astype(np.float64) - _ALLOWED, weight, placed[keep] > 0.0))
    asked = pushes(kept, wanted, bodies, len(scene.rows))
    bases = [base.in_frames(scene.rows) for base in scene.bases]
    return with_limits(asked, bases, [body[2] for body in bodies], near_moves, _FAR)


def _placed(scene: _Scene, one: int, other: int, each: Sinking) -> Array:
    """Return (N,) how much a point is to be put on the surface: of each touching hand the nearest."""
    out = np.zeros(len(each.frame))
    frames = scene.segment.start + scene.rows
    for side, points in scene.rides[one].hands.items():
        weight = np.zeros(len(scene.rows))
        for contact in scene.segment.contacts.contacts:
            if contact.person == one and contact.other == other and contact.part == f"{side}_hand":
                whole = window(contact.start, contact.end, scene.segment.frames, _EASE * scene.rate)
                weight = np.maximum(weight, whole[frames])
        mine = np.flatnonzero(np.isin(each.point, points) & (weight[each.frame] > 0.0))
        order = mine[np.lexsort((-each.depth[mine], each.frame[mine]))]
        firsts = order[np.diff(each.frame[order], prepend=-1) > 0]
        hovers = firsts[(each.depth[firsts] < 0.0) & (each.depth[firsts] > -_HOVER)]
        out[hovers] = weight[each.frame[hovers]]
    return out


def _costs(scene: _Scene) -> Array:
    """Return (F, Q, Q) what moving the joints costs."""
    size = WAYS * len(scene.bases)
    out = np.zeros((scene.count, size, size)) + _RIDGE * np.eye(size)
    for n, (giving, base) in enumerate(zip(scene.givings, scene.bases, strict=True)):
        block = slice(WAYS * n, WAYS * (n + 1))
        for role, head in giving.moves(base).heads.items():
            cost = _COSTS.get(role, _COSTS.get(role.partition("_")[2], 0.0))
            if cost:
                out[:, block, block] += cost * np.matmul(head.transpose(0, 2, 1), head)
    return out


def _free_weights(scene: _Scene, splines: Splines, deep: Flags) -> Flags:
    """Return (K,) the weights of splines that only reach frames shortly before and after deep ones."""
    reach = max(1, round(_EASE * scene.rate)) + 2 * splines.step
    still = splines.gathered((~widened(deep, reach)).astype(np.float64)[:, None])[:, 0]
    return np.asarray(still <= 1e-12)


def _free(segment: Segment, person: int, rate: float) -> dict[str, Array]:
    """Return by limb how freely its end moves: see `Giving`."""
    motion, body = segment.motions[person], segment.poses[person].body
    frames = segment.start + np.arange(segment.poses[person].frames)
    out = {}
    for side in ("left", "right"):
        held = np.zeros(segment.frames)
        for each in segment.contacts.contacts:
            mine = each.person == person and each.part == f"{side}_hand" and each.other != person
            if mine or (each.other == person and each.on == f"{side}_hand"):
                held = np.maximum(held, window(each.start, each.end, segment.frames, 0.5 * rate))
        height = (
            segment.poses[person].at(f"{side}_hand")[:, 2]
            if f"{side}_hand" in body
            else np.full(len(frames), np.inf)
        )
        leaning = 1.0 - smoothstep(height, *_LEANING)
        out[f"{side}_arm"] = 1.0 - np.maximum(held[frames], leaning)
        out[f"{side}_leg"] = np.zeros(len(frames))
    try:
        ground = ground_heights(motion)
        tracks = {} if ground is None else sole_tracks(motion, ground)
    except CharacterError:
        return out
    for side, track in tracks.items():
        stands = smoothed(np.any(track.planted, axis=1).astype(np.float64), 0.2, rate)
        out[f"{side}_leg"] = 1.0 - stands[np.minimum(frames, motion.frames - 1)]
    return out
