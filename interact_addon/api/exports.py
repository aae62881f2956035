# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenes as files of other programs and models, and as arrays to train with."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..core.dataset import Scene
from ..core.options.take import TakeOptions
from ..core.performance.convert_motions import MotionConversion, convert_motions, plan_motions
from ..core.performance.export.motion_options import MotionExportOptions
from ..core.performance.export.motions import MotionExport, write_motions
from ..core.performance.motion_sources import scene_people
from ..core.performance.training import TrainingArrays, TrainingOptions
from ..core.performance.training import training_arrays as _training_arrays
from .common import StrPath, some_paths

__all__ = ["convert_bodies", "export_motion", "training_arrays"]


def export_motion(
    scene: Scene, out: StrPath, options: MotionExportOptions | None = None, take: TakeOptions | None = None
) -> MotionExport:
    """Write the bodies of a scene as BVH, SMPL rotations, joints, or features; needs no Blender.

    Args:
        scene: The scene, of any layout.
        out: The folder; created if missing.
        options: The format (``to``), a BVH's ``bones``, the ``up`` axis, ``rate``, ``frames``, ``overwrite``.
        take: How the bodies are read.

    Returns:
        ``files`` and ``findings``.

    Raises:
        UsageError: files exist already, or features of two people are asked of one.
        MotionError: a body cannot be read, or its joints are not known as a person's.

    Example:
        >>> scene = interact.open_dataset("InterAct").scenes()[0]
        >>> written = interact.export_motion(scene, "joints", interact.MotionExportOptions(to="joints"))
        >>> [file.path.name for file in written.files]
        ['20260101_001.npy', '20260101_001_001.npy', '20260101_002_001.npy']
    """
    options = options or MotionExportOptions()
    people, findings = scene_people(scene, options, take)
    written = write_motions(scene.key, people, Path(out), options)
    return MotionExport(written.files, (*findings, *written.findings))


def convert_bodies(
    inputs: StrPath | Iterable[StrPath], out: StrPath, options: MotionExportOptions | None = None
) -> MotionConversion:
    """Convert motion files of any known form; one that is invalid does not stop the others.

    Args:
        inputs: Files and folders.
        out: A file if there is one input and the name has the format's extension, else a folder.
        options: As for `export_motion`.

    Returns:
        ``done`` (task and files), ``failed`` (task and error), ``frames``, ``findings``.

    Raises:
        UsageError: the format is not one of motions.
        InputError: an input does not exist.

    Example:
        >>> report = interact.convert_bodies("InterAct/bvhs", "smpl", interact.MotionExportOptions(to="npz"))
        >>> [path.name for _, files in report.done for path in files], report.failed
        (['20260101_001_001.npz', '20260101_002_001.npz'], [])
    """
    options = options or MotionExportOptions()
    return convert_motions(plan_motions(some_paths(inputs), Path(out), options), options)


def training_arrays(
    scene: Scene, options: TrainingOptions | None = None, take: TakeOptions | None = None
) -> TrainingArrays:
    """Read a scene as aligned arrays at one rate: bodies, faces, sound and labels of all its people.

    Args:
        scene: The scene, of any layout.
        options: Rate, axes, and how sound and facing are measured.
        take: How bodies and faces are read.

    Returns:
        ``joints`` (P, F, 22, 3), ``rotations`` (P, F, 22, 6), ``root``, ``face`` (P, F, 51), ``mel``
        (P, F, M), ``facing``, ``labels``, with ``valid``, ``face_valid`` and ``mel_valid``; `TrainingArrays`
        says what each is. ``as_arrays()`` gives what `numpy.savez` takes.

    Raises:
        DatasetError, MotionError, FaceError: a file is missing or cannot be read.

    Example:
        >>> arrays = interact.training_arrays(interact.open_dataset("InterAct").scenes()[0])
        >>> arrays.joints.shape, arrays.mel.shape, arrays.label_names
        ((2, 120, 22, 3), (2, 120, 80), ('sit', 'walk', 'stand'))
    """
    return _training_arrays(scene, options, take)
