# SPDX-License-Identifier: GPL-3.0-or-later
"""How smooth a body moves: jerk, frames that pop out, frozen stretches and gaps."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...contacts.spans import runs
from ..model import Measure, Measured, Measurer
from ..performed import Person
from .each import cannot, joints_of, of_each

__all__ = ["FROZEN", "GAPS", "JERK", "POPS"]

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

_SUDDEN = 30.0  # m/s2, about 3 g: feet that strike the floor reach 25
_OUTSTANDING = 10.0  # times the median around
_AROUND = 0.25  # seconds to either side
_ONE_POP = 0.1  # seconds: pops that follow each other so closely are one
_STILL = 1e-5  # metres: captures move more in every frame
_FROZEN = 0.3  # seconds
_HELD = np.radians(1e-4)
_HELD_FOR = 0.1  # seconds
_JUMP, _LEAP = np.radians(3.0), 0.03  # in one frame; of a translation, metres

_JERK = Measure(
    "jerk",
    "Jerk",
    "m/s3",
    "Length of the third difference of a joint's position in the world, times the cube of the frame rate; "
    "the mean over all frames and over the body's joints without fingers. It depends on the frame rate.",
    "ours; jitter in TransPose (arXiv 2105.04605)",
    "low",
    "actor",
)
_POPS = Measure(
    "pops",
    "Pops",
    "",
    "How often a joint's acceleration is above 30 m/s2 and above 10 times its own median from 0.25 s before "
    "to 0.25 s after. Those within 0.1 s are one, of all joints with a role in the body.",
    "ours",
    "low",
    "actor",
)
_FREEZE = Measure(
    "frozen",
    "Frozen frames",
    "%",
    "Share of frames in stretches of at least 0.3 s in which no joint moves by 0.01 mm from frame to frame.",
    "ours",
    "low",
    "actor",
)
_GAPS = Measure(
    "gaps",
    "Gaps",
    "",
    "How many stretches of frames lack a joint: its place is not a number; or it is held relative to its "
    "parent (within 0.0001 degrees) for at least 0.1 s and then jumps, by more than 3 degrees in a frame, or "
    "3 cm where it translates.",
    "ours",
    "low",
    "actor",
)


def _jerk(person: Person) -> list[Measured]:
    motion = person.motion
    if motion.frames < 4:
        return cannot([_JERK], person.actor, "the motion has fewer than 4 frames")
    third = np.diff(person.positions[:, joints_of(person)], 3, axis=0)
    size = np.linalg.norm(third, axis=2) * float(motion.rate) ** 3
    there = np.isfinite(size)
    if not there.any():
        return cannot([_JERK], person.actor, "no joint has places in 4 frames in a row: see gaps")
    why = "" if there.all() else "without the frames in which joints are missing: see gaps"
    rows = np.full(len(size), np.nan)
    some = there.any(axis=1)
    rows[some] = np.where(there, size, 0.0)[some].sum(axis=1) / there[some].sum(axis=1)
    # Four frames make one value; it is reported for the second of them.
    return [
        Measured(
            _JERK.id,
            person.actor,
            float(size[there].mean()),
            why,
            1 + int(np.nanargmax(rows)),
            np.pad(rows, (1, 2), mode="edge"),
        )
    ]


def _pops(person: Person) -> list[Measured]:
    motion, rate = person.motion, float(person.motion.rate)
    if motion.frames < 5:
        return cannot([_POPS], person.actor, "the motion has fewer than 5 frames")
    joints = joints_of(person, fingers=True)
    second = np.diff(person.positions[:, joints], 2, axis=0)
    size = np.nan_to_num(np.linalg.norm(second, axis=2) * rate**2)  # (F - 2, N), of the second frame on
    half = max(3, round(_AROUND * rate))
    padded = np.pad(size, ((half, half), (0, 0)), mode="symmetric")
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * half + 1, axis=0)
    rows, columns = np.nonzero(size > _SUDDEN)
    beyond = size[rows, columns] > _OUTSTANDING * np.median(around[rows, columns], axis=1)
    rows, columns = rows[beyond], columns[beyond]
    series = np.zeros(motion.frames)
    np.add.at(series, rows + 1, 1.0)
    if not len(rows):
        return [Measured(_POPS.id, person.actor, 0.0, "", None, series)]
    count = 1 + int(np.count_nonzero(np.diff(np.unique(rows)) > max(2.0, _ONE_POP * rate)))
    worst = int(np.argmax(size[rows, columns]))
    name = motion.skeleton.names[joints[int(columns[worst])]]
    return [Measured(_POPS.id, person.actor, float(count), f"most at {name}", 1 + int(rows[worst]), series)]


def _frozen(person: Person) -> list[Measured]:
    motion = person.motion
    if motion.frames < 2:
        return cannot([_FREEZE], person.actor, "the motion has fewer than 2 frames")
    still = np.abs(np.diff(person.positions, axis=0)).max(axis=(1, 2)) < _STILL
    flags = np.zeros(motion.frames, np.bool_)
    long = [(first, last) for first, last in runs(still) if last + 1 - first >= _FROZEN * motion.rate]
    for first, last in long:
        flags[first : last + 1] = True
    worst = max(long, key=lambda span: span[1] - span[0])[0] if long else None
    series = np.where(flags, 100.0, 0.0)
    return [Measured(_FREEZE.id, person.actor, float(series.mean()), "", worst, series)]


def _gaps(person: Person) -> list[Measured]:
    motion = person.motion
    if not motion.frames:
        return cannot([_GAPS], person.actor, "no frames")
    # Between quaternions the way is half the angle.
    turns, ways = (
        np.linalg.norm(np.diff(each, axis=0), axis=2) for each in (motion.rotations, motion.positions)
    )
    rate = float(motion.rate)
    missing: Flags = _held(turns, _HELD / 2.0, _JUMP / 2.0, rate)
    missing |= np.any(~np.isfinite(person.positions), axis=2)
    missing[:, motion.moving] |= _held(ways, _STILL, _LEAP, rate)
    flags = np.asarray(missing.any(axis=1))
    found = runs(flags)
    series = missing.sum(axis=1).astype(np.float64)
    if not found:
        return [Measured(_GAPS.id, person.actor, 0.0, "", None, series)]
    first, last = max(found, key=lambda span: span[1] - span[0])
    names = [motion.skeleton.names[joint] for joint in np.flatnonzero(missing[first]).tolist()]
    why = f"the longest: {last - first} frames of {names[0]}{' and others' if len(names) > 1 else ''}"
    return [Measured(_GAPS.id, person.actor, float(len(found)), why, first, series)]


def _held(steps: Array, same: float, jump: float, rate: float) -> Flags:
    """Return (F, N) the frames in which values are held until they jump.

    Args:
        steps: (F - 1, N) how far each value goes from frame to frame.
        same: How far one may go that is held.
        jump: How far one has to jump from there.
        rate: Frames per second.
    """
    frames, count = len(steps) + 1, steps.shape[1]
    # All columns in one row, an edge after each, so that no run goes on from one to the next.
    still = np.zeros((count, frames + 1), np.bool_)
    still[:, 1:frames] = (steps < same).T
    padded = np.zeros((count, frames + 1))
    padded[:, 1:frames] = np.nan_to_num(steps).T
    flat, ways = still.ravel(), padded.ravel()
    edges = np.flatnonzero(np.diff(np.r_[False, flat, False])).reshape(-1, 2)
    first, last = edges[:, 0], edges[:, 1]  # steps first to last - 1 are still
    long = last - first >= max(2.0, round(_HELD_FOR * rate))
    ends = long & (ways[np.minimum(last, len(ways) - 1)] > jump)
    change = np.zeros(flat.size + 1, np.int64)
    np.add.at(change, first[ends] - 1, 1)  # step n leads from frame n - 1 to frame n
    np.add.at(change, last[ends], -1)
    held = np.cumsum(change)[: flat.size].reshape(count, frames + 1) > 0
    return np.asarray(held[:, :frames].T)


JERK = Measurer((_JERK,), of_each(_jerk))
POPS = Measurer((_POPS,), of_each(_pops))
FROZEN = Measurer((_FREEZE,), of_each(_frozen))
GAPS = Measurer((_GAPS,), of_each(_gaps))
