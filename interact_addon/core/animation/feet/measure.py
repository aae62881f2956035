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
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..kinematics import forward
from ..rotations import normalized
from ..skeleton import Motion
from .clearance import cleared
from .rest import RestFoot, rest_feet
from .sightings import Sighting, sighting
from .stand import FootStand, GroundHeights

__all__ = ["ground_heights"]

Array = NDArray[np.float64]

# Metres of a person of 1.75 m; the sole of a shoe is included.
_LEAST, _MOST = 0.035, 0.10  # height of an ankle above its sole
_LOWEST = 0.01  # an ankle that stands lower than this is no measure
_CEDE = 0.012  # how far a sole may sink or hover, so that the foot keeps a foot's height
_OFFSET = 0.055  # between 0 and the floor, or an ankle's height and that at rest, to be more than inaccurate
_RAISED = 0.03, -0.2  # an ankle so much higher than at rest, with toes so much down, has its heel raised
_LYING = 0.25  # height of the lowest joint of someone who sits or lies on the floor
_UNEQUAL = 0.03  # between the two ankles' heights
_TOE = (-0.04, 0.08)  # height of the toe joint above the floor
_TILT = np.radians(20.0)  # the most between a foot's up and its up at rest
_ASKEW = np.cos(np.radians(30.0))  # between the two feet's ups, and between foot's and toes'
# Rounded, so that takes of one actor share a fitted character more often.
_ROUND_HEIGHT, _ROUND_UP = 0.0025, 0.02


def ground_heights(motion: Motion, roles: Mapping[str, str] | None = None) -> GroundHeights | None:
    """Measure how the feet stand on the floor.

    Args:
        motion: The take.
        roles: Role -> joint name; the skeleton's own if None.

    Returns:
        The measures; None if the skeleton has no feet or the motion has no frames.

    Raises:
        CharacterError: See `body_frame`.
    """
    if roles is None:
        roles = motion.skeleton.naming.roles
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
    stands: dict[str, FootStand] = {}
    for side in sorted(feet, key=lambda side: side not in believed):  # copies after what they are copies of
        foot = feet[side]
        stand = _stand(foot, believed.get(side), stands, floor)
        stands[side] = cleared(foot, stand, positions, rotations, floor)
    return GroundHeights(floor, stands)


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
    over = height - foot.height / foot.scale
    raised = over > _RAISED[0] and sight.up @ foot.forward < _RAISED[1]
    fits = height >= _LOWEST and over <= _OFFSET and not raised
    return fits and (foot.toe == foot.ankle or _TOE[0] <= toe <= _TOE[1])


def _alike(feet: Mapping[str, RestFoot], seen: Mapping[str, Sighting]) -> bool:
    """Return whether both feet stand alike, one being the mirror image of the other."""
    (foot, one), (_, other) = ((feet[side], sight) for side, sight in seen.items())
    even = abs(one.level - other.level) <= _UNEQUAL * foot.scale
    return even and float(one.up @ foot.mirrored(other.up)) >= _ASKEW


def _doubt(foot: RestFoot, sight: Sighting, floor: float) -> float:
    tilt = np.degrees(np.arccos(np.clip(sight.up @ foot.up, -1.0, 1.0)))
    return float(tilt / 10.0 + abs(sight.level - floor - foot.height) / (0.01 * foot.scale))


def _stand(
    foot: RestFoot, sight: Sighting | None, others: Mapping[str, FootStand], floor: float
) -> FootStand:
    """Return how a foot stands: as seen, else like the other one, else as at rest."""
    if sight is not None:
        toe_up = sight.toe_up if float(sight.toe_up @ sight.up) >= _ASKEW else sight.up
        up, toe_up = (_rounded(_limited(each, foot.up)) for each in (sight.up, toe_up))
        return FootStand(_height(foot, sight.level - floor), up, toe_up)
    for other in (each for each in others.values() if each.source == "measured"):
        up, toe_up = foot.mirrored(other.up), foot.mirrored(other.toe_up)
        return replace(other, up=up, toe_up=toe_up, source="other foot")
    return FootStand(_height(foot, foot.height), foot.up, foot.up, "rest pose")


def _limited(up: Array, rest_up: Array) -> Array:
    """Return the up direction, at most `_TILT` from that at rest."""
    if up @ rest_up >= np.cos(_TILT):
        return up
    off = normalized(up - (up @ rest_up) * rest_up)
    return np.asarray(np.cos(_TILT) * rest_up + np.sin(_TILT) * off)


def _height(foot: RestFoot, measured: float) -> float:
    """Return the height of an ankle, within those of people as far as its sole still meets the floor."""
    least, most = _LEAST * foot.scale, max(_MOST * foot.scale, foot.height)
    near = float(np.clip(measured, least, most))
    cede = _CEDE * foot.scale
    return round(float(np.clip(near, measured - cede, measured + cede)) / _ROUND_HEIGHT) * _ROUND_HEIGHT


def _rounded(direction: Array) -> Array:
    out = np.round(direction / _ROUND_UP) * _ROUND_UP
    return np.asarray(out / np.linalg.norm(out))
