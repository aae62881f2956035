# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that name actors go to the scenes that have them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from interact_addon.core.dataset import Dataset
from interact_addon.core.foundation.errors import UsageError
from interact_addon.core.jobs.model import JobEntry, JobOptions
from interact_addon.core.options.movie import MovieOptions
from interact_addon.core.rendering.batch.planning import plan_tasks
from interact_addon.core.schema.fields import put


def test_heights_go_to_the_scenes_that_have_the_actor(sample_root: Path, tmp_path: Path) -> None:
    keys = [scene.key for scene in Dataset.open(sample_root).scenes()]
    first = Dataset.open(sample_root).scene(keys[0]).actor_ids[0]
    entries = [JobEntry(key) for key in keys]
    tasks = plan_tasks(entries, tmp_path, put(MovieOptions(), {"height": {first: 1.9}}), dataset=sample_root)
    for task in tasks:
        assert task.source is not None
        wanted = {first: 1.9} if first in task.source.actor_ids else {}
        assert task.request.options.compose.height == wanted
    with pytest.raises(UsageError, match="actor 777 is to have a height and is in none of the scenes"):
        plan_tasks(entries, tmp_path, put(MovieOptions(), {"height": {"777": 1.9}}), dataset=sample_root)


def test_a_camera_about_somebody_who_is_not_in_the_scene_is_refused_before_rendering(
    sample_root: Path, tmp_path: Path
) -> None:
    key = Dataset.open(sample_root).scenes()[0].key
    there = Dataset.open(sample_root).scene(key).actor_ids[1]
    entries = [
        JobEntry(key, dataset=sample_root, output=name, options=JobOptions(camera=camera))
        for name, camera in (("good", f"close:{there}"), ("bad", "close:099"))
    ]
    good, bad = plan_tasks(entries, tmp_path, MovieOptions())
    assert good.error is None
    assert bad.error is not None
    assert "there is no actor 099" in bad.error


def test_a_wrong_number_of_frames_is_not_taken_for_the_scene_s_length(
    sample_root: Path, tmp_path: Path
) -> None:
    root = tmp_path / "dataset"
    shutil.copytree(sample_root, root)
    key = Dataset.open(root).scenes()[0].key
    before = plan_tasks([JobEntry(key)], tmp_path / "out", MovieOptions(), dataset=root)[0].frames
    body = Dataset.open(root).scene(key).performances[0].body_path()
    assert body is not None
    text = body.read_text()
    body.write_text(re.sub(r"Frames:\s*\d+", "Frames: 1000000000", text))
    assert plan_tasks([JobEntry(key)], tmp_path / "out", MovieOptions(), dataset=root)[0].frames == before


def test_a_movie_into_the_datasets_folder_replaces_none_of_its_clips(demo_root: Path, tmp_path: Path) -> None:
    root = tmp_path / "data"
    shutil.copytree(demo_root, root)
    entries, options = [JobEntry("20260101_001")], MovieOptions()
    for folder, name in (("body_renders", "20260101_001.mp4"), ("body_renders_noaudio", "20260101_001.mkv")):
        clip = root / folder / name
        clip.parent.mkdir()
        clip.write_bytes(b"a clip")
        (task,) = plan_tasks(entries, root, options, dataset=root)
        assert task.error is not None
        assert f"{name}: the dataset's own clip would be replaced" in task.error
        (linked := tmp_path / "linked").symlink_to(root)
        assert plan_tasks(entries, linked, options, dataset=root)[0].error is not None
        linked.unlink()
        clip.unlink()
    clip.write_bytes(b"a clip")
    assert plan_tasks(entries, tmp_path / "movies", options, dataset=root)[0].error is None
    named = JobEntry("20260101_001", output="other")
    assert plan_tasks([named], root, options, dataset=root)[0].error is None
