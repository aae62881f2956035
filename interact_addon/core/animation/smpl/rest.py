# SPDX-License-Identifier: GPL-3.0-or-later
"""Which rest joints a person gets: those of a file, of the user's model, or the mean ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import MotionError
from ...foundation.findings import Finding
from .arrays import SmplTake
from .joints import BODY, parents_of
from .mean_skeleton import ASSUMED_ROOTS, MEAN_OFFSETS
from .model_file import find_model, is_person, read_model
from .skeleton_file import read_skeleton

__all__ = ["Rest", "rest_of"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Rest:
    """A person at rest, in SMPL's axes: metres, +X left, +Y up, +Z forward, in a T-pose.

    Attributes:
        offsets: (J, 3) each joint's from its parent; the pelvis's is 0.
        root: (3,) the pelvis from the origin that a file's places mean, about which it turns.
        size: Of these joints relative to the mean ones, for what is added to them.
        mean: Whether they are nobody's: then their size is to be found from the motion.
        findings: What was assumed.
    """

    offsets: Array
    root: Array
    size: float
    mean: bool = False
    findings: tuple[Finding, ...] = ()


def rest_of(take: SmplTake, path: Path, skeleton: Path | None, model: Path | None) -> Rest:
    """Return the rest joints for a take.

    Args:
        take: The take.
        path: Its file, for findings.
        skeleton: A file with the person's rest joints, or None.
        model: The user's body model or the folder of them, or None.

    Raises:
        MotionError: one of the two cannot be read.
    """
    findings: list[Finding] = []
    root = ASSUMED_ROOTS["smpl" if take.model == "smpl" else "smplx"] * (take.scale or 1.0)
    known: dict[str, Array] = {}
    if model is not None:
        known, root = _of_model(take, path, model, findings)
    if skeleton is not None:
        known = read_skeleton(skeleton)
    elif model is None:
        findings.append(_assumed(take, path))
    mean = not known
    scale = take.scale or 1.0
    size = scale if mean else _size(take.names, known)
    offsets = np.array([known.get(name, size * MEAN_OFFSETS[name]) for name in take.names])
    return Rest(offsets, root, size, mean and take.scale is None, tuple(findings))


def _of_model(
    take: SmplTake, path: Path, place: Path, findings: list[Finding]
) -> tuple[dict[str, Array], Array]:
    file = find_model(place, take.model, take.gender)
    model = read_model(file)
    betas = take.betas
    if model.kind != take.model and betas is not None and betas.any():
        text = (
            f"the shape (betas) is {take.model}'s and not that of {file.name}, so the mean of that is taken"
        )
        findings.append(Finding("other-body-model", f"{path}: {text}", path=str(path)))
        betas = None
    joints = model.rest(betas)
    if not is_person(joints):
        raise MotionError(f"its shape (betas) makes no person of {file.name}", path=path)
    joints *= take.scale or 1.0
    places = dict(zip(model.names, joints, strict=True))
    parents = parents_of(model.names)
    offsets = {
        name: joints[n] - joints[parents[n]] if parents[n] >= 0 else np.zeros(3)
        for n, name in enumerate(model.names)
    }
    return offsets, places["pelvis"]


def _size(names: Sequence[str], known: dict[str, Array]) -> float:
    """Return the size of known joints relative to the mean ones, by the lengths of the body's bones."""
    both = [name for name in BODY[1:] if name in known and name in names]
    theirs = sum(float(np.linalg.norm(known[name])) for name in both)
    mean = sum(float(np.linalg.norm(MEAN_OFFSETS[name])) for name in both)
    return theirs / mean if mean else 1.0


def _assumed(take: SmplTake, path: Path) -> Finding:
    shaped = take.betas is not None and bool(take.betas.any())
    text = f"{path} has rotations and no bones: a mean skeleton is used"
    if shaped:
        text += ", and the person's shape (betas) is not applied"
    text += "; --body-model gives the actual one, --skeleton one from a file"
    return Finding("mean-skeleton", text, path=str(path), level="info")
