# SPDX-License-Identifier: GPL-3.0-or-later
"""Identify single files that the user picks or drops: their performance and its other files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..dataset import Dataset
from ..dataset.folders import FOLDERS
from ..dataset.names import PerformanceKey
from ..foundation.errors import DatasetError, InteractError, UsageError

__all__ = ["PerformanceFiles", "actor_in", "dataset_root_of", "find_performance_files", "key_in"]

_KEY = re.compile(r"(?<![0-9])[0-9]{8}_[0-9]{3,6}_[0-9]{3,6}(?![0-9])")
_FACES, _VOICES, _BODIES = FOLDERS["face_arkit"], (".wav",), (".bvh",)


@dataclass(frozen=True, slots=True)
class PerformanceFiles:
    """The files of one actor's performance. A path is None if the file is missing.

    Attributes:
        key: Such as ``20231119_001_051``.
        actor_id: Such as ``001``.
        sex: ``male``, ``female``, or None if unknown.
        body: The motion.
        face: The face's weights.
        voice: The recording.
    """

    key: str
    actor_id: str
    sex: str | None = None
    body: Path | None = None
    face: Path | None = None
    voice: Path | None = None


def key_in(path: Path) -> PerformanceKey | None:
    """Return the key in a file's name: ``20231119_001_051.bvh``, ``20231119_001_051 edited.bvh``."""
    for match in _KEY.finditer(path.stem):
        key = PerformanceKey.from_stem(match.group())
        if key is not None:
            return key
    return None


def actor_in(path: Path, actors: Iterable[str]) -> str | None:
    """Return the actor in a file's name: from its key, else from an id that is a word of its own.

    Args:
        path: The file.
        actors: Actor ids, such as ``001``.
    """
    known = list(actors)
    key = key_in(path)
    if key is not None:
        return key.actor if key.actor in known else None
    words = re.split(r"[^0-9A-Za-z]+", path.stem)
    found = [actor for actor in known if actor in words]
    return found[0] if len(found) == 1 else None


def dataset_root_of(path: Path) -> Path | None:
    """Return the dataset folder that contains a file, or None."""
    folder = path.absolute().parent
    if folder.name in FOLDERS:
        return folder.parent
    return folder if any((folder / name).is_dir() for name in FOLDERS) else None


def find_performance_files(paths: Sequence[Path]) -> tuple[list[PerformanceFiles], list[InteractError]]:
    """Find the performances that the given files belong to, with their other files.

    The others are searched in the dataset that contains the file, else beside it under the same name. Given
    files take precedence over found ones: a body from ``bvhs_retarget`` is kept.

    Args:
        paths: Any files of the performances: bodies, faces or voices.

    Returns:
        One entry for each performance, and the errors of files without one: their name has no key, or their
        dataset cannot be read or has no such performance.

    Raises:
        UsageError: ``paths`` is empty.
    """
    if not paths:
        raise UsageError("no file is chosen", cure="Choose a body, face or voice of a performance")
    given: dict[PerformanceKey, list[Path]] = {}
    found: list[PerformanceFiles] = []
    failures: list[InteractError] = []
    for path in paths:
        key = key_in(path)
        if key is None:
            failures.append(_nameless(path))
        else:
            given.setdefault(key, []).append(path)
    for key, files in given.items():
        try:
            found.append(_parts(key, files))
        except InteractError as error:
            failures.append(error)
    return found, failures


def _nameless(path: Path) -> UsageError:
    return UsageError(
        f"{path}: the name does not contain a performance's key",
        cure="Name it <date>_<actor>_<scenario>, such as 20231119_001_051, or import it as body, face or"
        " voice alone",
    )


def _parts(key: PerformanceKey, files: Sequence[Path]) -> PerformanceFiles:
    root = dataset_root_of(files[0])
    if root is not None:
        part = Dataset.open(root).scene(str(key.scene)).performance(key.actor)
        parts = PerformanceFiles(
            part.key, part.actor_id, part.sex, part.body_path(), part.face_arkit or part.face_ict, part.voice
        )
    else:
        folder = files[0].parent
        parts = PerformanceFiles(
            str(key), key.actor, None,
            _beside(folder, key, _BODIES), _beside(folder, key, _FACES), _beside(folder, key, _VOICES),
        )  # fmt: skip
    for file in files:
        kind = file.suffix.lower()
        if kind in _BODIES:
            parts = replace(parts, body=file)
        elif kind in _FACES:
            parts = replace(parts, face=file)
        elif kind in _VOICES:
            parts = replace(parts, voice=file)
    return parts


def _beside(folder: Path, key: PerformanceKey, extensions: Sequence[str]) -> Path | None:
    try:
        names = {entry.name.lower(): entry for entry in folder.iterdir()}
    except OSError as error:
        raise DatasetError(f"the folder cannot be listed ({error.strerror})", path=folder) from error
    return next((names[f"{key}{ext}"] for ext in extensions if f"{key}{ext}" in names), None)
