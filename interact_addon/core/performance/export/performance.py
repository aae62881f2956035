# SPDX-License-Identifier: GPL-3.0-or-later
"""Write one performance to a dataset folder: to temporary files, verified, then renamed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...animation import bvh
from ...animation.bvh import to_motion
from ...animation.rotations import quaternion_conjugate, quaternion_multiply
from ...animation.skeleton import Motion
from ...audio import Trim, read_wav_info, write_trimmed
from ...dataset.names import PerformanceKey
from ...face.arkit import ARKIT_51
from ...foundation.errors import InteractError, UsageError, WorkError
from ...foundation.writing.named_files import check_named
from ..motion_kind import note_path, write_note
from .documents import motion_document
from .files import Staged, put_in_place, stage_beside
from .options import ExportedFile

__all__ = ["PerformanceData", "differs", "target_paths", "write_performance", "write_verified"]

_FOLDERS = {"body": ("bvhs", ".bvh"), "face": ("face_arkit", ".npy"), "voice": ("wav", ".wav")}
_MOST_TURN = np.radians(1e-4)
_MOST_SHIFT = 1e-5  # metres


@dataclass(frozen=True, eq=False)
class PerformanceData:
    """The data to write; None is skipped.

    Attributes:
        key: Such as ``20231119_001_051``.
        body: The motion, in Blender's world.
        face: (F, 51) weights in the order of ``ARKIT_51``.
        voice: The parts of the recordings to write.
        motion: Which motion it is, for a note beside the body; None without a note.
    """

    key: str
    body: Motion | None = None
    face: NDArray[np.float32] | None = None
    voice: Trim | None = None
    motion: str | None = None


def target_paths(root: Path, key: str, kinds: tuple[str, ...] = ("body", "face", "voice")) -> dict[str, Path]:
    """Return the paths of a performance's files in a dataset folder.

    Raises:
        UsageError: the key is not a performance's key, so a dataset would not list the files.
    """
    if PerformanceKey.from_stem(key) is None:
        raise UsageError(
            f"{key!r} is not a performance's key",
            cure="Name it <date>_<actor>_<scenario>, such as 20231119_001_051, or choose another form "
            "(interact export --to)",
        )
    return {kind: root / _FOLDERS[kind][0] / f"{key}{_FOLDERS[kind][1]}" for kind in kinds}


def write_performance(
    root: Path, data: PerformanceData, *, overwrite: bool = False
) -> tuple[ExportedFile, ...]:
    """Write a performance's files; all of them or none.

    Args:
        root: The dataset folder.
        data: What to write.
        overwrite: Whether to replace existing files.

    Returns:
        The files, without the note.

    Raises:
        UsageError: a file exists already, the key is invalid, or there is nothing to write.
        WorkError: a file cannot be written, or differs when read back.
        AudioError: a recording cannot be read.
    """
    writers = _writers(data)
    if not writers:
        raise UsageError(f"there is nothing to write for {data.key}")
    paths = target_paths(root, data.key, tuple(writers))
    if data.body is not None:
        note = note_path(paths["body"])
        motions = {} if data.motion is None else {data.key: data.motion}
        if motions or (overwrite and note.exists()):  # an earlier note would be wrong now
            paths["note"], writers["note"] = note, partial(write_note, motions=motions)
    check_named(paths.values(), overwrite=overwrite)
    staged: dict[str, Staged] = {}
    written = []
    try:
        for kind, path in paths.items():
            staged[kind] = stage_beside(path)
            length = writers[kind](staged[kind].part)
            if kind != "note":
                written.append(ExportedFile(kind, path, length))
        put_in_place(list(staged.values()), overwrite=overwrite)
    except OSError as error:
        raise WorkError(f"{data.key} cannot be written ({error.strerror or error})", path=root) from error
    finally:
        for one in staged.values():
            with suppress(OSError):
                one.part.unlink(missing_ok=True)
    return tuple(written)


def _writers(data: PerformanceData) -> dict[str, Callable[[Path], int]]:
    """Return by kind a function that writes the file and returns its length."""
    writers: dict[str, Callable[[Path], int]] = {}
    if data.body is not None:
        writers["body"] = partial(_write_body, motion=data.body)
    if data.face is not None:
        writers["face"] = partial(_write_face, weights=data.face)
    if data.voice is not None:
        writers["voice"] = partial(_write_voice, trim=data.voice)
    return writers


def _write_body(part: Path, motion: Motion) -> int:
    units, up = ("cm", "Y") if motion.origin is None else (motion.origin.units, motion.origin.up)
    write_verified(part, motion_document(motion), units, up)
    return motion.frames


def write_verified(part: Path, document: bvh.Bvh, units: str, up: str) -> None:
    """Write a BVH and read it back.

    Raises:
        WorkError: it differs when read back.
        BvhError: it cannot be written.
    """
    bvh.write(part, document)
    # Written positions are absolute, even if those of the original file were relative to offsets.
    read = to_motion(bvh.read(part), units=units, up=up, positions="absolute")
    want = to_motion(document, units=units, up=up, positions="absolute")
    if read.rotations.shape != want.rotations.shape or read.rate != want.rate:
        raise differs(part, f"it has {read.frames} frames of {len(read.skeleton)} joints")
    turn = quaternion_multiply(quaternion_conjugate(want.rotations), read.rotations)
    off = 2 * np.arcsin(np.minimum(1.0, np.linalg.norm(turn[..., 1:], axis=-1)))
    shift = np.abs(read.positions - want.positions)
    if off.max(initial=0.0) > _MOST_TURN or shift.max(initial=0.0) > _MOST_SHIFT:
        worst = f"{np.degrees(off.max(initial=0.0)):g} degrees and {shift.max(initial=0.0):g} m"
        raise differs(part, f"it is off by up to {worst}")


def _write_face(part: Path, weights: NDArray[np.float32]) -> int:
    if weights.shape[1:] != (len(ARKIT_51),) or not np.isfinite(weights).all():
        raise UsageError(f"weights of shape {weights.shape} are not {len(ARKIT_51)} finite columns")
    with part.open("wb") as stream:
        np.save(stream, np.ascontiguousarray(weights, dtype=np.float32), allow_pickle=False)
    read = np.load(part, allow_pickle=False)
    if read.dtype != np.float32 or not np.array_equal(read, weights):
        raise differs(part, "it has other weights")
    return int(weights.shape[0])


def _write_voice(part: Path, trim: Trim) -> int:
    write_trimmed(part, trim)
    info = read_wav_info(part)
    if info.samples != trim.samples or (info.rate, info.channels) != (trim.rate, trim.channels):
        raise differs(part, f"it has {info.samples} samples at {info.rate} Hz in {info.channels} channels")
    return info.samples


def differs(part: Path, what: str) -> InteractError:
    """Return the error about a file that is not what was written."""
    return WorkError(
        f"the written file differs when read back: {what}",
        path=part,
        cure="Check the disk; nothing was changed",
    )
