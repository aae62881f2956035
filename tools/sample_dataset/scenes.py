# SPDX-License-Identifier: GPL-3.0-or-later
"""Three scenes out of the demo's one: played there and back again, each from another moment.

Keys, actors, lengths and the face that is missing are those of the three captured scenes that the
developers have, so that tests run on either.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import wave
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from interact_addon.core.demo import write_demo_dataset
from interact_addon.core.face.arkit import ARKIT_51
from interact_addon.core.face.ict import ICT_55, make_mapping

from .heads import write_heads

__all__ = ["write_sample_dataset"]

_DEMO = "20260101_{}_001"
_WITHOUT_FACE = "20240126_006_034"
_TEMPLATES = {"001": 1.0, "002": 0.95, "003": 1.03, "007": 0.97}  # and how large; 006 and 008 have none
_RAISED = np.float32(0.3)  # how much of cheekSquint is in cheekRaiser, which ARKit does not have


@dataclass(frozen=True, slots=True)
class _SampleScene:
    """One scene.

    Attributes:
        date: Of the session.
        scenario: Its number.
        man: The actor who is the demo's man.
        woman: The actor who is the demo's woman.
        frames: At 30 a second.
        start: The demo's frame that it begins with.
        bodies: Which of the demo's bodies are the actors' own; the others are the retargeted ones.
        relationship: As in scenarios.db.
        emotion: As in scenarios.db.
        setup: As in scenarios.db.
        text: As in scenarios.db.
    """

    date: str
    scenario: int
    man: str
    woman: str
    frames: int
    start: int
    bodies: str
    relationship: str
    emotion: str
    setup: str
    text: str


_SCENES = (
    _SampleScene("20231119", 51, "001", "002", 943, 0, "bvhs", "old friends", "joy",
        "Two old friends who have not seen each other for years.",
        "They meet by chance in a street, greet each other and catch up."),
    _SampleScene("20231126", 319, "003", "007", 450, 30, "bvhs_retarget", "dance teacher / student",
        "excitement", "A dance teacher and a gifted student.",
        "They practise the opening of their salsa together."),
    _SampleScene("20240126", 34, "008", "006", 450, 60, "bvhs", "boss / subordinate", "annoyance",
        "A strict boss and a tired employee.", "The boss asks for a report that is late."),
)  # fmt: skip


def write_sample_dataset(root: Path) -> None:
    """Write the dataset into a folder that is not there yet."""
    for folder in ("bvhs", "bvhs_retarget", "face_arkit", "face_ict", "wav"):
        (root / folder).mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="interact-demo-") as name:
        demo = write_demo_dataset(name).root
        for scene in _SCENES:
            for actor, player in ((scene.man, "001"), (scene.woman, "002")):
                key = f"{scene.date}_{actor}_{scene.scenario:03d}"
                _write_performance(root, key, demo, _DEMO.format(player), scene)
        for database in ("actors.db", "scenarios.db"):
            shutil.copyfile(demo / database, root / database)
    _fill_databases(root)
    write_heads(root, _TEMPLATES)


def _write_performance(root: Path, key: str, demo: Path, stem: str, scene: _SampleScene) -> None:
    face = np.load(demo / "face_arkit" / f"{stem}.npy", allow_pickle=False)
    order = _there_and_back(len(face), scene.frames, scene.start)
    other = ({"bvhs", "bvhs_retarget"} - {scene.bodies}).pop()
    _write_body(root / "bvhs" / f"{key}.bvh", demo / scene.bodies / f"{stem}.bvh", order)
    _write_body(root / "bvhs_retarget" / f"{key}.bvh", demo / other / f"{stem}.bvh", order)
    _write_voice(root / "wav" / f"{key}.wav", demo / "wav" / f"{stem}.wav", order)
    if key != _WITHOUT_FACE:
        weights = _livelier(face[order], seed=int(key.replace("_", "")))
        np.save(root / "face_arkit" / f"{key}.npy", weights)
        np.save(root / "face_ict" / f"{key}.npy", _ict(weights))


def _there_and_back(length: int, frames: int, start: int) -> NDArray[np.intp]:
    """(frames,) rows that go from ``start`` to the end, back to the beginning, and so on: nothing jumps."""
    turn = 2 * (length - 1)
    at = (start + np.arange(frames)) % turn
    return np.minimum(at, turn - at)


def _write_body(path: Path, source: Path, order: NDArray[np.intp]) -> None:
    hierarchy, _, motion = source.read_text("utf-8").partition("MOTION\n")
    _, frame_time, *rows = motion.splitlines()
    lines = ["MOTION", f"Frames: {len(order)}", frame_time, *(rows[row] for row in order), ""]
    path.write_text(hierarchy + "\n".join(lines), "utf-8", newline="\n")


def _write_voice(path: Path, source: Path, order: NDArray[np.intp]) -> None:
    """Each frame's samples in the frames' order, backwards where time goes back."""
    with wave.open(str(source)) as sound:
        parameters = sound.getparams()
        samples = np.frombuffer(sound.readframes(parameters.nframes), "<i2")
    of_frames = samples.reshape(order.max() + 1, -1)[order]
    back = np.diff(order, append=order[-1]) < 0
    of_frames[back] = of_frames[back, ::-1]
    with wave.open(str(path), "wb") as sound:
        sound.setparams(parameters)
        sound.writeframes(of_frames.tobytes())


def _livelier(face: NDArray[np.float32], seed: int) -> NDArray[np.float32]:
    """A face in which every shape moves, and none as another one does: what a calibration needs."""
    rng = np.random.default_rng(seed)
    at = np.arange(len(face))[:, None] / 30
    waves = 0.5 + 0.5 * np.sin(at * rng.uniform(1.0, 5.0, 51) + rng.uniform(0, 2 * np.pi, 51))
    return np.asarray(0.88 * face + 0.12 * waves, np.float32)


def _ict(weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """The same face in ICT's 55, with the two that ARKit does not have."""
    ict = np.array(make_mapping().to_ict(weights))
    for side, word in (("L", "Left"), ("R", "Right")):
        squint = weights[:, ARKIT_51.index(f"cheekSquint{word}")]
        ict[:, ICT_55.index(f"cheekRaiser_{side}")] = _RAISED * squint
    return ict


def _fill_databases(root: Path) -> None:
    """The demo's tables with other rows."""
    with closing(sqlite3.connect(root / "actors.db")) as database, database:
        database.executescript("DELETE FROM sessions; DELETE FROM actors;")
        for scene in _SCENES:
            for row in ((scene.man, "male"), (scene.woman, "female")):
                database.execute("INSERT INTO actors VALUES (?, ?)", row)
            database.execute("INSERT INTO sessions VALUES (?, ?, ?)", (scene.date, scene.man, scene.woman))
    with closing(sqlite3.connect(root / "scenarios.db")) as database, database:
        database.executescript("DELETE FROM scenarios; DELETE FROM emotions; DELETE FROM relationships;")
        for number, scene in enumerate(_SCENES, start=1):
            database.execute("INSERT INTO relationships VALUES (?, ?)", (number, scene.relationship))
            database.execute("INSERT INTO emotions VALUES (?, ?)", (number, scene.emotion))
            values = (scene.scenario, number, number, scene.setup, scene.text)
            database.execute("INSERT INTO scenarios VALUES (?, ?, ?, ?, ?)", values)
