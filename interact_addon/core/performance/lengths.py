# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure and compare the lengths of body, face and voice: from headers alone, but for faces in tables.

Nothing is cut here: the bodies determine the scene's length, and every difference is reported.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from ..animation.bvh.peek import peek_bvh
from ..animation.motion_files import form_of, person_in
from ..audio.hearing import empty_voice
from ..audio.wav import read_wav_info
from ..dataset import Performance, Scene
from ..face.arkit import FaceReading, read_rows
from ..face.arkit.array_file import count_rows
from ..foundation.errors import AudioError, FaceError, InteractError, MotionError
from ..foundation.findings import Finding

__all__ = ["Length", "PerformanceLengths", "SceneLengths", "measure_lengths", "peek_body", "peek_seconds"]

DEFAULT_RATE = Fraction(30)


@dataclass(frozen=True, slots=True)
class Length:
    """Length of one recording.

    Attributes:
        duration: Exact, in seconds.
        frames: Number of frames, or None for a voice.
    """

    duration: Fraction
    frames: int | None = None

    @property
    def seconds(self) -> float:
        """The duration in seconds."""
        return float(self.duration)


@dataclass(frozen=True, slots=True)
class PerformanceLengths:
    """One actor's lengths; None for a file that is missing or unreadable."""

    key: str
    body: Length | None
    face: Length | None
    voice: Length | None


@dataclass(frozen=True, slots=True)
class SceneLengths:
    """The lengths of a scene.

    Attributes:
        rate: Frames per second of the bodies.
        frames: Frames of the longer body, or of the longer face if there are only faces; 0 without either.
        performances: In the scene's order.
        findings: Differences and unreadable files; each message says which is longer, and by how much.
    """

    rate: Fraction
    frames: int
    performances: tuple[PerformanceLengths, ...]
    findings: tuple[Finding, ...]

    @property
    def seconds(self) -> float:
        """The scene's length in seconds."""
        return float(self.frames / self.rate)


def peek_body(performance: Performance, path: Path) -> tuple[int, Fraction]:
    """Read the number of frames and the rate of a performance's body, from its header where it has one.

    Raises:
        MotionError: The file cannot be read, or its header is invalid.
    """
    form = form_of(path, performance.form)
    if form is None:
        frames, rate = peek_bvh(path)
        return frames, dict(performance.rates).get(rate, rate)
    return form.length(path, person_in(form, path, performance.person), performance.rate)


def peek_seconds(scene: Scene, prefer: str = "auto", reading: FaceReading | None = None) -> float | None:
    """Return a scene's length in seconds by the headers of its bodies, or of its faces if it has only those.

    Args:
        scene: The scene.
        prefer: Which bodies, as in :meth:`Performance.body_path`.
        reading: How faces are read.

    Returns:
        None if no file of it can be read.
    """
    found = []
    for performance in scene.performances:
        path = performance.face_arkit if scene.faces_only else performance.body_path(prefer)
        if path is None:
            continue
        try:
            if scene.faces_only:
                found.append(_peek_face(path, reading or FaceReading()).duration)
            else:
                frames, rate = peek_body(performance, path)
                found.append(Fraction(frames) / rate)
        except (MotionError, FaceError):
            continue
    return float(max(found)) if found else None


def _peek_face(path: Path, reading: FaceReading) -> Length:
    """Measure a face as it is read: an array by its header, a table by its times."""
    rate = reading.face_rate or DEFAULT_RATE
    if path.suffix.lower() == ".npy":
        frames = count_rows(path)
        return Length(frames / rate, frames)
    seconds = read_rows(path, reading.face_rate, columns=reading.face_columns).seconds(reading.face_rate)
    return Length(seconds, round(seconds * rate))


def measure_lengths(scene: Scene, prefer: str = "auto", reading: FaceReading | None = None) -> SceneLengths:
    """Measure and compare the recordings of a scene. Unreadable files become findings.

    Args:
        scene: From :meth:`Dataset.scene`.
        prefer: Which bodies, as in :meth:`Performance.body_path`.
        reading: How faces are read.
    """
    reading = reading or FaceReading()
    findings: list[Finding] = []
    bodies: dict[str, tuple[int, Fraction]] = {}
    for performance in scene.performances:
        path = performance.body_path(prefer)
        if path is not None:
            try:
                bodies[performance.key] = peek_body(performance, path)
            except MotionError as error:
                findings.append(_unreadable("unreadable-body", error))
    frames, rate = max(bodies.values(), key=lambda body: body[0] / body[1], default=(0, DEFAULT_RATE))
    rows = []
    for performance in scene.performances:
        body = None
        if performance.key in bodies:
            own_frames, own_rate = bodies[performance.key]
            body = Length(own_frames / own_rate, own_frames)
        row = _measure(performance, body, reading, findings)
        rows.append(row)
        findings.extend(_differences(performance, row, rate, prefer))
    if scene.faces_only:
        frames = max((row.face.frames or 0 for row in rows if row.face is not None), default=0)
    findings.extend(_partners(scene, bodies, prefer))
    return SceneLengths(rate, frames, tuple(rows), tuple(findings))


def _measure(
    performance: Performance, body: Length | None, reading: FaceReading, findings: list[Finding]
) -> PerformanceLengths:
    face = voice = None
    track = performance.face_arkit or (performance.face_ict if performance.body_path() is None else None)
    if track is not None:
        try:
            face = _peek_face(track, reading)
        except FaceError as error:
            findings.append(_unreadable("unreadable-face", error))
    if performance.voice is not None:
        try:
            info = read_wav_info(performance.voice)
            voice = Length(info.duration)
            findings.extend(info.findings)
        except AudioError as error:
            findings.append(_unreadable("unreadable-voice", error))
    return PerformanceLengths(performance.key, body, face, voice)


def _unreadable(code: str, error: InteractError) -> Finding:
    return Finding(code, str(error).rstrip("."), path=error.path, line=error.line)


def _differences(
    performance: Performance, row: PerformanceLengths, rate: Fraction, prefer: str
) -> Iterator[Finding]:
    """Compare face and voice with the body."""
    if row.body is None:
        return
    against = performance.body_path(prefer)
    ends = {"face": "holds its last frame", "voice": "is silent"}
    for name, other, path in (
        ("face", row.face, performance.face_arkit),
        ("voice", row.voice, performance.voice),
    ):
        if other is None:
            continue
        gap = other.duration - row.body.duration
        if abs(gap) * rate < 1:
            continue
        if name == "voice" and not other.duration:
            yield empty_voice(str(path))
            continue
        after = "is cut at the body's end" if gap > 0 else f"{ends[name]} from there on"
        yield Finding(
            f"{name}-length-differs",
            f"{path} is {_amount(gap, rate)} than the body {against} "
            f"({other.seconds:.3f} s, the body {row.body.seconds:.3f} s): the {name} {after}",
            path=str(path),
        )


def _partners(scene: Scene, bodies: dict[str, tuple[int, Fraction]], prefer: str) -> Iterator[Finding]:
    """Compare the two bodies with each other."""
    there = [performance for performance in scene.performances if performance.key in bodies]
    if len(there) < 2:
        return
    first, second = there
    (frames, rate), (other_frames, other_rate) = bodies[first.key], bodies[second.key]
    paths = first.body_path(prefer), second.body_path(prefer)
    if rate != other_rate:
        yield Finding(
            "body-rates-differ",
            f"{paths[0]} has {float(rate):.6g} frames per second, {paths[1]} {float(other_rate):.6g}",
            path=str(paths[1]),
        )
    gap = other_frames / other_rate - frames / rate
    if abs(gap) * rate >= 1:
        yield Finding(
            "body-lengths-differ",
            f"{paths[1]} is {_amount(gap, rate)} than {paths[0]} ({other_frames} and {frames} frames): "
            "the scene has the length of the longer one, the shorter one holds its last frame",
            path=str(paths[1]),
        )


def _amount(gap: Fraction, rate: Fraction) -> str:
    frames = float(abs(gap) * rate)
    count = f"{frames:.1f}".removesuffix(".0")
    unit = "frame" if count == "1" else "frames"
    return f"{count} {unit} ({float(abs(gap)):.3f} s) {'longer' if gap > 0 else 'shorter'}"
