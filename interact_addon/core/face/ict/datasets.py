# SPDX-License-Identifier: GPL-3.0-or-later
"""Calibrate a dataset and save the result in the user's cache, never in the dataset."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...dataset.folders import list_folders
from ...foundation.atomic_file import atomic_write
from ...foundation.cache_folder import ENVIRONMENT, cache_folder
from ...foundation.errors import DatasetError, FaceError, WorkError
from ...foundation.findings import Finding
from ...foundation.reading.plain_file import plain_text, read_plain
from ...foundation.writing.named_files import check_named_contents
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
    """Return the clips that a dataset has in both forms: (face_ict, face_arkit), sorted.

    Raises:
        DatasetError: The folder is not a dataset.
    """
    return [
        (root / "face_ict" / files["face_ict"], root / "face_arkit" / files["face_arkit"])
        for _scene, actors in sorted(list_folders(root).files.items())
        for _actor, files in sorted(actors.items())
        if "face_ict" in files and files.get("face_arkit", "").lower().endswith(".npy")
    ]


def _spread(items: list[tuple[Path, Path]]) -> list[tuple[Path, Path]]:
    """Reorder items (bit-reversal) so that any prefix of the list is an even sample."""
    order = sorted(range(len(items)), key=lambda n: int(f"{n:016b}"[::-1], 2))
    return [items[n] for n in order]


def calibrate_dataset(root: str | os.PathLike[str], max_frames: int = _MAX_FRAMES) -> Calibration:
    """Detect how a dataset's two forms of faces correspond.

    Args:
        root: The dataset's folder.
        max_frames: Stop reading clips after this many frames.

    Raises:
        DatasetError: The folder is not a dataset, or has no comparable clip in both forms.
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
            message = f"{first} has {len(weights)} frames and {second} {len(other)}: they are not compared"
            findings.append(Finding("face-forms-differ", message, path=str(first)))
            continue
        ict.append(weights)
        arkit.append(other)
        frames += len(weights)
        if frames >= max_frames:
            break
    if not ict:
        raise DatasetError(
            "no clip is in both face_ict and face_arkit, so calibration is not possible",
            path=folder,
            cure="Give the order with --order, or use the default",
        )
    result = calibrate(np.concatenate(ict), np.concatenate(arkit), len(ict))
    return replace(result, findings=(*findings, *result.findings))


def dataset_of(files: Iterable[Path]) -> Path | None:
    """Return the dataset that contains these files or folders of faces, or None."""
    for file in files:
        for folder in (file, file.parent, file.parent.parent):
            if (folder / "face_ict").is_dir() and (folder / "face_arkit").is_dir():
                return folder
    return None


def fingerprint(root: Path) -> str:
    """Return a hash that identifies a dataset by its content, not by its path.

    It covers the names and sizes of all faces in both forms, and the content of a few.
    """
    digest = hashlib.sha256(_FORMAT.encode())
    pairs = clip_pairs(root)
    for pair in pairs:
        for path in pair:
            digest.update(f"{path.parent.name}/{path.name} {path.stat().st_size}\n".encode())
    for pair in _spread(pairs)[:_HASHED]:
        for path in pair:
            digest.update(hashlib.sha256(read_plain(path, most_bytes=1 << 31)).digest())
    return digest.hexdigest()[:32]


def calibration_folder() -> Path:
    """Return the folder for saved mappings: beside the cached characters, or in INTERACT_CACHE."""
    folder = cache_folder()
    return (folder if os.environ.get(ENVIRONMENT) else folder.parent) / "faces"


def kept_mapping(root: Path) -> FaceMapping | None:
    """Load the saved mapping of this dataset, or None."""
    try:
        return load_mapping(calibration_folder() / f"{fingerprint(root)}.json")
    except (FaceError, OSError):
        return None


def keep_mapping(root: Path, calibration: Calibration) -> Path | None:
    """Save the mapping of a dataset; None if it cannot be saved, which costs only time.

    An unknown order is not saved: clips may be added later.
    """
    if calibration.order_status == "unknown":
        return None
    path = calibration_folder() / f"{fingerprint(root)}.json"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        save_mapping(path, calibration, overwrite=True)
    except (OSError, WorkError):
        return None
    return path


def save_mapping(path: Path, calibration: Calibration, *, overwrite: bool = False) -> None:
    """Write a calibration atomically.

    Args:
        path: The file.
        calibration: What was found.
        overwrite: Whether a file with other content is replaced.

    Raises:
        UsageError: The file is there, with other content.
        WorkError: The file cannot be written.
    """
    text = json.dumps({"format": _FORMAT} | calibration.as_dict(), indent=1) + "\n"
    check_named_contents({path: text}, overwrite=overwrite)
    try:
        with atomic_write(path) as stream:
            stream.write(text.encode())
    except OSError as error:
        raise WorkError(f"the mapping cannot be written ({error.strerror or error})", path=path) from error


def load_mapping(path: Path) -> FaceMapping:
    """Read the mapping of a saved calibration.

    Raises:
        FaceError: The file is missing or invalid.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise FaceError("the file is too large for a mapping", path=path)
        values = json.loads(plain_text(path))
    except OSError as error:
        raise FaceError(f"the mapping cannot be read ({error.strerror})", path=path) from error
    except (ValueError, RecursionError) as error:
        raise FaceError("not a saved mapping", path=path) from error
    if not isinstance(values, dict) or values.get("format") != _FORMAT:
        raise FaceError("not a saved mapping", path=path, cure="Make one with --calibrate ROOT --save FILE")
    try:
        return FaceMapping.from_dict(values.get("mapping"))
    except FaceError as error:
        raise FaceError(error.message, path=path) from error
