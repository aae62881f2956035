# SPDX-License-Identifier: GPL-3.0-or-later
"""A take: one actor's performance, read and converted to the scene's frame rate."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..animation.flat_hands import with_flat_hands
from ..animation.kinematics import forward
from ..animation.motion_files import MotionReading
from ..animation.skeleton import Motion
from ..audio import voice_findings
from ..camera.places import Performer
from ..dataset import Performance, PerformanceKey, Scene
from ..face.arkit import FaceTrack, loudness_of
from ..foundation.errors import DatasetError
from ..foundation.findings import Finding
from ..options.take import TakeOptions
from .floor import drop_to_floor, floats, lowered
from .lengths import measure_lengths
from .motion_kind import noted_motion
from .read import RESAMPLED, Partners, ReadOptions, common_up, read_body, read_weights

__all__ = [
    "SceneTakes",
    "Take",
    "load_scene",
    "load_take",
    "performer",
    "scene_takes",
    "scene_up",
]


@dataclass(frozen=True, eq=False)
class Take:
    """One actor's performance at the scene's frame rate.

    Attributes:
        performance: The performance it was read from.
        body: The motion, in metres, Z up.
        face: The blendshape weights, or None.
        voice: The recording, or None.
        findings: What is missing or invalid.
        motion: Which motion the file has, see `noted_motion`.
    """

    performance: Performance
    body: Motion
    face: FaceTrack | None
    voice: Path | None
    findings: tuple[Finding, ...]
    motion: str = "capture"

    @property
    def frames(self) -> int:
        """Frames of the body."""
        return self.body.frames


@dataclass(frozen=True, eq=False)
class SceneTakes:
    """The takes of all actors of a scene.

    Attributes:
        scene: The scene they were read from.
        takes: One per actor, in the scene's order.
        rate: Frames per second.
        frames: The scene's length: that of the longest body.
        findings: What is missing or invalid in the scene or its performances.
    """

    scene: Scene
    takes: tuple[Take, ...]
    rate: Fraction
    frames: int
    findings: tuple[Finding, ...]

    @property
    def seconds(self) -> float:
        """The scene's duration."""
        return float(self.frames / self.rate)


def load_take(
    performance: Performance, options: TakeOptions | None = None, partners: Partners = None
) -> Take:
    """Read one actor's body, face and voice.

    Face and voice are optional; a missing body is an error.

    Args:
        performance: The performance.
        options: How it is read.
        partners: The up axis of the scene (`scene_up`), for a body of which it is a guess.

    Raises:
        DatasetError: the body is missing.
        MotionError: the body cannot be read.
        FaceError: the face exists and cannot be read.
    """
    options = options or TakeOptions()
    path = performance.body_path(options.bodies)
    if path is None:
        raise DatasetError(
            f"{performance.key} has no body motion{_folders(performance, options.bodies)}",
            cure="Put its motion file there, or leave this scene out",
        )
    reading = _reading(performance, options)
    motion, found = read_body(
        path,
        options.rate,
        reading,
        partners,
        form=performance.form,
        person=performance.person,
        rates=performance.rates,
        arrays=_arrays(performance, options),
    )
    if options.hands == "flat":
        motion = with_flat_hands(motion)
    # Records and reports of scenes use this code for bodies.
    findings = [replace(it, code="resampled-body") if it.code == RESAMPLED else it for it in found]
    face = None
    if performance.face_arkit is not None:
        face = read_weights(performance.face_arkit, options.rate, reading, loudness_of(performance.voice))
        # Resampling of faces is not reported: their files do not store a rate.
        face = replace(face, findings=tuple(it for it in face.findings if it.code != RESAMPLED))
        findings += face.findings
    if performance.voice is not None:
        findings += voice_findings(performance.voice)
    return Take(performance, motion, face, performance.voice, tuple(findings), noted_motion(path))


def load_scene(scene: Scene, options: TakeOptions | None = None) -> SceneTakes:
    """Read all performances of a scene and compare their lengths.

    Raises:
        DatasetError, MotionError, FaceError: as :func:`load_take`.
    """
    options = options or TakeOptions()
    up = scene_up(scene, options)
    return scene_takes(scene, [load_take(one, options, up) for one in scene.performances], options)


def scene_up(scene: Scene, options: TakeOptions) -> Callable[[], str | None]:
    """Return what finds the up axis that the actors of a scene have in common, if it is to be detected.

    It reads all bodies, when it is first asked: only for one whose own axis is a guess.
    """
    return functools.cache(lambda: _scene_up(scene, options))


def _scene_up(scene: Scene, options: TakeOptions) -> str | None:
    there = [one for one in scene.performances if one.form == "bvh" and one.body_path(options.bodies)]
    paths = [path for one in there if (path := one.body_path(options.bodies)) is not None]
    return common_up(paths, _reading(there[0], options)) if there else None


def _reading(performance: Performance, options: TakeOptions) -> ReadOptions:
    """Return how a performance is read: units and axis that are not chosen are those of the layout."""
    usual = TakeOptions()
    return ReadOptions(
        performance.units if performance.units and options.units == usual.units else options.units,
        performance.up if performance.up and options.up == usual.up else options.up,
        face_columns=options.face_columns,
        face_rate=options.face_rate,
    )


def _arrays(performance: Performance, options: TakeOptions) -> MotionReading:
    """Return what a motion file of arrays does not say."""
    skeleton = options.skeleton.get(performance.actor_id, options.skeleton.get("all"))
    # The options' own defaults are those of InterAct's BVHs.
    usual = TakeOptions()
    units = options.units if options.units != usual.units else performance.units or "auto"
    up = options.up if options.up != usual.up else performance.up or "auto"
    return MotionReading(skeleton, options.body_model, options.hands, performance.rate, units, up)


def scene_takes(scene: Scene, takes: Sequence[Take], options: TakeOptions) -> SceneTakes:
    """Combine the takes of a scene, read with ``options``, and compare their lengths.

    Raises:
        DatasetError: there are no takes.
    """
    if not takes:
        raise DatasetError(f"scene {scene.key} has no performances")
    findings = list(scene.findings)
    findings += [finding for take in takes for finding in take.findings]
    takes, told = _on_floor(scene, takes, options)
    findings += told
    findings += measure_lengths(scene, options.bodies, options.faces).findings
    unique = tuple(dict.fromkeys(findings))
    return SceneTakes(scene, tuple(takes), options.rate, max(take.frames for take in takes), unique)


def _on_floor(
    scene: Scene, takes: Sequence[Take], options: TakeOptions
) -> tuple[Sequence[Take], tuple[Finding, ...]]:
    """Return the takes with the floor where the options want it; all are moved alike."""
    floating = any(floats(take.performance, options.bodies) for take in takes)
    if options.floor == "keep" or (options.floor == "auto" and not floating):
        return takes, ()
    drop = drop_to_floor([take.body for take in takes])
    if not drop:
        return takes, ()
    text = f"scene {scene.key}: everybody is moved {'down' if drop > 0 else 'up'} by {abs(drop):.3f} m"
    told = Finding("floor-snapped", f"{text}, so that the lowest foot is on the floor", level="info")
    return [replace(take, body=lowered(take.body, drop)) for take in takes], (told,)


def performer(motion: Motion) -> Performer:
    """Compute where a captured person is and faces, by the usual naming conventions."""
    positions, _ = forward(motion)
    names, roles = motion.skeleton.names, motion.skeleton.naming.roles
    root = names.index(roles["hips"]) if "hips" in roles else 0
    return Performer(positions[:, root], _facing(positions, names, roles))


def _facing(
    positions: NDArray[np.float64], names: Sequence[str], roles: Mapping[str, str]
) -> NDArray[np.float64]:
    """Return (F, 3) horizontal unit vectors out of the chest, from the line of the shoulders or hips."""
    for part in ("upper_arm", "thigh"):
        if f"left_{part}" in roles and f"right_{part}" in roles:
            left = positions[:, names.index(roles[f"left_{part}"])]
            right = positions[:, names.index(roles[f"right_{part}"])]
            facing = np.cross(left - right, [0.0, 0.0, 1.0])
            length = np.linalg.norm(facing, axis=1, keepdims=True)
            return facing / np.maximum(length, 1e-9)
    return np.tile([1.0, 0.0, 0.0], (len(positions), 1))


def _folders(performance: Performance, bodies: str) -> str:
    if performance.key != str(PerformanceKey.from_stem(performance.key)):
        return ""  # of another dataset, whose folders have other names
    return " in bvhs/ or bvhs_retarget/" if bodies == "auto" else f" in {bodies}/"
