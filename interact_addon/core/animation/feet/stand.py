# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures from a motion how the feet stand on the floor.

A BVH file has the positions of ankles and toes, but neither the floor nor the soles. Over a take each foot
stands flat some of the time; those frames give the height of its ankle above the floor and the up direction
in its axes. A foot that never stands (raised, kneeling, on its toes) gives nothing, and one that is seen only
in passing can mislead. So a foot is believed only if it agrees with its rest pose and with the other foot;
else it stands like the other one, mirrored, and without either as the rest pose does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..bone_names import identify
from ..kinematics import forward
from ..skeleton import Motion
from .rest import RestFoot, rest_feet
from .sightings import Sighting, sighting

__all__ = ["FootStand", "GroundHeights", "ground_heights"]

Array = NDArray[np.float64]

# Metres of a person of 1.75 m; the sole of a shoe is included.
_LEAST, _MOST = 0.04, 0.10  # height of an ankle above its sole
_LOWEST = 0.015  # an ankle that stands lower than this is no measure
_RAISED = 0.04  # an ankle that stands more than this above its height at rest has its heel raised
_CEDE = 0.012  # how far a sole may sink or hover, so that the foot keeps a foot's height
_OFFSET = 0.06  # between 0 and the floor, to be more than an inaccuracy
_LYING = 0.25  # height of the lowest joint of someone who sits or lies on the floor
_UNEQUAL = 0.03  # between the two ankles' heights
_TOE = (-0.03, 0.06)  # height of the toe joint above the floor
_TILTED = np.cos(np.radians(28.0))  # between a foot's up and its up at rest
_ASKEW = np.cos(np.radians(30.0))  # between the two feet's ups, and between foot's and toes'
# Rounded, so that takes of one actor share a fitted character more often.
_ROUND_HEIGHT, _ROUND_UP = 0.0025, 0.02


@dataclass(frozen=True, eq=False)
class FootStand:
    """Pose of one foot that stands flat.

    Attributes:
        height: Height of the ankle joint above the floor, metres.
        up: (3,) the world's up in the axes of the ankle joint.
        toe_up: (3,) the world's up in the axes of the toe joint.
        source: Where that is from.
    """

    height: float
    up: Array
    toe_up: Array
    source: Literal["measured", "other foot", "rest pose"] = "measured"


@dataclass(frozen=True, eq=False)
class GroundHeights:
    """The floor, and how the feet stand on it.

    Attributes:
        floor: Height of the floor in the world, metres; 0 unless the capture is clearly elsewhere.
        feet: ``left`` and ``right`` -> how that foot stands.
    """

    floor: float
    feet: Mapping[str, FootStand]

    def values(self) -> list[float]:
        """Return all numbers in one list, for a content hash."""
        out = [self.floor]
        for side in sorted(self.feet):
            stand = self.feet[side]
            out += [stand.height, *stand.up.tolist(), *stand.toe_up.tolist()]
        return out


def ground_heights(motion: Motion, roles: Mapping[str, str] | None = None) -> GroundHeights | None:
    """Measure how the feet stand on the floor.

    Args:
        motion: The take.
        roles: Role -> joint name; identified by `animation.bone_names` if None.

    Returns:
        The measures; None if the skeleton has no feet or the motion has no frames.

    Raises:
        CharacterError: See `body_frame`.
    """
    if roles is None:
        roles = identify(motion.skeleton.names, motion.skeleton.parents.tolist()).roles
    feet = rest_feet(motion.skeleton, roles)
    if not feet or motion.frames == 0:
        return None
    positions, rotations = forward(motion)
    found = {side: sighting(foot, positions, rotations, float(motion.rate)) for side, foot in feet.items()}
    seen = {side: sight for side, sight in found.items() if sight is not None}
    body = [motion.skeleton.index(name) for role, name in roles.items() if "." not in role]
    floor = _floor(feet, seen, positions[:, body, 2])
    believed = {side: sight for side, sight in seen.items() if _plausible(feet[side], sight, floor)}
    if len(believed) == 2 and not _alike(feet, believed):
        doubted = max(believed, key=lambda side: _doubt(feet[side], believed[side], floor))
        del believed[doubted]
    return GroundHeights(floor, {side: _stand(foot, believed, floor) for side, foot in feet.items()})


def _floor(feet: Mapping[str, RestFoot], seen: Mapping[str, Sighting], heights: Array) -> float:
    """Return the height of the floor; 0 as long as feet that stand, or else the body, can be on that.

    A stage, or an offset of the capture, shows in feet that stand elsewhere with nothing of the body below
    them; feet on a chair have the other foot or the hips below them.

    Args:
        feet: The feet at rest.
        seen: How they stand.
        heights: (F, N) metres, the joints of the body without fingers.
    """
    scale = next(iter(feet.values())).scale
    floor = min((sight.level - feet[side].height for side, sight in seen.items()), default=None)
    if floor is not None and abs(floor) <= _OFFSET * scale:
        return 0.0
    lowest = float(np.percentile(heights.min(axis=1), 5.0))
    if floor is None or lowest < floor - _OFFSET * scale:
        return 0.0 if -_OFFSET * scale <= lowest <= _LYING * scale else lowest
    return floor


def _plausible(foot: RestFoot, sight: Sighting, floor: float) -> bool:
    """Return whether a foot can stand like that."""
    height, toe = (sight.level - floor) / foot.scale, (sight.toe_level - floor) / foot.scale
    most = min(foot.height / foot.scale + _RAISED, _MOST + 0.03)
    fits = _LOWEST <= height <= most and float(sight.up @ foot.up) >= _TILTED
    return fits and (foot.toe == foot.ankle or _TOE[0] <= toe <= _TOE[1])


def _alike(feet: Mapping[str, RestFoot], seen: Mapping[str, Sighting]) -> bool:
    """Return whether both feet stand alike, one being the mirror image of the other."""
    (foot, one), (_, other) = ((feet[side], sight) for side, sight in seen.items())
    even = abs(one.level - other.level) <= _UNEQUAL * foot.scale
    return even and float(one.up @ foot.mirrored(other.up)) >= _ASKEW


def _doubt(foot: RestFoot, sight: Sighting, floor: float) -> float:
    tilt = np.degrees(np.arccos(np.clip(sight.up @ foot.up, -1.0, 1.0)))
    return float(tilt / 10.0 + abs(sight.level - floor - foot.height) / (0.01 * foot.scale))


def _stand(foot: RestFoot, believed: Mapping[str, Sighting], floor: float) -> FootStand:
    """Return how a foot stands: as seen, else like the other one, else as at rest."""
    if not believed:
        return FootStand(_height(foot, foot.height), foot.up, foot.up, "rest pose")
    own = foot.side in believed
    sight = believed[foot.side] if own else next(iter(believed.values()))
    toe_up = sight.toe_up if float(sight.toe_up @ sight.up) >= _ASKEW else sight.up
    up, toe_up = (_rounded(each if own else foot.mirrored(each)) for each in (sight.up, toe_up))
    height = _height(foot, sight.level - floor)
    return FootStand(height, up, toe_up, "measured" if own else "other foot")


def _height(foot: RestFoot, measured: float) -> float:
    """Return the height of an ankle, within those of people as far as its sole still meets the floor."""
    least, most = _LEAST * foot.scale, max(_MOST * foot.scale, foot.height)
    near = float(np.clip(measured, least, most))
    cede = _CEDE * foot.scale
    return round(float(np.clip(near, measured - cede, measured + cede)) / _ROUND_HEIGHT) * _ROUND_HEIGHT


def _rounded(direction: Array) -> Array:
    out = np.round(direction / _ROUND_UP) * _ROUND_UP
    return np.asarray(out / np.linalg.norm(out))
