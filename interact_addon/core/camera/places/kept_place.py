# SPDX-License-Identifier: GPL-3.0-or-later
"""Where cameras were placed, kept in the cache of fitted characters: searching takes as long as composing.

Each place has a small file, named by the hash of all that is on stage, of what is asked, and of the code.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np

from ...foundation.atomic_file import atomic_write
from ...foundation.findings import Finding
from ...foundation.number_files.kept_arrays import KeptArrays, kept_arrays
from ...foundation.pickled.fault import BROKEN, DamageError
from ...foundation.reading.strict_json import parse_json, structured
from ...foundation.writing.kept import hash_of_code
from ..framing import Lens, View
from ..shot import Placed
from ..stage import StagePerson
from .place import PlacedCamera, place_camera

__all__ = ["kept_place"]

_FOLDER = "cameras"


def kept_place(
    stage: Sequence[StagePerson], camera: str, lens: Lens, rate: Fraction, move: str, folder: Path
) -> PlacedCamera:
    """Return what `place_camera` returns, from a file if it was asked for before.

    Args:
        stage: The people.
        camera: As `place_camera` takes it, as lens, rate and move.
        lens: The camera's lens and picture.
        rate: Frames per second.
        move: ``auto``, ``static`` or ``follow``.
        folder: The cache. If it cannot be written to, that only costs time.

    Raises:
        UsageError: there is no such camera or actor, or the camera needs two and there is one.
    """
    path = folder / _FOLDER / f"{_name(stage, [camera, asdict(lens), str(rate), move])}.npz"
    found = _load(path, max((person.frames for person in stage), default=0))
    if found is None:
        found = place_camera(stage, camera, lens, rate, move)
        _save(path, found)
    return found


def _name(stage: Sequence[StagePerson], asked: Sequence[object]) -> str:
    digest = hashlib.sha256(json.dumps([_code(), asked]).encode("utf-8", "surrogatepass"))
    for person in stage:
        for field in fields(person):
            value = getattr(person, field.name)
            if isinstance(value, str):
                digest.update(value.encode("utf-8", "surrogatepass"))
            else:
                digest.update(f"{field.name} {value.dtype} {value.shape}".encode())
                digest.update(np.ascontiguousarray(value).data)
    return digest.hexdigest()[:32]


@cache
def _code() -> str:
    """Return a hash of the modules that place cameras, so that changes give new files."""
    return hash_of_code(Path(__file__).parents[1].rglob("*.py"))


@dataclass(frozen=True, slots=True)
class _Head:
    camera: str
    lens: Lens
    near: float
    far: float
    findings: tuple[Finding, ...]


def _load(path: Path, frames: int) -> PlacedCamera | None:
    try:
        with kept_arrays(path) as data:
            return _read(data, frames)
    except (OSError, *BROKEN):
        return None


def _read(data: KeptArrays, frames: int) -> PlacedCamera:
    head = structured(parse_json(data.text("head")), _Head)
    over_time = () if data["position"].ndim == 1 else (frames,)
    view = View(data.numbers("position", *over_time, 3), data.numbers("rotation", *over_time, 3, 3))
    samples = data.numbers("samples", None, whole=True)
    if not (len(samples) and 0 <= samples.min() <= samples.max() < frames):
        raise DamageError("the camera was judged where no frames are")
    shown, attainable, whole = (
        data.switches(name, len(samples)) for name in ("shown", "attainable", "whole")
    )
    placed = Placed(view, samples, shown, attainable, whole)
    return PlacedCamera(head.camera, placed, head.lens, head.near, head.findings, head.far)


def _save(path: Path, found: PlacedCamera) -> None:
    placed = found.placed
    head = {
        "camera": found.camera,
        "lens": asdict(found.lens),
        "near": found.near,
        "far": found.far,
        "findings": [finding.as_dict() for finding in found.findings],
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(path) as stream:
            np.savez(
                stream,
                head=np.array(json.dumps(head)),
                position=placed.view.position,
                rotation=placed.view.rotation,
                samples=placed.samples,
                shown=placed.shown,
                attainable=placed.attainable,
                whole=placed.whole,
            )
    except OSError:
        return
