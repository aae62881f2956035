# SPDX-License-Identifier: GPL-3.0-or-later
"""The movies that came with a dataset: found by one listing per folder."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from interact_addon.core.dataset import Dataset


def _put(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_bytes(b"x")


def test_a_scene_has_its_clip_and_the_one_with_sound_comes_first(make_dataset: Callable[..., Path]) -> None:
    root = make_dataset(["20231119_001_051", "20240126_006_034", "20240126_006_035"])
    _put(
        root,
        *("body_renders/20231119_051.mkv", "body_renders/20231119_051.MP4", "body_renders/20231119_051.json"),
        *("body_renders_noaudio/20231119_051.mp4", "body_renders_noaudio/20240126_034.mp4"),
        *("body_renders/20240126_35.mp4", "body_renders/20240126_006_035.mp4", "body_renders/notes.mp4"),
    )
    clips = {scene.key: scene.video for scene in Dataset.open(root).scenes()}
    assert clips == {
        "20231119_051": root / "body_renders" / "20231119_051.MP4",
        "20240126_034": root / "body_renders_noaudio" / "20240126_034.mp4",
        "20240126_035": None,
    }


def test_folders_are_listed_once_and_no_file_is_looked_at(
    make_dataset: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_dataset()
    _put(root, "body_renders/20231119_051.mp4")
    dataset, listed, scandir = Dataset.open(root), [], os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: listed.append(Path(path).name) or scandir(path))
    monkeypatch.setattr(Path, "stat", lambda *_, **__: pytest.fail("a file was looked at"))
    for _ in range(3):
        assert dataset.scene("20231119_051").video is not None
    assert [name for name in listed if name.startswith("body_renders")] == [
        "body_renders",
        "body_renders_noaudio",
    ]
