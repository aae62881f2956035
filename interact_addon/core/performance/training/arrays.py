# SPDX-License-Identifier: GPL-3.0-or-later
"""A scene as arrays to train with."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from ...animation.rotations import quaternion_to_matrix
from ...animation.smpl.joints import BODY
from ...animation.standard_body import StandardBody, standard_body
from ...dataset import Scene
from ...face.arkit import ARKIT_51, FaceTrack
from ...foundation.errors import AudioError, MotionError
from ...foundation.findings import Finding
from ...labels import frame_labels
from ...options.take import TakeOptions
from ..export.motion_arrays import body_joints, held, in_axes
from ..labels import labels_of
from ..take import Take, load_scene
from .options import TrainingOptions
from .sound import SILENCE, mel_spectrogram

__all__ = ["TrainingArrays", "training_arrays"]

_AT_ONE_PLACE = 1e-6  # metres


@dataclass(frozen=True, eq=False)
class TrainingArrays:
    """The P people of a scene over F frames: frame k is at k / rate seconds in all arrays.

    Attributes:
        key: The scene's.
        people: (P,) the performances' keys, in the order of the other arrays.
        rate: Frames per second.
        up: The up axis, ``Y`` or ``Z``.
        joints: (P, F, 22, 3) float32, metres in the scene's world, SMPL's joints.
        rotations: (P, F, 22, 6) float32, six numbers of the matrix of each joint's rotation from its parent;
            of the pelvis from the world. At rest a T-pose, X left, Y up, Z ahead.
        root: (P, F, 3) float32, metres, the pelvis: ``joints[:, :, 0]``.
        offsets: (P, 22, 3) float32, metres from each joint's parent in the T-pose.
        face: (P, F, 51) float32 ARKit weights, in the order of ``ARKIT_51``; 0 where there are none.
        mel: (P, F, M) float32 decibels; -100 where there is no sound. See `mel_spectrogram`.
        facing: (P, F) bool: the angle on the floor between where the pelvis faces and where the partner's
            pelvis is, is less than the options say. False for a person alone.
        labels: (P, F) int16, indices into ``label_names``; -1 where there is none.
        label_names: The labels' names.
        valid: (P, F) bool, where the body's motion lasts; afterwards the last pose is held.
        face_valid: (P, F) bool, where there are weights.
        mel_valid: (P, F) bool, where there is a recording.
        findings: What is missing or invalid.
    """

    key: str
    people: tuple[str, ...]
    rate: str
    up: str
    joints: NDArray[np.float32]
    rotations: NDArray[np.float32]
    root: NDArray[np.float32]
    offsets: NDArray[np.float32]
    face: NDArray[np.float32]
    mel: NDArray[np.float32]
    facing: NDArray[np.bool_]
    labels: NDArray[np.int16]
    label_names: tuple[str, ...]
    valid: NDArray[np.bool_]
    face_valid: NDArray[np.bool_]
    mel_valid: NDArray[np.bool_]
    findings: tuple[Finding, ...] = ()

    def as_arrays(self) -> dict[str, NDArray]:
        """Return what a ``.npz`` holds: all but the findings, texts as arrays of strings."""
        values = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "findings"}
        return {
            name: np.array(value, dtype=str) if isinstance(value, str | tuple) else value
            for name, value in values.items()
        }


def training_arrays(
    scene: Scene, options: TrainingOptions | None = None, take: TakeOptions | None = None
) -> TrainingArrays:
    """Read a scene as aligned arrays.

    Args:
        scene: The scene, of any layout.
        options: Rate, axes, and how sound and facing are measured.
        take: How bodies and faces are read; its rate is not used.

    Raises:
        DatasetError, MotionError, FaceError: a file is missing or cannot be read.
    """
    options = options or TrainingOptions()
    take = replace(take or TakeOptions(), rate=options.rate)
    takes = load_scene(scene, take)
    findings = list(takes.findings)
    bodies = [_body(each) for each in takes.takes]
    joints, valid = held([body_joints(body, options.up) for body in bodies])
    frames = joints.shape[1]
    faces = [_face(each.face, frames) for each in takes.takes]
    sounds = [_sound(each, frames, options, findings) for each in takes.takes]
    labelled = [_labels(each, take.bodies, frames, findings) for each in takes.takes]
    names = tuple(dict.fromkeys(name for _, own in labelled for name in own))
    return TrainingArrays(
        key=scene.key,
        people=tuple(each.performance.key for each in takes.takes),
        rate=str(options.rate),
        up=options.up,
        joints=joints.astype(np.float32),
        rotations=held([_six(body, options) for body in bodies])[0],
        root=joints[:, :, 0].astype(np.float32),
        offsets=np.stack([body.offsets[: len(BODY)] for body in bodies]).astype(np.float32),
        face=np.stack([weights for weights, _ in faces]),
        mel=np.stack([mel for mel, _ in sounds]),
        facing=_facing(bodies, options.facing),
        labels=np.stack([_renamed(codes, own, names) for codes, own in labelled]),
        label_names=names,
        valid=valid,
        face_valid=np.stack([there for _, there in faces]),
        mel_valid=np.stack([there for _, there in sounds]),
        findings=tuple(dict.fromkeys(findings)),
    )


def _body(take: Take) -> StandardBody:
    try:
        return standard_body(take.body)
    except MotionError as error:
        raise MotionError(error.message, path=take.performance.body_path(), cure=error.cure) from error


def _six(body: StandardBody, options: TrainingOptions) -> NDArray[np.float32]:
    """Return (F, 22, 6)."""
    local = body.local()[:, : len(BODY)]
    local[:, 0] = in_axes(local[:, 0], options.up)
    matrices = quaternion_to_matrix(local)
    if options.six == "columns":
        matrices = np.swapaxes(matrices, -1, -2)
    return matrices[..., :2, :].reshape(*local.shape[:2], 6).astype(np.float32)


def _face(face: FaceTrack | None, frames: int) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    weights = np.zeros((frames, len(ARKIT_51)), np.float32)
    if face is None or not face.frames:
        return weights, np.zeros(frames, bool)
    rows = np.minimum(np.arange(frames), face.frames - 1)
    for column, name in enumerate(ARKIT_51):
        if name in face.names:
            weights[:, column] = face.column(name)[rows]
    return weights, np.arange(frames) < face.frames


def _sound(
    take: Take, frames: int, options: TrainingOptions, findings: list[Finding]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    if take.voice is not None:
        try:
            mel, sounding = mel_spectrogram(take.voice, frames, options)
            return mel, np.arange(frames) < sounding
        except AudioError as error:
            findings.append(Finding("unreadable-voice", str(error).rstrip("."), path=error.path))
    return np.full((frames, options.mels), SILENCE, np.float32), np.zeros(frames, bool)


def _labels(
    take: Take, prefer: str, frames: int, findings: list[Finding]
) -> tuple[NDArray[np.int16], tuple[str, ...]]:
    labels, odd = labels_of(take.performance, take.body, prefer)
    findings += odd
    return frame_labels(labels, frames, take.body.rate)


def _renamed(codes: NDArray[np.int16], own: tuple[str, ...], names: tuple[str, ...]) -> NDArray[np.int16]:
    """Return codes that index the names of all people."""
    table = np.array([*(names.index(name) for name in own), -1], np.int16)
    return table[codes]


def _facing(bodies: list[StandardBody], degrees: float) -> NDArray[np.bool_]:
    """Return (P, F): who faces the other; of more than two people, any other."""
    places, _ = held([body.joints[:, 0] for body in bodies])
    ahead, _ = held([body.ahead() for body in bodies])
    facing = np.zeros(places.shape[:2], bool)
    for one in range(len(bodies)):
        for other in range(len(bodies)):
            way = (places[other] - places[one]) * np.array([1.0, 1.0, 0.0])
            distance = np.linalg.norm(way, axis=1)
            along = np.einsum("fi,fi->f", ahead[one], way)
            facing[one] |= (distance > _AT_ONE_PLACE) & (along > np.cos(np.radians(degrees)) * distance)
    return facing
