# SPDX-License-Identifier: GPL-3.0-or-later
"""How feet move on the floor: skating, and how far the body floats above the floor or sinks into it.

The floor is z = 0. The soles are those that the skeleton's rest pose suggests, the same in every take: soles
fitted to the take would stand on the floor by definition. Real captures stand up to 3 cm off them, so the
values with fitted soles are reported as well.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ...animation.bone_names.table import SIDES
from ...animation.feet import FootStand
from ...animation.feet.rest import RestFoot, rest_feet
from ...animation.feet.soles import sole_points
from ...animation.rotations import quaternion_rotate
from ...contacts.bodies import Body
from ..model import Measure, Measured, Measurer
from ..performed import Person
from .each import UNKNOWN, cannot, finite_frames, of_each

__all__ = ["FEET", "SKATING"]

Array = NDArray[np.float64]

_RATE, _WINDOW = 20.0, 5  # OmniControl's frames per second, and how many it averages
_LOW, _FAST = 0.05, 0.50  # metres, metres per second
_TOLERANCE = 5.0  # mm
_UHC = "PhysDiff (arXiv 2212.02500), as in UHC@d2bec179"
_SOLES = "Points of the soles (heels, balls, tips), which lie below the joints as the rest pose suggests"

_SKATING = Measure(
    "foot_skating",
    "Foot skating",
    "%",
    "Share of frames, at 20 per second, in which a toe joint is lower than 5 cm now and in the next frame, "
    "and faster than 0.5 m/s horizontally, now and in the mean of 5 frames.",
    "OmniControl@76336a6e",
    "low",
    "actor",
)
_SKATE = Measure(
    "skate",
    "Skate",
    "mm",
    f"{_SOLES}: how far those that are at or below z = 0 in two consecutive frames move horizontally; the "
    "mean over them, and over all frames. In mm per frame: it depends on the frame rate.",
    _UHC,
    "low",
    "actor",
)
_FLOAT = Measure(
    "float",
    "Float",
    "mm",
    "Height of the lowest point of body and soles above z = 0, where it is above 5 mm, else 0; the mean over "
    "all frames. Jumps, and people who sit with raised feet, count.",
    _UHC,
    "low",
    "actor",
)
_PENETRATE = Measure(
    "penetrate",
    "Penetrate",
    "mm",
    f"{_SOLES}: depth of the lowest below z = 0, where it is more than 5 mm, else 0; the mean over all "
    "frames.",
    _UHC,
    "low",
    "actor",
)
_ALL = (_SKATE, _FLOAT, _PENETRATE)


def _skating(person: Person) -> list[Measured]:
    """Measure OmniControl's ratio on the toe joints, resampled to its frame rate."""
    who, motion = person.actor, person.motion
    roles = motion.skeleton.naming.roles
    sides = [side for side in SIDES if f"{side}_toe" in roles]
    if not sides:
        return cannot([_SKATING], who, "the skeleton has no toes" if roles else UNKNOWN)
    toes = person.positions[:, [motion.skeleton.index(roles[f"{side}_toe"]) for side in sides]]
    step = float(motion.rate) / _RATE
    count = 1 + int((motion.frames - 1) / step + 1e-9)
    if count < 2:
        return cannot([_SKATING], who, "the motion is shorter than 0.05 s")
    if not np.isfinite(toes).all():
        return cannot([_SKATING], who, "toes are missing in some frames: see gaps")
    at = np.arange(count) * step
    before = np.minimum(at.astype(np.int64), motion.frames - 1)
    after = np.minimum(before + 1, motion.frames - 1)
    path = toes[before] + (at - before)[:, None, None] * (toes[after] - toes[before])
    speed = np.linalg.norm(np.diff(path[..., :2], axis=0), axis=2) * _RATE
    padded = np.pad(speed, ((_WINDOW // 2, _WINDOW // 2), (0, 0)))
    mean = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW, axis=0).mean(axis=-1)
    low = path[..., 2] < _LOW
    skates = low[:-1] & low[1:] & (speed > _FAST) & (mean > _FAST)
    any_foot = skates.any(axis=1)
    worst = int(before[int(np.argmax((skates * speed).max(axis=1)))]) if any_foot.any() else None
    nearest = np.minimum((np.arange(motion.frames) / step).astype(np.int64), len(any_foot) - 1)
    why = "" if len(sides) == len(SIDES) else f"only the {sides[0]} foot: the other has no toe"
    return [Measured(_SKATING.id, who, 100.0 * float(any_foot.mean()), why, worst, 100.0 * any_foot[nearest])]


def _standing(person: Person) -> list[Measured]:
    """Measure skate, float and penetrate."""
    who, body = person.actor, person.body
    if body is None:
        return cannot(_ALL, who, UNKNOWN)
    if not body.frames or not finite_frames(person).all():
        return cannot(
            _ALL, who, "joints are missing in some frames: see gaps" if body.frames else "no frames"
        )
    feet = rest_feet(body.motion.skeleton, body.roles)
    if not feet:
        return cannot(_ALL, who, "the skeleton has no feet")
    rest = {side: FootStand(foot.height, foot.up, foot.up, "rest pose") for side, foot in feet.items()}
    series = _series(_soles(body, feet, rest), body)
    fitted: tuple[Array, ...] | None = None
    if person.ground is not None:
        fitted = _series(_soles(body, feet, person.ground.feet), body)
    out = []
    for number, (measure, values) in enumerate(zip(_ALL, series, strict=True)):
        if not len(values):
            out += cannot([measure], who, "the motion has one frame")
            continue
        value, notes = float(values.mean()), []
        if fitted is not None and round(other := float(fitted[number].mean()), 1) != round(value, 1):
            notes.append(f"with soles fitted to this take {other:.1f} mm")
        if person.ground is not None and person.ground.floor:
            notes.append(f"the take stands at z = {person.ground.floor:.2f} m")
        # What moves between two frames is reported for the first; the last one repeats it.
        whole = np.concatenate([values, np.repeat(values[-1:], body.frames - len(values))])
        frame = int(np.argmax(values)) if value > 0.0 else None
        out.append(Measured(measure.id, who, value, "; ".join(notes), frame, whole))
    return out


def _soles(body: Body, feet: Mapping[str, RestFoot], stands: Mapping[str, FootStand]) -> Array:
    """Return (F, 6 S, 3) metres, points of the soles of S feet in the world."""
    parts = []
    for side, foot in feet.items():
        heel, toe = sole_points(foot, stands[side])
        for joint, points in ((foot.ankle, heel), (foot.toe, toe[:4])):
            turned = quaternion_rotate(body.rotations[:, joint, None], points)
            parts.append(body.positions[:, joint, None] + turned)
    return np.concatenate(parts, axis=1)


def _series(soles: Array, body: Body) -> tuple[Array, Array, Array]:
    """Return (F - 1,) skate, (F,) float and (F,) penetrate, mm."""
    down = soles[..., 2] <= 0.0
    both = down[:-1] & down[1:]
    moved = np.linalg.norm(np.diff(soles[..., :2], axis=0), axis=2)
    skate = np.sum(moved * both, axis=1) / np.maximum(both.sum(axis=1), 1) * 1000.0
    lowest = soles[..., 2].min(axis=1)
    others = [n for n, region in enumerate(body.parts.regions) if not region.endswith("_foot")]
    whole = np.minimum(lowest, body.low[others, :, 2].min(axis=0)) if others else lowest
    height, depth = whole * 1000.0, -lowest * 1000.0
    return skate, np.where(height > _TOLERANCE, height, 0.0), np.where(depth > _TOLERANCE, depth, 0.0)


SKATING = Measurer((_SKATING,), of_each(_skating))
FEET = Measurer(_ALL, of_each(_standing))
