# SPDX-License-Identifier: GPL-3.0-or-later
"""Calibrating a dataset, and keeping what was found: in the user's cache, never in the dataset."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...characters.fitting.cache import ENVIRONMENT, cache_folder
from ...dataset.folders import list_folders
from ...foundation.atomic_file import atomic_write
from ...foundation.errors import DatasetError, FaceError, WorkError
from ...foundation.findings import Finding
from .calibrate import calibrate
from .calibration import Calibration
from .mapping import FaceMapping
from .weights import read_arkit_weights, read_ict_weights

__all__ = [
    "calibrate_dataset",
    "calibration_folder",
    "clip_pairs",
    "dataset_of",
    "fingerprint",
    "keep_mapping",
    "kept_mapping",
    "load_mapping",
    "save_mapping",
]

_FORMAT = "interact face mapping 1"
_MAX_FRAMES = 30_000
_HASHED = 6
_MAX_BYTES = 1 << 20


def clip_pairs(root: Path) -> list[tuple[Path, Path]]:
    """The clips that a dataset has in both forms: (face_ict, face_arkit), sorted.

    Raises:
        DatasetError: It is no dataset.
    """
    return [
        (root / "face_ict" / files["face_ict"], root / "face_arkit" / files["face_arkit"])
        for _scene, actors in sorted(list_folders(root).files.items())
        for _actor, files in sorted(actors.items())
        if "face_ict" in files and files.get("face_arkit", "").lower().endswith(".npy")
    ]


def _spread(items: list[tuple[Path, Path]]) -> list[tuple[Path, Path]]:
    """All of them, far ones first, so that any beginning of the list is a fair sample."""
    order = sorted(range(len(items)), key=lambda n: int(f"{n:016b}"[::-1], 2))
    return [items[n] for n in order]


def calibrate_dataset(root: str | os.PathLike[str], max_frames: int = _MAX_FRAMES) -> Calibration:
    """Find how a dataset's two forms of faces belong together.

    Args:
        root: The dataset's folder.
        max_frames: Clips are compared until there are this many frames; enough to tell, and soon read.

    Raises:
        DatasetError: It is no dataset, or has no clip in both forms that can be compared.
    """
    folder = Path(root).expanduser()
    ict: list[NDArray] = []
    arkit: list[NDArray] = []
    findings: list[Finding] = []
    frames = 0
    for first, second in _spread(clip_pairs(folder)):
        try:
            weights, (other, _) = read_ict_weights(first), read_arkit_weights(second)
        except FaceError as error:
            findings.append(Finding("unreadable-face", str(error).rstrip("."), path=error.path))
            continue
        if len(weights) != len(other):
            message = f"{first} has {len(weights)} frames and {second} {len(other)}: they were not compared"
            findings.append(Finding("face-forms-differ", message, path=str(first)))
            continue
        ict.append(weights)
        arkit.append(other)
        frames += len(weights)
        if frames >= max_frames:
            break
    if not ict:
        raise DatasetError(
            "there is no clip in both face_ict and face_arkit to calibrate with",
            path=folder,
            cure="Say the order with --order, or leave the default",
        )
    result = calibrate(np.concatenate(ict), np.concatenate(arkit), len(ict))
    return replace(result, findings=(*findings, *result.findings))


def dataset_of(files: Iterable[Path]) -> Path | None:
    """The dataset folder that these files or folders of faces lie in, or None."""
    for file in files:
        for folder in (file, file.parent, file.parent.parent):
            if (folder / "face_ict").is_dir() and (folder / "face_arkit").is_dir():
                return folder
    return None


def fingerprint(root: Path) -> str:
    """A dataset by what is in it and not by where it lies.

    From the names and sizes of all faces in both forms, and the content of a few.
    """
    digest = hashlib.sha256(_FORMAT.encode())
    pairs = clip_pairs(root)
    for pair in pairs:
        for path in pair:
            digest.update(f"{path.parent.name}/{path.name} {path.stat().st_size}\n".encode())
    for pair in _spread(pairs)[:_HASHED]:
        for path in pair:
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:32]


def calibration_folder() -> Path:
    """Where mappings are kept: beside the cached characters, or in what INTERACT_CACHE names."""
    folder = cache_folder()
    return (folder if os.environ.get(ENVIRONMENT) else folder.parent) / "faces"


def kept_mapping(root: Path) -> FaceMapping | None:
    """What was found before for this very dataset, or None."""
    try:
        return load_mapping(calibration_folder() / f"{fingerprint(root)}.json")
    except (FaceError, OSError):
        return None


def keep_mapping(root: Path, calibration: Calibration) -> Path | None:
    """Keep what was found; None where it cannot be kept, which costs only time.

    Nothing is kept that the data could not tell: more clips may come.
    """
    if calibration.order_status == "unknown":
        return None
    path = calibration_folder() / f"{fingerprint(root)}.json"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        save_mapping(path, calibration)
    except (OSError, WorkError):
        return None
    return path


def save_mapping(path: Path, calibration: Calibration) -> None:
    """Write a calibration, whole or not at all.

    Raises:
        WorkError: It cannot be written there.
    """
    text = json.dumps({"format": _FORMAT} | calibration.as_dict(), indent=1) + "\n"
    try:
        with atomic_write(path) as stream:
            stream.write(text.encode())
    except OSError as error:
        raise WorkError(f"the mapping cannot be written ({error.strerror or error})", path=path) from error


def load_mapping(path: Path) -> FaceMapping:
    """Read the mapping of a saved calibration.

    Raises:
        FaceError: There is none, or it makes no sense.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise FaceError("the file is too large for a mapping", path=path)
        values = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FaceError(f"the mapping cannot be read ({error.strerror})", path=path) from error
    except (ValueError, RecursionError) as error:
        raise FaceError("this is no saved mapping", path=path) from error
    if not isinstance(values, dict) or values.get("format") != _FORMAT:
        raise FaceError(
            "this is no saved mapping", path=path, cure="Make one with --calibrate ROOT --save FILE"
        )
    try:
        return FaceMapping.from_dict(values.get("mapping"))
    except FaceError as error:
        raise FaceError(error.message, path=path) from error
