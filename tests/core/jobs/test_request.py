# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from interact_addon.core.foundation.errors import UsageError
from interact_addon.core.foundation.findings import Finding
from interact_addon.core.jobs.face_request import FaceRequest
from interact_addon.core.jobs.report import SceneReport, movie_paths
from interact_addon.core.jobs.request import RenderRequest
from interact_addon.core.options.movie import ComposeOptions, FrameRange, MovieOptions, parse_frames
from interact_addon.core.options.picture import SIZE, PictureOptions
from interact_addon.core.options.take import TakeOptions
from interact_addon.core.video.pictures_mark import PicturesMark


def test_a_request_survives_the_way_through_json() -> None:
    compose = ComposeOptions(
        take=TakeOptions(rate=Fraction(30000, 1001), bodies="bvhs_retarget", units="auto", up="Z"),
        picture=PictureOptions("pathtraced", 640, 360, 16),
        camera="close_b",
        focal=70.0,
        cast={"001": "jonas"},
        characters=Path("mine.blend"),
        lights="none",
        mode="add",
        sound=False,
        cache=Path("cache"),
    )
    options = MovieOptions(compose, FrameRange(3, 9), True, Path("ffmpeg"))
    request = RenderRequest(Path("data"), "20231119_051", Path("out"), options)
    assert RenderRequest.from_dict(json.loads(json.dumps(request.as_dict()))) == request
    plain = RenderRequest(Path("data"), "20231119_051", Path("out"))
    assert RenderRequest.from_dict(json.loads(json.dumps(plain.as_dict()))) == plain


def test_a_face_survives_the_way_through_json() -> None:
    plain = FaceRequest("001")
    assert FaceRequest.from_dict(json.loads(json.dumps(plain.as_dict()))) == plain
    face = FaceRequest("001", pictures=Path("out/a"), mark=PicturesMark(Path("out/a.json"), "0123"))
    assert FaceRequest.from_dict(json.loads(json.dumps(face.as_dict()))) == face
    for mark in ("out/a.json", {"path": "out/a.json"}, {"path": 1, "fingerprint": "0123"}, ["a", "b"]):
        with pytest.raises(ValueError, match=r"table|missing|text"):
            FaceRequest.from_dict(face.as_dict() | {"mark": mark})


def test_a_report_survives_the_way_through_json() -> None:
    report = SceneReport(
        "20231119_051",
        Path("a.mp4"),
        Path("a.mkv"),
        943,
        943 / 30,
        None,
        (Finding("x", "y", "z", 3),),
        {"mux": 1.0},
        {"001": "contact"},
    )
    again = SceneReport.from_dict(json.loads(json.dumps(report.as_dict())))
    assert again.done
    assert again.duration == pytest.approx(report.duration, abs=1e-6)
    assert (again.movie, again.video, again.frames, again.findings) == (
        report.movie, report.video, report.frames, report.findings,
    )  # fmt: skip
    assert again.motion == {"001": "contact"}
    before = {name: value for name, value in report.as_dict().items() if name != "motion"}
    assert SceneReport.from_dict(before).motion == {}  # of an earlier version
    failed = SceneReport.failed("20231119_051", UsageError("no", cure="Do"))
    assert SceneReport.from_dict(json.loads(json.dumps(failed.as_dict()))) == failed
    assert not failed.done


def test_movies_lie_where_the_original_put_them() -> None:
    video, movie = movie_paths(Path("out"), "20231119_051")
    assert video.as_posix() == "out/body_renders_noaudio/20231119_051.mkv"
    assert movie.as_posix() == "out/body_renders/20231119_051.mp4"


@pytest.mark.parametrize(("text", "first", "last"), [("1-90", 1, 90), ("7", 7, 7), (" 3 - 5 ", 3, 5)])
def test_frame_ranges_are_read(text: str, first: int, last: int) -> None:
    assert parse_frames(text) == FrameRange(first, last)


@pytest.mark.parametrize("text", ["", "a", "1-", "-5", "0-3", "9-3", "1-2-3", "1.5-2", "²-³"])
def test_senseless_frame_ranges_are_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_frames(text)


def test_a_range_is_cut_to_the_scene() -> None:
    assert FrameRange(5, 500).within(90) == FrameRange(5, 90)
    with pytest.raises(UsageError, match="beyond"):
        FrameRange(91, 95).within(90)


@pytest.mark.parametrize("text", ["", "1280", "1280x", "x720", "1280*720", "axb", "-2x4"])
def test_senseless_sizes_are_refused(text: str) -> None:
    with pytest.raises(UsageError):
        SIZE.from_text("size", text)


@pytest.mark.parametrize("size", [(1281, 720), (1280, 721), (0, 0), (8, 720), (20000, 720)])
def test_sizes_that_no_movie_can_have_are_refused(size: tuple[int, int]) -> None:
    with pytest.raises(UsageError, match="even"):
        PictureOptions("preview", *size)


def test_wrong_presets_are_refused_with_the_right_ones() -> None:
    with pytest.raises(UsageError, match="pathtraced"):
        PictureOptions("beautiful")
    with pytest.raises(UsageError, match="over_shoulder_a"):
        ComposeOptions(camera="up")
    with pytest.raises(UsageError, match="studio"):
        ComposeOptions(lights="dark")
    with pytest.raises(UsageError, match="replace, add"):
        ComposeOptions(mode="append")
