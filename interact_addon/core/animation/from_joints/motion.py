# SPDX-License-Identifier: GPL-3.0-or-later
"""A motion from nothing but where the joints are."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import MotionError
from ...foundation.findings import Finding
from ..skeleton import Motion, Skeleton
from .ends import end_offsets
from .plans import PLANS, BodyPlan
from .shapes import bone_lengths, rest_offsets
from .solve import AGREED, solve

__all__ = ["motion_from_joints"]

Array = NDArray[np.float64]

_FAR = 0.01  # metres from the file's joints that are worth a word


def motion_from_joints(
    positions: NDArray,
    rate: Fraction,
    *,
    plan: BodyPlan | None = None,
    path: Path | None = None,
    given: NDArray | None = None,
) -> tuple[Motion, tuple[Finding, ...]]:
    """Return the motion of a person of whom only the joints' positions are known.

    The bones keep one length each, the median of the frames. Limbs turn as their bends say, without jumps.

    Args:
        positions: (F, J, 3) metres, Z up.
        rate: Frames per second.
        plan: What the joints are; None for what their number says, see `PLANS`.
        path: The file, for errors and findings.
        given: (F, J, 4) rotations from the T-pose, relative to the parents', that the file has too, Z up;
            the root's is not used. Neck, head and hands follow them if they agree with the positions.

    Returns:
        The motion, whose skeleton rests in a T-pose, facing -Y; and what is invalid or was filled in.

    Raises:
        MotionError: no plan has so many joints, a number is not one, or all are 0.
    """
    if positions.ndim != 3 or positions.shape[2] != 3 or not len(positions):
        raise MotionError(
            f"positions of joints have the shape (frames, joints, 3), not {positions.shape}", path=path
        )
    plan = PLANS.get(positions.shape[1]) if plan is None else plan
    if plan is None:
        counts = ", ".join(map(str, PLANS))
        raise MotionError(f"{positions.shape[1]} joints are none of the known bodies ({counts})", path=path)
    positions, findings = _complete(np.asarray(positions, dtype=np.float64)[:, plan.order], path)
    lengths, variation = bone_lengths(plan, positions)
    offsets = rest_offsets(plan, positions, lengths)
    rotations, reached, apart = solve(plan, positions, offsets, float(rate), given)
    findings += _misses(plan, positions, reached, variation, path)
    if apart > AGREED:
        text = f"its rotations miss its positions by {apart:.0f} degrees: the positions alone are used"
        findings.append(Finding("rotations-differ", _named(text, path), path=_text(path), level="info"))
    ends = end_offsets(plan, offsets, lengths)
    skeleton = Skeleton(plan.names, np.array(plan.parents, np.int32), _standing(plan, offsets), ends)
    motion = Motion(skeleton, rotations, np.array([0], np.int32), positions[:, :1], Fraction(rate))
    return motion, tuple(findings)


def _complete(positions: Array, path: Path | None) -> tuple[Array, list[Finding]]:
    """Return the positions; frames of zeros hold the pose before, the first ones that after them."""
    bad = np.flatnonzero(~np.isfinite(positions).all(axis=(1, 2)))
    if len(bad):
        raise MotionError(f"frame {bad[0]} has joints that are not finite numbers", path=path)
    empty = ~positions.any(axis=(1, 2))
    if empty.all():
        raise MotionError("all joints are 0 in all frames", path=path)
    if not empty.any():
        return positions, []
    there = np.flatnonzero(~empty)
    held = there[np.maximum(np.searchsorted(there, np.arange(len(positions)), side="right") - 1, 0)]
    where = np.flatnonzero(empty) + 1
    text = f"{len(where)} frames ({where[0]} to {where[-1]}) have all joints at 0: the pose before is held"
    return positions[held], [Finding("empty-frames", _named(text, path), path=_text(path))]


def _misses(
    plan: BodyPlan, positions: Array, reached: Array, variation: Array, path: Path | None
) -> list[Finding]:
    far = np.linalg.norm(reached - positions, axis=-1)
    worst = float(far.max())
    if worst < _FAR:
        return []
    frame, joint = np.unravel_index(int(far.argmax()), far.shape)
    most = int(variation.argmax())
    text = (
        f"the bones are not of one length (the one to {plan.names[most]} varies by {variation[most]:.0%}): "
        f"joints are {100 * far.mean():.1f} cm from the file's on average, at most {100 * worst:.1f} cm "
        f"({plan.names[joint]}, frame {frame + 1})"
    )
    return [Finding("bones-vary", _named(text, path), path=_text(path))]


def _standing(plan: BodyPlan, offsets: Array) -> Array:
    """Return the offsets with the root so high that the lowest joint is on the floor."""
    out = offsets.copy()
    points = offsets.copy()
    for joint, parent in enumerate(plan.parents):
        if parent >= 0:
            points[joint] += points[parent]
    out[plan.parents.index(-1), 2] = -points[:, 2].min()
    return out


def _named(text: str, path: Path | None) -> str:
    return text if path is None else f"{path}: {text}"


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)
