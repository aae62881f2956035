# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the demo dataset to disk: the InterAct layout with both databases."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import wave
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..animation.bvh import from_motion
from ..animation.bvh import write as write_bvh
from ..animation.skeleton import Motion, Skeleton
from ..foundation.errors import DatasetError, UsageError
from ..foundation.findings import Finding
from ..foundation.timing import seconds_to_frames
from .acting import act
from .body import perform, place_in_world, walk_in
from .face import face_weights
from .gait import walk_of
from .legs import turn
from .people import MAN, WOMAN, Person
from .script import SHORTEST, write_play
from .voice import SAMPLE_RATE, VOICES, loudness, speak

__all__ = ["DemoResult", "Performed", "perform_scene", "write_demo_dataset"]

Array = NDArray[np.float64]
Rows = list[tuple[str, tuple[object, ...]]]

_DATE = "20260101"
_SCENARIO = 1
_RATE = Fraction(30)
_LONGEST = 60.0
_SEED = 20260101
_PEOPLE = (MAN, WOMAN)
# Final headings and positions: a metre apart, turned slightly to -Y as people in conversation.
_OPEN = np.radians(11.0)
_PLACES = ((-_OPEN, (-0.51, 0.0)), (np.pi + _OPEN, (0.51, 0.0)))
_RETARGET_STATURE = 1.75
_FOLDERS = ("bvhs", "bvhs_retarget", "face_arkit", "wav")


@dataclass(frozen=True, eq=False)
class Performed:
    """One person's take: body (world, metres), face (N, 51), voice (48 kHz, int16)."""

    person: Person
    body: Motion
    face: NDArray[np.float32]
    voice: NDArray[np.int16]


@dataclass(frozen=True)
class DemoResult:
    """Result of writing the demo dataset.

    Attributes:
        root: The dataset's folder.
        key: The scene's key, such as ``20260101_001``.
        frames: Frames of each body and face.
        rate: Frames per second.
        paths: All written files.
        findings: Warnings and notes.
    """

    root: Path
    key: str
    frames: int
    rate: Fraction
    paths: tuple[Path, ...]
    findings: tuple[Finding, ...] = ()


def perform_scene(seconds: float = 4.0) -> tuple[Performed, Performed]:
    """Generate the man's and the woman's take in memory; the same length always gives the same result.

    Raises:
        UsageError: ``seconds`` is not between 3 and 60.
    """
    if not SHORTEST <= seconds <= _LONGEST:
        raise UsageError(
            f"invalid length of the demo scene: {seconds:g} seconds",
            cure=f"Use {SHORTEST:g} to {_LONGEST:g} seconds",
        )
    frames = seconds_to_frames(seconds, _RATE)
    seconds = float(frames / _RATE)
    at = np.arange(frames) / float(_RATE)
    play = write_play(seconds)
    noises = [np.random.default_rng([_SEED, speaker]) for speaker in (0, 1)]
    actings, steps = [], []
    for speaker, person in enumerate(_PEOPLE):
        walk = walk_of(person)
        actings.append(act(play, speaker, walk.arrive, at, noises[speaker]))
        steps.append(walk_in(person, walk, actings[speaker], at, noises[speaker]))
    performed = []
    for speaker, person in enumerate(_PEOPLE):
        other = _PEOPLE[1 - speaker]
        above = np.array([0.05, 0.0, 0.94 * other.stature - other.ankle_height - other.leg])
        eyes = _moved(steps[1 - speaker].hips + above, *_PLACES[1 - speaker])
        seen = _moved_back(eyes, *_PLACES[speaker])
        body, gaze = perform(person, steps[speaker], actings[speaker], seen, at, _RATE, noises[speaker])
        voice = speak(play.of(speaker), VOICES[speaker], seconds, _SEED + speaker)
        loud = loudness(voice, frames, float(_RATE))
        face = face_weights(play.of(speaker), loud, actings[speaker].smile, gaze, at, noises[speaker])
        performed.append(Performed(person, place_in_world(body, *_PLACES[speaker]), face, voice))
    return performed[0], performed[1]


def write_demo_dataset(root: str | os.PathLike[str], *, seconds: float = 4.0) -> DemoResult:
    """Write a small dataset of one scene that covers all parts of the add-on.

    Args:
        root: The folder; created if missing. An earlier demo in it is replaced.
        seconds: Length of the scene, 3 to 60; rounded to whole frames at 30 per second.

    Raises:
        UsageError: the length is invalid.
        DatasetError: the folder contains another dataset, or cannot be written to.
    """
    root = Path(root)
    performed = perform_scene(seconds)
    stems = [f"{_DATE}_{one.person.actor_id}_{_SCENARIO:03d}" for one in performed]
    _refuse_other_dataset(root, stems)
    paths: list[Path] = []
    try:
        for folder in _FOLDERS:
            (root / folder).mkdir(parents=True, exist_ok=True)
        for one, stem in zip(performed, stems, strict=True):
            paths += _write_performance(root, stem, one)
        paths += [_write_actors(root), _write_scenarios(root)]
    except OSError as error:
        raise DatasetError(f"the demo cannot be written: {error.strerror or error}", path=root) from error
    frames = performed[0].body.frames
    return DemoResult(root, f"{_DATE}_{_SCENARIO:03d}", frames, _RATE, tuple(paths))


def _moved(points: Array, yaw: float, origin: tuple[float, float]) -> Array:
    """Transform points from a person's frame to the world."""
    placed: Array = points @ turn("Z", yaw).T + np.array([*origin, 0.0])
    return placed


def _moved_back(points: Array, yaw: float, origin: tuple[float, float]) -> Array:
    """Transform points from the world to a person's frame."""
    back: Array = (points - np.array([*origin, 0.0])) @ turn("Z", yaw)
    return back


def _retargeted(one: Performed) -> Motion:
    """Scale the movement to a body of standard stature by one factor, which keeps feet from sliding."""
    factor = _RETARGET_STATURE / one.person.stature
    old = one.body.skeleton
    skeleton = Skeleton(old.names, old.parents, old.offsets * factor, old.end_offsets * factor)
    return Motion(skeleton, one.body.rotations, one.body.moving, one.body.positions * factor, one.body.rate)


def _refuse_other_dataset(root: Path, stems: list[str]) -> None:
    """Raise if the folder contains a dataset other than an earlier demo."""
    other = [
        path.name
        for folder in (*_FOLDERS, "face_ict")
        if (root / folder).is_dir()
        for path in (root / folder).iterdir()
        if path.stem not in stems and not path.name.startswith(".")
    ]
    databases = [path for name in ("actors.db", "scenarios.db") if (path := root / name).exists()]
    if databases and not any((root / "bvhs" / f"{stem}.bvh").is_file() for stem in stems):
        other += [path.name for path in databases]
    if other:
        raise DatasetError(
            f"the folder contains another dataset ({min(other)})", path=root, cure="Choose an empty folder"
        )


def _write_performance(root: Path, stem: str, one: Performed) -> list[Path]:
    body, retarget = root / "bvhs" / f"{stem}.bvh", root / "bvhs_retarget" / f"{stem}.bvh"
    write_bvh(body, from_motion(one.body, units="cm", up="Y", order="ZYX"))
    write_bvh(retarget, from_motion(_retargeted(one), units="cm", up="Y", order="ZYX"))
    face, voice = root / "face_arkit" / f"{stem}.npy", root / "wav" / f"{stem}.wav"
    _beside(face, lambda partial: _save_array(partial, one.face))
    _beside(voice, lambda partial: _save_voice(partial, one.voice))
    return [body, retarget, face, voice]


def _beside(path: Path, fill: Callable[[Path], None]) -> None:
    """Write a temporary file beside ``path`` and rename it when it is complete."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    os.close(descriptor)
    partial = Path(name)
    try:
        fill(partial)
        umask = os.umask(0)
        os.umask(umask)
        partial.chmod(0o666 & ~umask)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _save_array(path: Path, array: NDArray[np.float32]) -> None:
    with path.open("wb") as stream:
        np.save(stream, array, allow_pickle=False)


def _save_voice(path: Path, voice: NDArray[np.int16]) -> None:
    with path.open("wb") as stream, wave.open(stream, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(SAMPLE_RATE)
        sound.writeframes(voice.astype("<i2").tobytes())


def _write_actors(root: Path) -> Path:
    script = """
        CREATE TABLE actors (actor_id TEXT PRIMARY KEY, gender TEXT NOT NULL);
        CREATE TABLE sessions (date TEXT PRIMARY KEY,
            male_id TEXT NOT NULL REFERENCES actors(actor_id),
            female_id TEXT NOT NULL REFERENCES actors(actor_id));
    """
    rows: Rows = [("INSERT INTO actors VALUES (?, ?)", (p.actor_id, p.gender)) for p in _PEOPLE]
    rows.append(("INSERT INTO sessions VALUES (?, ?, ?)", (_DATE, MAN.actor_id, WOMAN.actor_id)))
    return _write_database(root / "actors.db", script, rows)


def _write_scenarios(root: Path) -> Path:
    script = """
        CREATE TABLE relationships (id INTEGER PRIMARY KEY, name VARCHAR NOT NULL);
        CREATE TABLE emotions (id INTEGER PRIMARY KEY, name VARCHAR NOT NULL);
        CREATE TABLE scenarios (id INTEGER PRIMARY KEY,
            relationship_id INTEGER NOT NULL REFERENCES relationships(id),
            primary_emotion_id INTEGER NOT NULL REFERENCES emotions(id),
            character_setup TEXT, scenario TEXT);
    """
    rows: Rows = [
        ("INSERT INTO relationships VALUES (?, ?)", (1, "friends")),
        ("INSERT INTO emotions VALUES (?, ?)", (1, "joy")),
        (
            "INSERT INTO scenarios VALUES (?, ?, ?, ?, ?)",
            (
                _SCENARIO, 1, 1, "Two friends who have not met for a while.",
                "They walk up to each other, one waves, both say hello and ask how the other has been.",
            ),
        ),
    ]  # fmt: skip
    return _write_database(root / "scenarios.db", script, rows)


def _write_database(path: Path, script: str, rows: Rows) -> Path:
    def fill(partial: Path) -> None:
        try:
            with closing(sqlite3.connect(partial)) as database, database:
                database.executescript(script)
                for statement, values in rows:
                    database.execute(statement, values)
        except sqlite3.Error as error:
            raise DatasetError(f"the database cannot be written: {error}", path=path) from error

    _beside(path, fill)
    return path
