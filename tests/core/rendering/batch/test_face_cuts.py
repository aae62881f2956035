# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenes and their faces cut together: where, made again when, with a face that is not there."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from interact_addon.core.camera.editing import Edit, EditShot, EditTable
from interact_addon.core.dataset import Dataset
from interact_addon.core.jobs import JobEntry
from interact_addon.core.options.face import FaceOptions
from interact_addon.core.options.movie import ComposeOptions, FrameRange, MovieOptions
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.rendering.batch import BatchOptions, BatchResult, Coordinator, face_cuts, plan_tasks
from interact_addon.core.rendering.batch.composite import made_before
from interact_addon.core.rendering.farms.status import batch_result, out_status
from interact_addon.core.rendering.results.inputs import Hashes
from interact_addon.core.video import find_ffmpeg, probe
from interact_addon.core.video.face_cuts import FaceCut

KEY = "20260101_001"
ACTORS = ("001", "002")
SHOTS = (
    EditShot("front", 0, 42),
    EditShot("close_b", 42, 45),
    EditShot("over_shoulder_a", 45, 47),
    EditShot("close:001", 47, 90),
    EditShot("pov_a", 90, 120),
)
# Its worker delivers red scenes, a green face of the first actor and a blue one of the second, of six frames.
WORKER = """
if (HERE / "no face").exists() and order.get("face", {}) and order["face"]["actor"] == "002":
    tell(event="failed", error="no such face.", permanent=True, machine=False)
    return
actor = order["face"]["actor"] if order.get("face") else "000"
kind = "face" if order.get("face") else "body"
paths = []
for folder, ending in ((f"{kind}_renders_noaudio", "mkv"), (f"{kind}_renders", "mp4")):
    path = pathlib.Path(order["out"]) / folder / f"{order['name'] or order['key']}.{ending}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((HERE / f"{actor}.mkv").read_bytes())
    paths.append(str(path))
report = {"key": order["key"], "movie": paths[1], "video": paths[0], "frames": 6, "duration": 0.2,
          "error": None, "findings": [], "seconds": {"render": 0.1}}
tell(event="done", report=report, memory=1000, versions={})
"""


def test_portraits_are_cut_to_and_the_scene_is_seen_elsewhere() -> None:
    both = face_cuts.face_cuts(SHOTS, ACTORS, ("002", "001"), 0, 120)
    assert both == (FaceCut(42, 45, 0), FaceCut(47, 90, 1))
    assert face_cuts.face_cuts(SHOTS, ACTORS, ("001",), 0, 120) == (FaceCut(47, 90, 0),)
    # A movie of a part begins with its own frame 0.
    assert face_cuts.face_cuts(SHOTS, ACTORS, ("002", "001"), 44, 5) == (FaceCut(0, 1, 0), FaceCut(3, 5, 1))
    assert face_cuts.face_cuts(SHOTS, ACTORS, ACTORS, 95, 20) == ()


def test_the_cuts_are_those_of_the_scenes_edit(demo_root: Path) -> None:
    source = Dataset.open(demo_root).scene(KEY)
    options = ComposeOptions(
        characters=Path("own.blend"), camera_move="static", picture=PictureOptions(width=64, height=36)
    )
    edit = face_cuts.faces_edit(source, options)
    cuts, findings = face_cuts.planned_cuts(source, options, ACTORS, 0, edit.frames)

    assert (edit.frames, edit.rate) == (120, Fraction(30))
    portraits = [shot for shot in edit.shots if shot.place.startswith("close")]
    assert [(cut.first, cut.end) for cut in cuts] == [(shot.first, shot.end) for shot in portraits]
    assert {shot.place for shot in portraits} >= {"close_b"}
    assert edit.table.covered == 1.0
    assert findings == ()


def test_a_scene_that_is_cut_goes_together_with_its_own_cuts(
    demo_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(face_cuts, "faces_edit", lambda *_: pytest.fail("it is known"))
    source = Dataset.open(demo_root).scene(KEY)
    known = Edit(SHOTS, Fraction(30), EditTable(5, 0.8, 0.5, 1.0)).as_dict()
    cuts, _ = face_cuts.planned_cuts(source, ComposeOptions(), ACTORS, 0, 120, known)
    assert cuts == (FaceCut(42, 45, 1), FaceCut(47, 90, 0))


@pytest.fixture
def run(
    batch_of: Callable, demo_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., BatchResult]:
    for actor, colour in (("000", "red"), ("001", "lime"), ("002", "blue")):
        size = "96x54" if actor == "000" else "64x64"
        source = ["-f", "lavfi", "-i", f"color=c={colour}:s={size}:r=30", "-frames:v", "6"]
        find_ffmpeg().run(["-y", *source, "-c:v", "libx264", "-crf", "5", str(tmp_path / f"{actor}.mkv")])
    shots = {"auto": SHOTS, "lively": (EditShot("front", 0, 43), EditShot("close_a", 43, 120))}

    def edit(source: object, options: ComposeOptions) -> SimpleNamespace:
        return SimpleNamespace(shots=shots[options.edit_style])

    monkeypatch.setattr(face_cuts, "faces_edit", edit)
    batch = batch_of(WORKER)

    def deliver(style: str = "auto", layout: str = "both-cut", **options: Any) -> BatchResult:
        movie = MovieOptions(ComposeOptions(edit_style=style), FrameRange(41, 46))
        entries = [JobEntry(KEY), *(JobEntry(KEY, actor=actor) for actor in ACTORS)]
        tasks = plan_tasks(
            entries, batch.out, movie, dataset=demo_root, faces=FaceOptions(frames_format="mkv")
        )
        chosen = BatchOptions(workers=1, retries=0, layout=layout, **options)
        return Coordinator(tasks, batch.out, chosen, batch._hear, batch.command).run()

    return deliver


def seen(movie: Path | None) -> str:
    """The colour of each frame's whole picture: r, g or b."""
    assert movie is not None
    raw = movie.with_suffix(".raw")
    find_ffmpeg().run(
        ["-y", "-i", str(movie), "-map", "0:v:0", "-pix_fmt", "rgb24", "-f", "rawvideo", str(raw)]
    )
    pictures = np.fromfile(raw, np.uint8).reshape(-1, 96 * 54, 3).argmax(axis=2)
    assert np.ptp(pictures, axis=1).max() == 0
    return "".join("rgb"[colour] for colour in pictures[:, 0].tolist())


def test_a_movie_is_cut_kept_and_made_anew_when_the_edit_changes(run: Callable) -> None:
    first = run()
    (made,) = first.together
    assert made.task.name == f"{KEY}_cut"
    assert made.report.movie is not None
    assert made.report.movie.parts[-2:] == ("both_renders", f"{KEY}_cut.mp4")
    assert seen(made.report.movie) == "rrbbbr"  # frames 41 to 46 of the scene; it cuts before 43 and 46
    video = probe(made.report.movie).video
    assert video is not None
    assert (video.frames, video.rate) == (6, Fraction(30))
    assert "face-missing" not in [finding.code for finding in made.report.findings]

    assert [outcome.state for outcome in run().movies] == ["kept"] * 4
    body, *faces = [outcome.task for outcome in first.outcomes]
    out = body.request.out
    assert [each.current for each in made_before(body, faces, out, Hashes(out / "hashes"))] == [True]

    again = run("lively")
    assert [outcome.state for outcome in again.movies] == ["kept"] * 3 + ["done"]  # nothing else is cut
    assert seen(again.together[0].report.movie) == "rrrggg"
    lively = replace(body, request=replace(body.request, options=again.outcomes[0].task.request.options))
    assert [each.current for each in made_before(lively, faces, out, Hashes(out / "hashes"))] == [True]


def test_where_a_face_is_missing_the_scene_is_seen_and_it_is_told(run: Callable, tmp_path: Path) -> None:
    (tmp_path / "no face").touch()
    result = run()
    assert [outcome.state for outcome in result.movies] == ["done", "done", "failed", "done"]
    (made,) = result.together
    assert seen(made.report.movie) == "rrrrrr"
    told = {finding.code: finding.message for finding in made.report.findings}
    assert "there is no movie of the face of actor 002" in told["face-missing"]
    assert "no-face-seen" in told
    assert run(layout="both-strip").together[0].state == "failed"

    (tmp_path / "no face").unlink()
    assert run().together[0].state == "done"
    assert seen(run().together[0].report.movie) == "rrbbbr"


def test_the_status_of_a_plain_render_has_what_was_put_together(run: Callable, tmp_path: Path) -> None:
    """No submission says which scenes belong together; the records do."""
    first = run()
    out = first.outcomes[0].task.request.out

    def said() -> dict[str, str]:
        return {scene.name: scene.text for scene in out_status(out).scenes}

    faces = [f"20260101_{actor}_001" for actor in ACTORS]
    assert said() == {KEY: f"{KEY}_cut is put together", **dict.fromkeys(faces, "")}
    status = out_status(out)
    assert [outcome.task.name for outcome in batch_result(status, out).together] == [f"{KEY}_cut"]
    (body,) = [scene for scene in status.scenes if scene.name == KEY]
    ((made,), report) = body.as_dict()["together"], first.together[0].report
    assert (made["name"], made["current"]) == (f"{KEY}_cut", True)
    assert made["report"]["movie"] == str(report.movie)
    run("lively")
    assert said()[KEY] == f"{KEY}_cut is put together"
    record = out / "face_renders" / f"{faces[0]}.json"
    values = json.loads(record.read_text())
    record.write_text(json.dumps(values | {"fingerprint": "0" * 64}))  # as after a face with other options
    assert said()[KEY] == f"{KEY}_cut is of before: `interact render` with its layout makes it again"
    assert batch_result(out_status(out), out).together == ()
    assert report.movie is not None
    report.movie.unlink()
    assert said()[KEY] == ""
