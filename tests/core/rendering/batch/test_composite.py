# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenes and their clips put together: up to date or not, without a clip, with one that was made here."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from interact_addon.core.jobs import JobEntry
from interact_addon.core.options.movie import FrameRange, MovieOptions
from interact_addon.core.rendering.batch import BatchOptions, BatchResult, Coordinator, plan_tasks
from interact_addon.core.rendering.batch.composite import made_before
from interact_addon.core.rendering.batch.reports import report_values
from interact_addon.core.rendering.farms.status import batch_result, out_status
from interact_addon.core.rendering.results.clips import made_here
from interact_addon.core.rendering.results.inputs import Hashes
from interact_addon.core.video import find_ffmpeg, probe

KEY = "20260101_001"
VIDEO = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
# Its worker delivers a video of three frames.
BODY = """
whole = HERE / "body.mkv"
out = pathlib.Path(order["out"])
paths = []
for folder, ending in (("body_renders_noaudio", "mkv"), ("body_renders", "mp4")):
    path = out / folder / f"{order['name'] or order['key']}.{ending}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(whole.read_bytes())
    paths.append(str(path))
report = {"key": order["key"], "movie": paths[1], "video": paths[0], "frames": 3, "duration": 0.1,
          "error": None, "findings": [], "seconds": {"render": 0.1}}
tell(event="done", report=report, memory=1000, versions={})
"""


def _video(path: Path, frames: int, size: str = "64x36") -> None:
    path.parent.mkdir(exist_ok=True)
    source = ["-f", "lavfi", "-i", f"testsrc=size={size}:rate=30", "-frames:v", str(frames)]
    find_ffmpeg().run(["-y", *source, *VIDEO, str(path)])


@pytest.fixture
def root(demo_root: Path, tmp_path: Path) -> Path:
    """The demo, with a clip of its scene."""
    shutil.copytree(demo_root, tmp_path / "data")
    _video(tmp_path / "data" / "body_renders" / f"{KEY}.mp4", 5)
    _video(tmp_path / "body.mkv", 3)
    return tmp_path / "data"


@pytest.fixture
def run(batch_of: Callable, root: Path) -> Callable[..., BatchResult]:
    batch = batch_of(BODY)

    def deliver(layout: str = "video-left", out: Path | None = None, **options: Any) -> BatchResult:
        folder, movie = out or batch.out, MovieOptions(frames=FrameRange(1, 3))
        tasks = plan_tasks([JobEntry(KEY)], folder, movie, dataset=root)
        chosen = BatchOptions(workers=1, retries=0, layout=layout, **options)
        batch.events.clear()
        return Coordinator(tasks, folder, chosen, batch._hear, batch.command).run()

    return deliver


def states(result: BatchResult) -> list[str]:
    return [outcome.state for outcome in result.movies]


def test_a_movie_is_made_again_only_if_the_clip_or_the_layout_changes(run: Callable, root: Path) -> None:
    first = run()
    assert states(first) == ["done", "done"]
    (made,) = first.together
    assert made.task.name == f"{KEY}_video-left"
    assert made.report.movie is not None
    assert made.report.movie.name == f"{KEY}_video-left.mp4"
    assert probe(made.report.movie).frames == 3
    heard = [finding.message for finding in made.report.findings if finding.code == "clip-sound"]
    assert heard == [f"{root / 'body_renders' / KEY}.mp4 has no sound"]
    assert states(run()) == ["kept", "kept"]
    assert run().together[0].report.findings == made.report.findings
    assert states(run("video-inset")) == ["kept", "done"]
    assert states(run("body")) == ["kept"]
    task = first.outcomes[0].task
    out = made.report.movie.parent.parent

    def before() -> dict[str, bool]:
        return {each.task.name: each.current for each in made_before(task, (), out, Hashes(out / "hashes"))}

    assert before() == {f"{KEY}_video-left": True, f"{KEY}_video-inset": True}
    _video(root / "body_renders" / f"{KEY}.mp4", 2)
    assert before() == {f"{KEY}_video-left": False, f"{KEY}_video-inset": False}
    assert states(run()) == ["kept", "done"]
    values = report_values(run())
    assert [scene["name"] for scene in values["scenes"]] == [KEY, f"{KEY}_video-left"]
    assert values["counts"]["kept"] == 2


def test_the_status_of_a_plain_render_names_movies_with_clips(run: Callable) -> None:
    """Where the dataset is, and with it the clip, is not recorded: whether it has changed is unknown."""
    out = run().outcomes[0].task.request.out
    status = out_status(out)
    (scene,) = status.scenes
    assert scene.text.startswith(f"{KEY}_video-left is put together; its clip is not compared")
    assert [made.current for made in scene.together] == [None]
    assert [outcome.task.name for outcome in batch_result(status, out).together] == [f"{KEY}_video-left"]


def test_a_scene_without_a_clip_is_told_before_it_is_rendered(run: Callable, root: Path) -> None:
    (root / "body_renders" / f"{KEY}.mp4").unlink()
    result = run()
    assert states(result) == ["done", "failed"]
    assert f"scene {KEY} has no clip" in str(result.together[0].report.error)
    assert not result.complete


def test_a_broken_clip_is_its_movies_failure_only(run: Callable, root: Path) -> None:
    (root / "body_renders" / f"{KEY}.mp4").write_bytes(b"no video")
    result = run()
    assert states(result) == ["done", "failed"]
    assert "cannot be shown beside the scene" in str(result.together[0].report.error)


def test_what_was_rendered_here_is_no_clip(run: Callable, root: Path) -> None:
    clip = root / "body_renders" / f"{KEY}.mp4"
    content = clip.read_bytes()
    refused = run(out=root)
    assert states(refused) == ["failed", "failed"]
    assert "the dataset's own clip would be replaced" in str(refused.outcomes[0].report.error)
    assert states(run("body", out=root)) == ["failed"]
    assert clip.read_bytes() == content
    assert not made_here(clip)
    clip.unlink()
    assert states(run("body", out=root)) == ["done"]
    assert made_here(clip)
    (again,) = plan_tasks([JobEntry(KEY)], root, MovieOptions(), dataset=root)
    assert again.error is None, "it may be rendered again"
    assert made_here(root / "body_renders_noaudio" / f"{KEY}.mkv")
    result = run(out=root)
    assert states(result) == ["kept", "failed"]
    assert "was rendered here" in str(result.together[0].report.error)
    clip.write_bytes(content)
    assert not made_here(clip), "another file in its place is a clip"
