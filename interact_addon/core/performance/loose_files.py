# SPDX-License-Identifier: GPL-3.0-or-later
"""Single files as people pick or drop them: whose they are, and what they hold at a scene's frame rate."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from ..animation import bvh
from ..animation.bvh import to_motion
from ..animation.skeleton import Motion
from ..characters import standing
from ..dataset import Dataset
from ..dataset.folders import FOLDERS
from ..dataset.names import PerformanceKey
from ..face.arkit import ARKIT_51, FaceTrack, read_face
from ..face.ict import ICT_55, make_mapping, read_ict_weights
from ..face.ict.datasets import dataset_of, kept_mapping
from ..foundation.arrays import map_array
from ..foundation.errors import DatasetError, FaceError, InteractError, UsageError
from ..foundation.findings import Finding
from ..options.movie import INTERACT_RATE

__all__ = [
    "TIMINGS",
    "PerformanceFiles",
    "ReadOptions",
    "actor_in",
    "dataset_root_of",
    "find_performance_files",
    "key_in",
    "read_body",
    "read_weights",
]

TIMINGS: tuple[str, ...] = ("resample", "keep")

_KEY = re.compile(r"(?<![0-9])[0-9]{8}_[0-9]{3,6}_[0-9]{3,6}(?![0-9])")
_FACES, _VOICES, _BODIES = (".npy", ".csv"), (".wav",), (".bvh",)


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How files are read.

    Attributes:
        units: What one unit of a BVH is, or ``auto``; see `bvh.to_motion`.
        up: ``Y``, ``Z`` or ``auto``.
        timing: ``resample``: as fast as it was recorded, at the scene's frame rate. ``keep``: every frame of
            the file is one of the scene's, which plays slower or faster where the rates differ.
        array_rate: Frames per second of weights in arrays, which do not tell it.
    """

    units: str = "auto"
    up: str = "auto"
    timing: str = "resample"
    array_rate: Fraction = INTERACT_RATE

    def __post_init__(self) -> None:
        if self.timing not in TIMINGS:
            raise UsageError(f"there is no timing {self.timing!r}", cure=f"Use one of {', '.join(TIMINGS)}")
        if self.array_rate <= 0:
            raise UsageError(f"{self.array_rate} frames per second make no sense")


@dataclass(frozen=True, slots=True)
class PerformanceFiles:
    """The files of one actor's performance. A path is None where there is no file.

    Attributes:
        key: Such as ``20231119_001_051``.
        actor_id: Such as ``001``.
        sex: ``male``, ``female``, or None where it is not known.
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
    """The performance that a file's name tells: ``20231119_001_051.bvh``, ``20231119_001_051 edited.bvh``."""
    for match in _KEY.finditer(path.stem):
        key = PerformanceKey.from_stem(match.group())
        if key is not None:
            return key
    return None


def actor_in(path: Path, actors: Iterable[str]) -> str | None:
    """Which of the actors a file's name tells: by its key, else by an id that stands alone in it.

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
    """The dataset folder that a file lies in, or None."""
    folder = path.absolute().parent
    if folder.name in FOLDERS:
        return folder.parent
    return folder if any((folder / name).is_dir() for name in FOLDERS) else None


def find_performance_files(paths: Sequence[Path]) -> tuple[list[PerformanceFiles], list[InteractError]]:
    """The performances that some of whose files are given, with all their other files.

    The others are looked for in the dataset that the file lies in, else beside it under the same name. What
    is given counts before what is found: a body out of ``bvhs_retarget`` stays one.

    Args:
        paths: Any files of the performances: bodies, faces or voices.

    Returns:
        One entry for each performance, and why some files belong to none: their name tells none, their
        dataset cannot be read or has no such performance.

    Raises:
        UsageError: no file is given.
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
        f"{path}: the name tells no performance",
        cure="Name it <date>_<actor>_<scenario>, such as 20231119_001_051, or import it as body, face or"
        " voice alone",
    )


def _parts(key: PerformanceKey, files: Sequence[Path]) -> PerformanceFiles:
    root = dataset_root_of(files[0])
    if root is not None:
        part = Dataset.open(root).scene(key.scene).performance(key.actor)
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


def read_body(path: Path, rate: Fraction | None, reading: ReadOptions) -> tuple[Motion, tuple[Finding, ...]]:
    """A motion file at a scene's frame rate.

    Args:
        path: The BVH.
        rate: The scene's frames per second; None for the file's own.
        reading: How.

    Returns:
        The motion, in metres, Z up, with a rest pose that stands where the file tells one; and what was odd.

    Raises:
        BvhError: the file cannot be read.
        UsageError: unknown units or axis.
    """
    document = bvh.read(path)
    motion = standing(to_motion(document, units=reading.units, up=reading.up))
    findings = [*document.findings, *_doubts(path, document, reading)]
    if rate is not None and motion.rate != rate:
        findings.append(_retimed(path, motion.rate, rate, reading.timing))
        motion = motion.resampled(rate) if reading.timing == "resample" else replace(motion, rate=rate)
    return motion, tuple(findings)


def read_weights(path: Path, rate: Fraction, reading: ReadOptions) -> FaceTrack:
    """A face file at a scene's frame rate, with what was odd among its findings.

    ICT-FaceKit's 55 weights become ARKit's 51: by the mapping that was found in their dataset before, else by
    the usual one.

    Raises:
        FaceError: the file cannot be read, or holds something else than weights of a face.
    """
    if _is_ict(path):
        track = _read_ict(path, reading.array_rate)
    else:
        is_table = path.suffix.lower() == ".csv"
        track = read_face(path, None if is_table else reading.array_rate)
    if track.rate == rate:
        return track
    finding = _retimed(path, track.rate, rate, reading.timing)
    track = track.resampled(rate) if reading.timing == "resample" else replace(track, rate=rate)
    return replace(track, findings=(*track.findings, finding))


def _is_ict(path: Path) -> bool:
    if path.suffix.lower() != ".npy":
        return False
    try:
        shape = map_array(path).shape
    except FaceError:
        return False  # which is told by who reads it
    return len(shape) == 2 and shape[1] == len(ICT_55)


def _read_ict(path: Path, rate: Fraction) -> FaceTrack:
    root = dataset_of([path])
    found = None if root is None else kept_mapping(root)
    mapping = make_mapping() if found is None else found
    how = "in the usual order" if found is None else "as its dataset has them"
    text = f"{path} holds ICT-FaceKit's {len(ICT_55)} weights, {how}: they became ARKit's {len(ARKIT_51)}"
    finding = Finding("ict-converted", text, path=str(path), level="info")
    return FaceTrack(tuple(ARKIT_51), mapping.to_arkit(read_ict_weights(path)), rate, (finding,))


def _doubts(path: Path, document: bvh.Bvh, reading: ReadOptions) -> list[Finding]:
    """What was guessed without being sure."""
    if "auto" not in (reading.units, reading.up):
        return []
    detected = bvh.detect_units_axes(document)
    out = []
    if reading.units == "auto" and not detected.units_sure:
        text = f"{path}: its units are taken to be {detected.units}; choose others if the size is wrong"
        out.append(Finding("units-guessed", text, path=str(path)))
    if reading.up == "auto" and not detected.up_sure:
        text = f"{path}: its up axis is taken to be {detected.up}; choose the other if it lies on its side"
        out.append(Finding("up-guessed", text, path=str(path)))
    return out


def _retimed(path: Path, file_rate: Fraction, rate: Fraction, timing: str) -> Finding:
    what = f"{path} has {_shown(file_rate)} frames per second and the scene {_shown(rate)}"
    if timing == "resample":
        return Finding("resampled", f"{what}: it was resampled", path=str(path), level="info")
    text = f"{what}: its frames are kept, so it plays {float(rate / file_rate):.3g} times as fast"
    return Finding("frames-kept", text, path=str(path))


def _shown(rate: Fraction) -> str:
    return f"{float(rate):.3f}".rstrip("0").rstrip(".")
