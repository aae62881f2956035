# SPDX-License-Identifier: GPL-3.0-or-later
"""Write people's motions in the forms of other programs and models: to temporary files, verified, renamed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...animation.bvh import from_motion
from ...animation.joint_features import features_263, interaction_262
from ...animation.skeleton import Motion
from ...animation.standard_body import StandardBody, standard_body
from ...foundation.errors import UsageError, WorkError
from ...foundation.findings import Finding
from ...foundation.unwritten import cure_of_writing
from ...foundation.writing.named_files import check_named
from ..motion_kind import note_path, write_note
from .documents import motion_document
from .files import Staged, put_in_place, stage_beside
from .interact_skeleton import interact_motion
from .motion_arrays import body_joints, held, smplx_arrays
from .motion_options import MotionExportOptions
from .options import ExportedFile
from .performance import differs, write_verified

__all__ = [
    "SUFFIXES",
    "MotionExport",
    "Person",
    "motion_writers",
    "write_arrays",
    "write_files",
    "write_motions",
]

SUFFIXES = {"bvh": ".bvh", "npz": ".npz", "joints": ".npy", "interhuman": ".npy", "humanml3d": ".npy"}
"""Of motions' files, by format."""
Writer = Callable[[Path], int]
"""Writes to a path, verifies, and returns the number of frames."""


@dataclass(frozen=True, eq=False)
class Person:
    """One person to be written.

    Attributes:
        key: The stem of the file's name.
        motion: The motion, at the rate that is written.
        kind: Which motion it is, for a note beside the file; None without a note.
    """

    key: str
    motion: Motion
    kind: str | None = None


@dataclass(frozen=True, eq=False)
class MotionExport:
    """What was written.

    Attributes:
        files: The files, without the notes.
        findings: What the format loses or the motion lacks.
    """

    files: tuple[ExportedFile, ...]
    findings: tuple[Finding, ...]


def write_motions(
    key: str, people: Sequence[Person], folder: Path, options: MotionExportOptions
) -> MotionExport:
    """Write one or two people's motions; all files or none.

    Args:
        key: The scene's, which files of both people are named by.
        people: One or two.
        folder: Where to; created if missing.
        options: The format; one of those of motions.

    Raises:
        UsageError: files exist already, or the format needs two people.
        MotionError: the joints are not known as a person's.
        WorkError: a file cannot be written.
    """
    writers, findings = motion_writers(key, people, options)
    suffix = SUFFIXES[options.to]
    paths = {folder / f"{stem}{suffix}": writer for stem, writer in writers.items()}
    notes = _notes(list(paths), people, overwrite=options.overwrite)
    files = write_files(options.to, paths | notes, overwrite=options.overwrite)
    return MotionExport(tuple(file for file in files if file.path not in notes), findings)


def _notes(paths: Sequence[Path], people: Sequence[Person], *, overwrite: bool) -> dict[Path, Writer]:
    """Return by path what writes each file's note; an earlier note would be wrong now."""
    keys, notes = [one.key for one in people], dict[Path, Writer]()
    for path in paths:
        there = [one for one in people if one.key == path.stem or path.stem not in keys]
        motions = {one.key: one.kind for one in there if one.kind is not None}
        note = note_path(path)
        if motions or (overwrite and note.exists()):
            notes[note] = partial(write_note, motions=motions)
    return notes


def motion_writers(
    key: str, people: Sequence[Person], options: MotionExportOptions
) -> tuple[dict[str, Writer], tuple[Finding, ...]]:
    """Return by stem what writes each file, and the findings.

    Raises:
        UsageError: the format needs two people.
        MotionError: the joints are not known as a person's.
    """
    if options.to == "bvh" and options.bones == "source":
        return {one.key: partial(_source_bvh, motion=one.motion) for one in people}, ()
    bodies = {one.key: standard_body(one.motion) for one in people}
    findings = tuple(
        replace(finding, message=f"{name}: {finding.message}")
        for name, body in bodies.items()
        for finding in body.findings
        if finding.code != "shortened-chain" or options.to in ("bvh", "npz")
    )
    findings += _own_lengths([body.frames for body in bodies.values()], key, options)
    if options.to == "bvh":
        return {
            name: partial(_interact_bvh, body=body, up=options.up) for name, body in bodies.items()
        }, findings
    if options.to == "npz":
        return {
            name: partial(write_arrays, arrays=smplx_arrays(body, options.up), frames=body.frames)
            for name, body in bodies.items()
        }, findings
    files = _joint_files(key, bodies, options)
    frames = max(body.frames for body in bodies.values()) - (options.to in ("interhuman", "humanml3d"))
    return {name: partial(_save, array=array, frames=frames) for name, array in files.items()}, findings


def _joint_files(
    key: str, bodies: Mapping[str, StandardBody], options: MotionExportOptions
) -> dict[str, NDArray[np.float32]]:
    """Return by stem what is made of the joints: of both people together, and of each."""
    up = options.up if options.to == "joints" else "Y"
    joints = [body_joints(body, up) for body in bodies.values()]
    short = next((name for name, body in bodies.items() if body.frames < 2), None)
    if short is not None and options.to != "joints":
        raise UsageError(f"{short} has one frame, and features need two")
    if options.to == "humanml3d":
        return {name: features_263(one) for name, one in zip(bodies, joints, strict=True)}
    if options.to == "interhuman":
        if len(joints) != 2:
            names = ", ".join(bodies)
            raise UsageError(f"{options.to} features are of two people, and here is {names} of {key}")
        one, other = held(joints)[0]
        return {key: np.stack(interaction_262(one, other))}
    files: dict[str, NDArray[np.float32]] = {}
    if len(joints) > 1:
        files[key] = held(joints)[0].astype(np.float32)
    return files | {
        name: one.astype(np.float32)
        for name, one in zip(bodies, joints, strict=True)
        if name != key or not files
    }


def _own_lengths(frames: list[int], key: str, options: MotionExportOptions) -> tuple[Finding, ...]:
    if len(set(frames)) < 2 or options.to not in ("joints", "interhuman"):
        return ()
    text = (
        f"{key}: the two people have {frames[0]} and {frames[1]} frames: the shorter one holds its last pose"
    )
    return (Finding("held-pose", text, level="info"),)


def _source_bvh(part: Path, motion: Motion) -> int:
    origin = motion.origin
    units, up = ("cm", "Y") if origin is None else (origin.units, origin.up)
    write_verified(part, motion_document(motion), units, up)
    return motion.frames


def _interact_bvh(part: Path, body: StandardBody, up: str) -> int:
    write_verified(part, from_motion(interact_motion(body), units="cm", up=up, order="ZYX"), "cm", up)
    return body.frames


def write_arrays(part: Path, arrays: Mapping[str, NDArray], frames: int) -> int:
    """Write an archive of arrays and read it back; return the number of frames that it is told to have.

    Raises:
        WorkError: it differs when read back.
    """
    with part.open("wb") as stream:
        np.savez_compressed(stream, **arrays)  # type: ignore[arg-type]  # its stub takes no mapping
    with np.load(part, allow_pickle=False) as read:
        for name, array in arrays.items():
            if not np.array_equal(read[name], array, equal_nan=array.dtype.kind == "f"):
                raise differs(part, f"{name} has other values")
    return frames


def _save(part: Path, array: NDArray[np.float32], frames: int) -> int:
    with part.open("wb") as stream:
        np.save(stream, array, allow_pickle=False)
    if not np.array_equal(np.load(part, allow_pickle=False), array):
        raise differs(part, "it has other numbers")
    return frames


def write_files(kind: str, paths: Mapping[Path, Writer], *, overwrite: bool) -> tuple[ExportedFile, ...]:
    """Write files; all of them or none.

    Args:
        kind: What they are, for the result.
        paths: Each file, and what writes it.
        overwrite: Whether to replace existing files.

    Raises:
        UsageError: one exists already.
        WorkError: one cannot be written, or differs when read back.
    """
    check_named(paths, overwrite=overwrite)
    staged: list[Staged] = []
    written = []
    try:
        for path, writer in paths.items():
            staged.append(stage_beside(path))
            written.append(ExportedFile(kind, path, writer(staged[-1].part)))
        put_in_place(staged, overwrite=overwrite)
    except OSError as error:
        raise WorkError(
            f"the file cannot be written ({error.strerror or error})",
            path=path,
            cure=cure_of_writing(path, error),
        ) from error
    finally:
        for one in staged:
            with suppress(OSError):
                one.part.unlink(missing_ok=True)
    return tuple(written)
