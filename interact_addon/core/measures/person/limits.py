# SPDX-License-Identifier: GPL-3.0-or-later
"""What bodies cannot do: bend their joints beyond the human range, and change the length of their bones."""

from __future__ import annotations

import numpy as np

from ...animation.skeleton import Skeleton
from ..model import Measure, Measured, Measurer
from ..performed import Person
from .each import UNKNOWN, cannot, finite_frames, of_each
from .joint_ranges import RANGES, bends

__all__ = ["BONES", "LIMITS"]


_ROUNDING = 0.01  # mm, as files that write few digits have it


def _table() -> str:
    parts = []
    for one in RANGES.values():
        words = [f"{one.joint} {one.bend:.0f}"]
        words += [f"{one.backward:.0f} the wrong way"] if one.backward is not None else []
        words += [f"turned by {one.twist:.0f}"] if one.twist is not None else []
        parts.append(" or ".join(words))
    return ", ".join(parts)


_LIMITS = Measure(
    "joint_limits",
    "Beyond joint limits",
    "%",
    f"Share of frames in which a joint bends by more than so many degrees: {_table()}. Elbows and knees are "
    "measured from straight, wrists and neck (head to chest) from the rest pose.",
    "ours; AAOS, Joint Motion (1965), widened by 10 to 40 degrees",
    "low",
    "actor",
)
_LENGTHS = Measure(
    "bone_lengths",
    "Bone length change",
    "mm",
    "Longest minus shortest length of a bone in the take, of the bone that changes most. Only joints that "
    "translate can change it.",
    "ours",
    "low",
    "actor",
)


def _limits(person: Person) -> list[Measured]:
    who, body = person.actor, person.body
    if body is None:
        return cannot([_LIMITS], who, UNKNOWN)
    there = finite_frames(person)
    if not there.any():
        return cannot([_LIMITS], who, "no frame has all joints" if body.frames else "no frames")
    found = bends(body)
    if not found:
        return cannot([_LIMITS], who, "the skeleton has no elbows, knees, wrists and neck")
    beyond = np.where(there, np.nan_to_num(np.stack(list(found.values()))), 0.0)  # (N, F) degrees
    most = beyond.max(axis=0)
    notes = []
    missing = [name for name in RANGES if not any(each.endswith(name) for each in found)]
    if most.any():
        joint, frame = np.unravel_index(int(np.argmax(beyond)), beyond.shape)
        notes.append(f"most at the {list(found)[int(joint)]}, by {beyond[joint, frame]:.0f} degrees")
    notes += [f"without {', '.join(missing)}"] if missing else []
    worst = int(np.argmax(most)) if most.any() else None
    series = np.where(there, 100.0 * (most > 0.0), np.nan)
    return [Measured(_LIMITS.id, who, float(series[there].mean()), "; ".join(notes), worst, series)]


def _lengths(person: Person) -> list[Measured]:
    who, motion = person.actor, person.motion
    skeleton = motion.skeleton
    if not motion.frames:
        return cannot([_LENGTHS], who, "no frames")
    outside = _before_the_body(skeleton)
    bones = [n for n, joint in enumerate(motion.moving.tolist()) if joint not in outside]
    if not bones:
        return [Measured(_LENGTHS.id, who, 0.0, "", None, np.zeros(motion.frames))]
    lengths = np.linalg.norm(motion.positions[:, bones], axis=2) * 1000.0
    there = np.isfinite(lengths).all(axis=1)
    if not there.any():
        return cannot([_LENGTHS], who, "no frame has all bones")
    change = np.ptp(lengths[there], axis=0)
    worst = int(np.argmax(change))
    off = np.where(there, np.abs(lengths[:, worst] - np.median(lengths[there, worst])), np.nan)
    value = float(change[worst])
    if value < _ROUNDING:
        return [Measured(_LENGTHS.id, who, value, "", None, off)]
    why = f"most at {skeleton.names[motion.moving[bones[worst]]]}"
    return [Measured(_LENGTHS.id, who, value, why, int(np.nanargmax(off)), off)]


def _before_the_body(skeleton: Skeleton) -> set[int]:
    """Return the joints whose way from their parent is no bone's: from the roots to the hips."""
    joint = next((j for j in range(len(skeleton)) if len(skeleton.children(j)) != 1), 0)
    if "hips" in skeleton.naming.roles:
        joint = skeleton.index(skeleton.naming.roles["hips"])
    out = set(np.flatnonzero(skeleton.parents < 0).tolist())
    while joint >= 0:
        out.add(joint)
        joint = int(skeleton.parents[joint])
    return out


LIMITS = Measurer((_LIMITS,), of_each(_limits))
BONES = Measurer((_LENGTHS,), of_each(_lengths))
