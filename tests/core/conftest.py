# SPDX-License-Identifier: GPL-3.0-or-later
"""A small made dataset that tests change at will."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is: what must be fast measures its own process's time.
settings.register_profile("busy machines", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy machines")

FOLDERS = {"bvhs": ".bvh", "bvhs_retarget": ".bvh", "face_arkit": ".npy", "face_ict": ".npy", "wav": ".wav"}


def write_databases(root: Path) -> None:
    with closing(sqlite3.connect(root / "actors.db")) as db:
        db.executescript(
            """CREATE TABLE actors (actor_id TEXT, gender TEXT);
            INSERT INTO actors VALUES ('001','male'),('002','female'),('006','female'),('008','male');
            CREATE TABLE sessions (date TEXT, male_id TEXT, female_id TEXT);
            INSERT INTO sessions VALUES ('20231119','001','002'),('20240126','008','006');"""
        )
    with closing(sqlite3.connect(root / "scenarios.db")) as db:
        db.executescript(
            """CREATE TABLE relationships (id INTEGER, name VARCHAR);
            INSERT INTO relationships VALUES (1,'old friends');
            CREATE TABLE emotions (id INTEGER, name VARCHAR);
            INSERT INTO emotions VALUES (1,'joy'),(2,'anger');
            CREATE TABLE scenarios (id INTEGER, relationship_id INTEGER, primary_emotion_id INTEGER,
                                    character_setup TEXT, scenario TEXT);
            INSERT INTO scenarios VALUES (51,1,1,'Two friends.','They meet.'),(34,1,2,NULL,'They part.');"""
        )


def bvh_text(frames: int, frame_time: str = "0.033333", newline: str = "\n") -> str:
    lines = ["HIERARCHY", "ROOT Hips", "{", "OFFSET 0 0 0", "CHANNELS 3 Zrotation Yrotation Xrotation"]
    lines += ["End Site", "{", "OFFSET 0 1 0", "}", "}", "MOTION", f"Frames: {frames}"]
    lines += [f"Frame Time: {frame_time}", *["0 0 0"] * frames, ""]
    return newline.join(lines)


def wav_bytes(samples: int, rate: int = 48000) -> bytes:
    data = np.zeros(samples, "<i2").tobytes()
    form = (1).to_bytes(2, "little") + (1).to_bytes(2, "little") + rate.to_bytes(4, "little")
    form += (2 * rate).to_bytes(4, "little") + (2).to_bytes(2, "little") + (16).to_bytes(2, "little")
    body = b"WAVEfmt " + (16).to_bytes(4, "little") + form + b"data" + len(data).to_bytes(4, "little") + data
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def write_performance(root: Path, stem: str, frames: int = 30) -> None:
    for folder, extension in FOLDERS.items():
        (root / folder).mkdir(exist_ok=True)
        path = root / folder / f"{stem}{extension}"
        if extension == ".bvh":
            path.write_text(bvh_text(frames))
        elif extension == ".npy":
            np.save(path, np.zeros((frames, 51 if folder == "face_arkit" else 55), np.float32))
        else:
            path.write_bytes(wav_bytes(frames * 1600))


@pytest.fixture
def make_dataset(tmp_path: Path) -> Callable[..., Path]:
    """Writes a dataset with the given performances, and databases if asked for; returns its folder."""

    def make(
        stems: Iterable[str] = ("20231119_001_051", "20231119_002_051"), *, databases: bool = True
    ) -> Path:
        root = tmp_path / "data"
        root.mkdir()
        for stem in stems:
            write_performance(root, stem)
        if databases:
            write_databases(root)
        return root

    return make


@pytest.fixture
def make_bvh() -> Callable[..., str]:
    """The text of a BVH file of so many frames."""
    return bvh_text


@pytest.fixture
def make_wav() -> Callable[..., bytes]:
    """The bytes of a silent 16-bit mono WAV file of so many samples."""
    return wav_bytes
