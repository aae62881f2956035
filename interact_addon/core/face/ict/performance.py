# SPDX-License-Identifier: GPL-3.0-or-later
"""Read one actor's face: weights, and the head that they move."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from ...dataset.face_models import FaceModelFiles, find_face_model
from ...dataset.lip_acc import LIP_ACC, models_root
from ...dataset.model import Performance
from ...foundation.errors import DatasetError
from ...foundation.findings import Finding
from ..arkit.arkit import ARKIT_51
from ..arkit.face_options import FaceReading
from ..arkit.loudness import loudness_of
from ..arkit.track import FaceTrack
from ..head.vertices import Head, read_head
from .datasets import calibrate_dataset, clip_pairs, keep_mapping, kept_mapping
from .mapping import FaceMapping, make_mapping
from .weights import DATASET_RATE, count_frames, read_arkit_weights, read_ict_weights

__all__ = ["FacePerformance", "count_face_frames", "dataset_mapping", "model_files", "read_face_performance"]


@dataclass(frozen=True, eq=False)
class FacePerformance:
    """One actor's face.

    Attributes:
        performance: The performance.
        track: ICT's 55 weights under ICT's names, in the basis's order.
        arkit: The same as ARKit's 51, which also rotate the eyes.
        head: The template and its basis; None if missing, then another head is used.
        findings: What is missing or invalid.
    """

    performance: Performance
    track: FaceTrack
    arkit: FaceTrack
    head: Head | None
    findings: tuple[Finding, ...]

    @property
    def frames(self) -> int:
        """The number of frames."""
        return self.track.frames


def dataset_mapping(root: Path) -> FaceMapping:
    """Return a dataset's mapping: the saved one, else the result of a calibration, which is saved.

    Without a clip in both forms, return the default mapping.

    Raises:
        DatasetError: The folder is not a dataset.
    """
    if root.name == LIP_ACC:
        try:
            return dataset_mapping(models_root(root))
        except DatasetError:  # not inside a dataset
            return make_mapping()
    kept = kept_mapping(root)
    if kept is not None:
        return kept
    if not clip_pairs(root):
        return make_mapping()
    try:
        found = calibrate_dataset(root)
    except DatasetError:  # no clip can be read; reading one later reports the error
        return make_mapping()
    keep_mapping(root, found)
    return found.mapping


def model_files(root: Path, actor: str, generic: Path | None = None) -> FaceModelFiles | None:
    """Find the template (or the generic one) and basis of an actor; None if missing."""
    try:
        return find_face_model(root, actor, generic=generic)
    except DatasetError:
        return None


def count_face_frames(
    performance: Performance, rate: Fraction = DATASET_RATE, reading: FaceReading | None = None
) -> int:
    """Return the number of frames of a face's movie, from the file's header if possible.

    Raises:
        DatasetError: The performance has no face.
        FaceError: The face cannot be read.
    """
    if performance.face_ict is not None:
        count = count_frames(performance.face_ict)
    else:
        count = len(read_arkit_weights(_face(performance), reading)[0])
    return count if rate == DATASET_RATE else max(1, round(count * rate / DATASET_RATE))


def read_face_performance(
    root: Path,
    performance: Performance,
    mapping: FaceMapping | None = None,
    rate: Fraction = DATASET_RATE,
    generic: Path | None = None,
    reading: FaceReading | None = None,
) -> FacePerformance:
    """Read an actor's face.

    Weights come from ``face_ict``, else from ``face_arkit`` through the mapping. Without a template of the
    actor, the generic one is used, and a finding reports it.

    Args:
        root: The dataset's folder.
        performance: The performance.
        mapping: The order of the columns; found by calibration if None.
        rate: Frames per second of the result; the dataset's faces have 30.
        generic: ICT-FaceKit's neutral mesh or its folder, for actors without a template.
        reading: How ARKit weights are read.

    Raises:
        DatasetError: The performance has no face.
        FaceError: Weights, template or basis cannot be read, or do not match.
    """
    mapping = mapping or dataset_mapping(root)
    findings: list[Finding] = []
    if performance.face_ict is not None:
        weights = read_ict_weights(performance.face_ict)
        arkit = mapping.to_arkit(weights)
    else:
        source = _face(performance)
        arkit, found = read_arkit_weights(source, reading, loudness_of(performance.voice))
        weights = mapping.to_ict(arkit)
        text = f"{performance.key} has no face in face_ict: {source} is used, without cheekRaiser"
        findings += [*found, Finding("face-from-arkit", text, path=str(source), level="info")]
    tracks = [
        FaceTrack(names, values, DATASET_RATE)
        for names, values in ((mapping.names, weights), (ARKIT_51, arkit))
    ]
    if rate != DATASET_RATE:
        tracks = [track.resampled(rate) for track in tracks]
    files = model_files(root, performance.actor_id, generic)
    head = None
    if files is not None:
        head = read_head(files.template, files.basis)
        findings += head.findings
        if not files.own:
            text = f"actor {performance.actor_id} has no template: the generic head {files.template} is used"
            findings.append(Finding("generic-face", text, path=str(files.template)))
    tracks = [replace(track, weights=np.ascontiguousarray(track.weights)) for track in tracks]
    return FacePerformance(performance, tracks[0], tracks[1], head, tuple(findings))


def _face(performance: Performance) -> Path:
    if performance.face_arkit is None:
        raise DatasetError(
            f"{performance.key} has no face",
            cure="Add one to face_ict or face_arkit, or leave the performance out",
        )
    return performance.face_arkit
