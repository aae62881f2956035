# SPDX-License-Identifier: GPL-3.0-or-later
"""One actor's face, read whole: weights, and the head that they move."""

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
        performance: Whose.
        track: ICT's 55 weights under ICT's names, in the basis's order.
        arkit: The same as ARKit's 51, which also turn the eyes.
        head: The template and its basis; None where there are none, and somebody else's head plays.
        findings: What is missing or odd.
    """

    performance: Performance
    track: FaceTrack
    arkit: FaceTrack
    head: Head | None
    findings: tuple[Finding, ...]

    @property
    def frames(self) -> int:
        """How many there are."""
        return self.track.frames


def dataset_mapping(root: Path) -> FaceMapping:
    """How a dataset's columns are to be read: as found before, else as calibration finds it now and keeps it.

    Where nothing can be found, because no clip is there in both forms, the likeliest.

    Raises:
        DatasetError: It is no dataset.
    """
    if root.name == LIP_ACC:
        try:
            return dataset_mapping(models_root(root))
        except DatasetError:  # it lies in no dataset
            return make_mapping()
    kept = kept_mapping(root)
    if kept is not None:
        return kept
    if not clip_pairs(root):
        return make_mapping()
    try:
        found = calibrate_dataset(root)
    except DatasetError:  # none of the clips can be read, and whoever needs one will be told
        return make_mapping()
    keep_mapping(root, found)
    return found.mapping


def model_files(root: Path, actor: str, generic: Path | None = None) -> FaceModelFiles | None:
    """The template and basis of an actor, the generic ones if need be; None where there are none."""
    try:
        return find_face_model(root, actor, generic=generic)
    except DatasetError:
        return None


def count_face_frames(performance: Performance, rate: Fraction = DATASET_RATE) -> int:
    """How many frames a face's movie has, from the file's header where there is one.

    Raises:
        DatasetError: There is no face.
        FaceError: It cannot be read.
    """
    if performance.face_ict is not None:
        count = count_frames(performance.face_ict)
    else:
        count = len(read_arkit_weights(_face(performance))[0])
    return count if rate == DATASET_RATE else max(1, round(count * rate / DATASET_RATE))


def read_face_performance(
    root: Path,
    performance: Performance,
    mapping: FaceMapping | None = None,
    rate: Fraction = DATASET_RATE,
    generic: Path | None = None,
) -> FacePerformance:
    """Read an actor's face.

    Weights come from ``face_ict``, else from ``face_arkit`` through the mapping. Where the actor has no
    template, the generic one is taken, and it is said.

    Args:
        root: The dataset's folder.
        performance: Whose.
        mapping: The order of the columns; found by calibration if None.
        rate: Frames per second wanted; the dataset's faces have 30.
        generic: ICT-FaceKit's neutral mesh or its folder, for actors without a template.

    Raises:
        DatasetError: There is no face.
        FaceError: Weights, template or basis cannot be read, or do not fit.
    """
    mapping = mapping or dataset_mapping(root)
    findings: list[Finding] = []
    if performance.face_ict is not None:
        weights = read_ict_weights(performance.face_ict)
        arkit = mapping.to_arkit(weights)
    else:
        source = _face(performance)
        arkit, odd = read_arkit_weights(source)
        weights = mapping.to_ict(arkit)
        text = f"{performance.key} has no face in face_ict: {source} is taken, without cheekRaiser"
        findings += [*odd, Finding("face-from-arkit", text, path=str(source), level="info")]
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
            text = f"actor {performance.actor_id} has no template: the generic head {files.template} plays"
            findings.append(Finding("generic-face", text, path=str(files.template)))
    tracks = [replace(track, weights=np.ascontiguousarray(track.weights)) for track in tracks]
    return FacePerformance(performance, tracks[0], tracks[1], head, tuple(findings))


def _face(performance: Performance) -> Path:
    if performance.face_arkit is None:
        raise DatasetError(
            f"{performance.key} has no face", cure="Put it into face_ict or face_arkit, or leave it out"
        )
    return performance.face_arkit
