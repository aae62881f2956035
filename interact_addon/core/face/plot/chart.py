# SPDX-License-Identifier: GPL-3.0-or-later
"""Collect the data for a chart of a scene's faces: the most active shapes, and the voices' waveforms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ...audio import read_samples
from ...dataset.model import Performance, Scene
from ...foundation.errors import AudioError, FaceError, UsageError
from ...foundation.findings import Finding
from ..arkit import (
    ARKIT_51,
    FaceReading,
    FaceTrack,
    canonical_name,
    loudness_of,
    read_rows,
)
from ..ict.mapping import make_mapping
from ..ict.weights import DATASET_RATE, read_ict_weights
from .bands import Band, cut_bands
from .plot_options import PlotOptions

__all__ = ["FaceChart", "PersonChart", "ShapeRow", "face_chart"]

_BINS = 3000
_STILL = 1e-4


@dataclass(frozen=True, eq=False)
class ShapeRow:
    """One shape over time, with one or two sides.

    Attributes:
        label: Such as ``jawOpen``, or ``mouthSmile`` for both sides.
        curves: (side, (F,) weights): one with an empty side, or ``left`` and ``right``.
    """

    label: str
    curves: tuple[tuple[str, NDArray[np.float32]], ...]


@dataclass(frozen=True, eq=False)
class PersonChart:
    """Chart of one actor.

    Attributes:
        title: Such as ``001, male``.
        times: (F,) seconds of the face's frames.
        rows: The shapes, in the chart's order; empty without a face.
        wave_times: (B,) seconds of the waveform's bins.
        wave: (B, 2) lowest and highest sample of each bin; empty without a voice.
        bands: What the actor does and says, below the shapes.
    """

    title: str
    times: NDArray[np.float64]
    rows: tuple[ShapeRow, ...]
    wave_times: NDArray[np.float64]
    wave: NDArray[np.float32]
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True, eq=False)
class FaceChart:
    """Chart of a scene, ready to be drawn.

    Attributes:
        title: The scene's key, relationship and emotion.
        people: One or two.
        start: The first second.
        end: The last second.
        findings: What is missing.
    """

    title: str
    people: tuple[PersonChart, ...]
    start: float
    end: float
    findings: tuple[Finding, ...] = ()

    @property
    def loudest(self) -> float:
        """The highest peak of all voices, which scales their waveforms; 1 in silence."""
        return max((float(np.abs(person.wave).max(initial=0)) for person in self.people), default=0) or 1.0


def face_chart(
    scene: Scene,
    options: PlotOptions | None = None,
    actors: Sequence[str] | None = None,
    bands: Mapping[str, Sequence[Band]] | None = None,
) -> FaceChart:
    """Read faces and voices and select the shapes.

    Args:
        scene: The scene.
        options: Options of the chart.
        actors: Actor ids, or None for all.
        bands: Performance key -> what is drawn below the shapes.

    Raises:
        UsageError: A shape name is invalid, or the time range is empty.
        FaceError: No face can be read, and there are no bands.
    """
    options = options or PlotOptions()
    findings: list[Finding] = []
    reading = FaceReading(options.face_columns, options.face_rate)
    people = [p for p in scene.performances if actors is None or p.actor_id in actors]
    tracks = [_face(person, reading, findings) for person in people]
    waves = [_wave(person, findings) for person in people]
    below = [tuple((bands or {}).get(person.key, ())) for person in people]
    if not any(tracks) and not any(below):
        raise FaceError(f"scene {scene.key} has no face that can be read")
    lengths = [track.seconds for track in tracks if track is not None]
    lengths += [float(times[-1:].sum()) for times, _ in waves]
    if not any(tracks):  # else not: words can be timed beyond the recording
        lengths += [band.end for each in below for band in each]
    length = max(lengths)
    end = min(length, options.end if options.end is not None else length)
    if options.start >= end:
        raise UsageError(f"the scene is {length:.2f} s long: nothing is after {options.start:g} s")
    labels = _labels(options, [track for track in tracks if track is not None])
    charts = tuple(
        replace(
            _person(person, track, wave, labels, options.start, end),
            bands=cut_bands(each, options.start, end),
        )
        for person, track, wave, each in zip(people, tracks, waves, below, strict=True)
    )
    about = " · ".join(word for word in (scene.relationship, scene.emotion) if word)
    title = f"{scene.key}   {about}".rstrip()
    return FaceChart(title, charts, options.start, end, tuple(findings))


def _face(person: Performance, reading: FaceReading, findings: list[Finding]) -> FaceTrack | None:
    try:
        if person.face_arkit is not None:
            rows = read_rows(
                person.face_arkit,
                reading.face_rate,
                columns=reading.face_columns,
                loudness=loudness_of(person.voice),
            )
            return rows.track(None, reading.face_rate)
        if person.face_ict is not None:
            weights = make_mapping().to_arkit(read_ict_weights(person.face_ict))
            text = f"{person.key} has no ARKit face: its ICT face is shown, in the default order of columns"
            findings.append(Finding("ict-face-shown", text, path=str(person.face_ict), level="info"))
            return FaceTrack(ARKIT_51, weights, DATASET_RATE)
    except FaceError as error:
        findings.append(Finding("unreadable-face", str(error).rstrip("."), path=error.path))
        return None
    findings.append(Finding("missing-face", f"{person.key} has no face"))
    return None


def _wave(person: Performance, findings: list[Finding]) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """Return the times of the waveform's bins, and the lowest and highest sample of each."""
    nothing = np.empty(0), np.empty((0, 2), np.float32)
    if person.voice is None:
        findings.append(Finding("missing-voice", f"{person.key} has no voice"))
        return nothing
    try:
        info, samples = read_samples(person.voice)
    except AudioError as error:
        findings.append(Finding("unreadable-voice", str(error).rstrip("."), path=error.path))
        return nothing
    if not len(samples):
        return nothing
    starts = np.unique(np.linspace(0, len(samples), _BINS, endpoint=False).astype(np.int64))
    low = np.minimum.reduceat(samples.min(axis=1), starts)
    high = np.maximum.reduceat(samples.max(axis=1), starts)
    return starts / info.rate, np.stack((low, high), axis=1)


def _base(name: str) -> tuple[str, str]:
    """Return (shape, side); mouthLeft and jawLeft have no side: left is their direction."""
    for side in ("Left", "Right"):
        if name.endswith(side) and name.removesuffix(side) not in ("mouth", "jaw"):
            return name.removesuffix(side), side.lower()
    return name, ""


def _labels(options: PlotOptions, tracks: list[FaceTrack]) -> list[str]:
    """Return the requested rows, else the most active shapes of both faces together."""
    known = {_base(name)[0]: None for name in ARKIT_51} | dict.fromkeys(ARKIT_51) | {"tongueOut": None}
    folded = {name.lower(): name for name in known}
    if options.names:
        chosen = []
        for text in options.names:
            name = folded.get(text.strip().lower()) or canonical_name(text)
            if name is None:
                raise UsageError(
                    f"{text!r} is not an ARKit shape", cure=f"Such as {', '.join(list(known)[:6])}"
                )
            chosen.append(name)
        return chosen
    activity: dict[str, float] = {}
    for track in tracks:
        # Rounding gives even a constant column a small deviation.
        spreads = np.where(np.ptp(track.weights, axis=0) > _STILL, track.weights.std(axis=0), 0.0)
        for name, spread in zip(track.names, spreads.tolist(), strict=True):
            base = _base(name)[0]
            activity[base] = max(activity.get(base, 0.0), spread)
    moving = [name for name in activity if activity[name] > 0]
    return sorted(moving, key=lambda name: -activity[name])[: options.shapes]


def _person(
    person: Performance,
    track: FaceTrack | None,
    wave: tuple[NDArray[np.float64], NDArray[np.float32]],
    labels: list[str],
    start: float,
    end: float,
) -> PersonChart:
    title = f"{person.actor_id}, {person.sex}" if person.sex else person.actor_id
    heard = (wave[0] >= start) & (wave[0] <= end)
    if track is None:
        return PersonChart(title, np.empty(0), (), wave[0][heard], wave[1][heard])
    times = np.arange(track.frames) / float(track.rate)
    shown = (times >= start) & (times <= end)
    rows = []
    for label in labels:
        curves = tuple(
            (side if label != name else "", track.column(name)[shown])
            for name, (base, side) in ((name, _base(name)) for name in track.names)
            if label in (base, name)
        )
        rows.append(ShapeRow(label, curves))
    return PersonChart(title, times[shown], tuple(rows), wave[0][heard], wave[1][heard])
