# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo's scene as a dataset on disk: the InterAct layout with both databases."""

from __future__ import annotations

import sqlite3
import wave
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from interact_addon.core.animation.bvh import from_motion
from interact_addon.core.animation.bvh import write as write_bvh
from interact_addon.core.animation.skeleton import Motion, Skeleton

from .people import MAN, WOMAN
from .scene import PEOPLE, Performed
from .voice import SAMPLE_RATE

__all__ = ["write_files"]

Rows = list[tuple[str, tuple[object, ...]]]

_DATE = "20260101"
_SCENARIO = 1
_RETARGET_STATURE = 1.75
_FOLDERS = ("bvhs", "bvhs_retarget", "face_arkit", "wav")


def write_files(root: Path, performed: tuple[Performed, Performed]) -> None:
    """Write a dataset of one scene into an empty folder."""
    for folder in _FOLDERS:
        (root / folder).mkdir()
    for one in performed:
        stem = f"{_DATE}_{one.person.actor_id}_{_SCENARIO:03d}"
        for folder, motion in (("bvhs", one.body), ("bvhs_retarget", _retargeted(one))):
            write_bvh(root / folder / f"{stem}.bvh", from_motion(motion, units="cm", up="Y", order="ZYX"))
        np.save(root / "face_arkit" / f"{stem}.npy", one.face, allow_pickle=False)
        _save_voice(root / "wav" / f"{stem}.wav", one.voice)
    _write_actors(root / "actors.db")
    _write_scenarios(root / "scenarios.db")


def _retargeted(one: Performed) -> Motion:
    """The same movement on a body of standard stature: all scaled by one factor, so that feet stay put."""
    factor = _RETARGET_STATURE / one.person.stature
    old = one.body.skeleton
    skeleton = Skeleton(old.names, old.parents, old.offsets * factor, old.end_offsets * factor)
    return Motion(skeleton, one.body.rotations, one.body.moving, one.body.positions * factor, one.body.rate)


def _save_voice(path: Path, voice: NDArray[np.int16]) -> None:
    with path.open("wb") as stream, wave.open(stream, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(SAMPLE_RATE)
        sound.writeframes(voice.astype("<i2").tobytes())


def _write_actors(path: Path) -> None:
    script = """
        CREATE TABLE actors (actor_id TEXT PRIMARY KEY, gender TEXT NOT NULL);
        CREATE TABLE sessions (date TEXT PRIMARY KEY,
            male_id TEXT NOT NULL REFERENCES actors(actor_id),
            female_id TEXT NOT NULL REFERENCES actors(actor_id));
    """
    rows: Rows = [("INSERT INTO actors VALUES (?, ?)", (p.actor_id, p.gender)) for p in PEOPLE]
    rows.append(("INSERT INTO sessions VALUES (?, ?, ?)", (_DATE, MAN.actor_id, WOMAN.actor_id)))
    _write_database(path, script, rows)


def _write_scenarios(path: Path) -> None:
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
    _write_database(path, script, rows)


def _write_database(path: Path, script: str, rows: Rows) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(script)
        for statement, values in rows:
            database.execute(statement, values)
