# SPDX-License-Identifier: GPL-3.0-or-later
"""BEAT, made from what is said about it: no recording of it is here."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation import bvh
from interact_addon.core.animation.bvh import from_motion
from interact_addon.core.animation.kinematics import forward
from interact_addon.core.dataset import Dataset, SceneFilter
from interact_addon.core.face.arkit import ARKIT_51
from interact_addon.core.performance.labels import scene_labels
from interact_addon.core.performance.lengths import measure_lengths
from interact_addon.core.performance.subtitle_files import scene_subtitles
from interact_addon.core.performance.take import load_scene

sys.path.insert(0, str(Path(__file__).parents[3]))
from people_in_motion import person, standing, swinging

FRAMES = 240
GRID = '"ooTextFile" "TextGrid" 0 2 <exists> 1 "IntervalTier" "words" 0 2 2 0 1 "hello" 1 2 "there"'


def body(path: Path) -> str:
    """Two seconds of walking at 120 frames per second; the hips begin at the origin."""
    walk = swinging(standing(person(), frames=FRAMES))
    walk = replace(walk, rate=Fraction(120), positions=walk.positions - walk.positions[:1])
    bvh.write(path, from_motion(walk, units="cm", up="Y"))
    return path.read_text()


def face() -> str:
    rows = [{"weights": [0.5] * 51, "time": frame / 60, "rotation": []} for frame in range(120)]
    return json.dumps({"names": list(ARKIT_51), "frames": rows})


def take(root: Path, stem: str, text: str, *, flat: bool = False) -> None:
    contents = {"bvh": text, "json": face(), "TextGrid": GRID, "csv": "00_neutral,0.0,2,2,0", "txt": "x"}
    folders = {"bvh": "bvh", "json": "json", "TextGrid": "textgrid"}
    for extension, content in contents.items():
        folder = root / (folders.get(extension, "more") if flat else stem.partition("_")[0])
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{stem}.{extension}").write_text(content)


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> str:
    return body(tmp_path_factory.mktemp("beat") / "walk.bvh")


@pytest.mark.parametrize("flat", [False, True])
def test_folders_of_speakers_and_of_kinds(tmp_path: Path, flat: bool) -> None:
    root = tmp_path / "beat_english_v0.2.1" if flat else tmp_path / "a" / "beat"
    for stem in ("1_wayne_0_1_1", "1_wayne_0_65_72", "2_scott_1_12_12", "24_kexin_3_2_2", "9_miranda_0_1_a"):
        take(root, stem, "x", flat=flat)
    dataset = Dataset.open(root)
    assert (dataset.layout.name, dataset.rate, dataset.findings) == ("beat", 120, ())
    assert dataset.why.endswith(".bvh")
    scenes = {scene.key: scene for scene in dataset.scenes()}
    assert len(scenes) == 5
    scene = scenes["1_wayne_0_65_72"]
    assert (scene.emotion, scene.action, scene.alone) == ("happiness", "English speech", True)
    assert scenes["2_scott_1_12_12"].emotion == "neutral"
    assert scenes["24_kexin_3_2_2"].action == "Chinese conversation"
    (performance,) = scene.performances
    assert (performance.key, performance.actor_id) == ("1_wayne_0_65_72@wayne", "wayne")
    assert performance.words is not None
    assert scene.missing == ("voice wayne",)
    assert [finding.code for finding in scene.findings] == ["missing-voice"]
    wanted = SceneFilter.parse(["actor=wayne", "emotion=neutral", "action=speech"])
    assert [key for key, scene in scenes.items() if wanted.matches(scene)] == ["1_wayne_0_1_1"]


def test_other_folders_are_not_beat(tmp_path: Path) -> None:
    for name in ("20231119_001_051.bvh", "1_wayne_0_1_1.npz", "1_wayne_9_1_1.bvh"):
        (tmp_path / name).write_text("x")
    assert Dataset.open(tmp_path).layout.name == "bvh-pairs"


def test_takes_without_motion_and_doubled_names_are_told(tmp_path: Path) -> None:
    take(tmp_path, "1_wayne_0_1_1", "x")
    take(tmp_path / "copy", "1_wayne_0_1_1", "x")
    (tmp_path / "1" / "1_wayne_0_2_2.json").write_text("{}")
    dataset = Dataset.open(tmp_path)
    assert dataset.keys() == ["1_wayne_0_1_1"]
    assert [finding.code for finding in dataset.findings] == ["same-name-twice", "missing-body"]
    assert "1_wayne_0_2_2" in dataset.findings[1].message


def test_a_take_is_read_and_stands_on_the_floor(tmp_path: Path, walk: str) -> None:
    take(tmp_path, "1_wayne_0_1_1", walk)
    scene = Dataset.open(tmp_path).scene("1_wayne_0_1_1")
    assert measure_lengths(scene).seconds == 2.0
    takes = load_scene(scene)
    (own,) = takes.takes
    assert (takes.frames, takes.rate) == (60, 30)
    assert own.face is not None
    assert own.face.weights.shape == (60, 51)
    assert "floor-snapped" in [finding.code for finding in takes.findings]
    lowest = forward(own.body)[0][..., 2].min(axis=1)
    assert abs(float(np.percentile(lowest, 5))) < 0.03
    found = scene_labels(scene)
    assert [segment.name for segment in found.labels[own.performance.key].segments] == ["walk"]
    assert [word.text for word in found.words[own.performance.key]] == ["hello", "there"]
    subtitles, _ = scene_subtitles(tmp_path, scene, "auto")
    assert subtitles is not None


def test_known_faults_of_its_files(tmp_path: Path, walk: str) -> None:
    slow = re.sub(r"Frame Time: \S+", "Frame Time: 0.041667", walk)
    slow = re.sub(r"Frames: \d+", "Frames: 300.0", slow)  # more than there are
    take(tmp_path, "1_wayne_0_1_1", slow)
    scene = Dataset.open(tmp_path).scene("1_wayne_0_1_1")
    assert measure_lengths(scene).seconds == 2.5  # as the header says
    takes = load_scene(scene)
    assert (takes.frames, takes.rate) == (60, 30)
    codes = [finding.code for finding in takes.findings]
    assert "rate-corrected" in codes
    assert "bvh-frames-count" in codes
