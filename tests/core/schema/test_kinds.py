# SPDX-License-Identifier: GPL-3.0-or-later
"""What each kind of value refuses, whichever way it comes in."""

from __future__ import annotations

import argparse
import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interact_addon.core.camera.choices import CAMERAS, CameraName
from interact_addon.core.foundation.errors import UsageError
from interact_addon.core.options.movie import ComposeOptions, MovieOptions
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.schema.arguments import add_arguments, argument_values
from interact_addon.core.schema.fields import options_of, put
from interact_addon.core.schema.frames import BlendFrames, FrameRange
from interact_addon.core.schema.json_form import from_json, to_json
from interact_addon.core.schema.kinds import (
    Cast,
    File,
    FileByActor,
    Frames,
    Kind,
    Names,
    Number,
    OneOf,
    Rate,
    Size,
    Span,
    Switch,
    Text,
    Whole,
)

CAMERA = OneOf(CAMERAS)
SIDE = Whole(16, 16384, even=True)


@pytest.mark.parametrize(
    ("kind", "form", "value", "message"),
    [
        (CAMERA, "plain", "up", "invalid it 'up'. Use one of front, side"),
        (CAMERA, "plain", 3, "invalid it 3"),
        (
            CameraName(CAMERAS),
            "plain",
            "close",
            "pov_b, edit, or front, side, over_shoulder, close, pov with an",
        ),
        (CameraName(CAMERAS), "text", "orbit:001", "invalid it 'orbit:001'. Use one of front"),
        (Switch(), "plain", "yes", "invalid it 'yes': neither true nor false"),
        (Switch(), "json", 1, "neither true nor false"),
        (SIDE, "plain", 65, "invalid it 65. Use an even number from 16 to 16384"),
        (SIDE, "plain", True, "not a whole number"),
        (SIDE, "text", "6.5", "not a whole number"),
        (Number(1.0, 50.0, "mm"), "plain", 0.5, "invalid it 0.5 mm. Use a number from 1 to 50"),
        (Number(1.0, 50.0), "text", "nan", "invalid it nan"),
        (Number(1.0, 50.0), "plain", math.inf, "invalid it inf"),
        (Number(1.0, 50.0), "plain", "7", "not a number"),
        (Rate(), "plain", 0, "invalid it 0"),
        (Rate(), "plain", "1/0", "invalid it '1/0'"),
        (Rate(), "json", True, "invalid it True"),
        (Rate(), "plain", "1e-9999999", "invalid it '1e-9999999'"),
        (Rate(), "json", "1e9999999", "invalid it '1e9999999'"),
        (Frames(), "plain", "5-1", "invalid frames 5-1"),
        (Frames(), "plain", 1.5, "write FIRST-LAST"),
        (Frames(), "json", [1], "not a first and a last frame"),
        (Frames(timeline=True), "plain", "a-b", "is not a range of frames"),
        (Size(SIDE), "plain", "1280", "Write it as WIDTHxHEIGHT"),
        (Size(SIDE), "text", "1280x15", "invalid height of it 15"),
        (File(), "plain", "a\0b", "not a path"),
        (File(), "plain", "~no-such-user/x", "no home of that user"),
        (File(), "json", 3, "not a path"),
        (Cast(str), "plain", [], "Write a table"),
        (Cast(str), "plain", {"x y": "jonas"}, "'x y' is not an actor's number"),
        (Cast(str), "plain", {"001": 3}, "not a person's name"),
        (Cast(str), "text", "001", "Write ACTOR=PERSON"),
        (Names(), "plain", 3, "not a text in quotes"),
        (Span(), "text", "5-x", "Write A-B"),
        (Span(), "text", "5-2", "from 5 s to 2.0 s"),
        (Text(), "json", None, "not a text in quotes"),
    ],
)
def test_invalid_values(kind: Kind, form: str, value: Any, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        getattr(kind, f"from_{form}")("it", value)
    assert message in str(caught.value)


@given(st.fractions(min_value=1, max_value=1000, max_denominator=1001))
def test_rates_are_exact(rate: Fraction) -> None:
    kind = Rate()
    for form in ("plain", "text", "json"):
        assert getattr(kind, f"from_{form}")("it", getattr(kind, f"to_{form}")(rate)) == rate


@given(st.floats(min_value=1.0, max_value=5000.0))
def test_numbers_keep_all_digits(number: float) -> None:
    kind = Number(1.0, 5000.0)
    assert kind.from_text("it", kind.to_text(number)) == number


@given(st.integers(-9999, 9999), st.integers(0, 9999))
def test_frames_of_the_timeline(first: int, more: int) -> None:
    kind, frames = Frames(timeline=True), BlendFrames(first, first + more)
    assert kind.from_text("it", kind.to_text(frames)) == frames


def test_json_of_a_newer_version_is_refused_where_nothing_else_can_be_in_it() -> None:
    values = to_json(MovieOptions())
    values["picture"] = {**values["picture"], "glow": 1}
    with pytest.raises(UsageError, match="unknown option 'glow'"):
        from_json(MovieOptions, values)
    with pytest.raises(UsageError, match="not a table"):
        from_json(MovieOptions, {**values, "picture": 3})


def test_values_are_checked_wherever_they_come_from() -> None:
    with pytest.raises(UsageError, match="invalid width 65"):
        put(PictureOptions(), {"size": (65, 64)})
    with pytest.raises(UsageError, match="invalid samples 0"):
        from_json(PictureOptions, {"samples": 0})
    with pytest.raises(UsageError, match="invalid camera 'up'"):
        ComposeOptions(camera="up")


def test_own_characters_that_play_alone_take_the_retargeted_bodies() -> None:
    """The rule holds for every way in, since the options themselves have it."""
    alone = {"characters": Path("mine.blend"), "interaction": "single"}
    assert ComposeOptions(**alone).take.bodies == "bvhs_retarget"
    assert put(MovieOptions(), alone).compose.take.bodies == "bvhs_retarget"
    values = alone | {"characters": "mine.blend"}
    assert from_json(MovieOptions, values).compose.take.bodies == "bvhs_retarget"
    assert put(MovieOptions(), alone | {"bodies": "bvhs"}).compose.take.bodies == "bvhs"
    for interaction in ("contact", "exact"):
        assert ComposeOptions(**alone | {"interaction": interaction}).take.bodies == "auto"
    assert ComposeOptions(interaction="single").take.bodies == "auto"


def test_help_names_the_default_and_the_choices(capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    add_arguments(parser, MovieOptions)
    text = " ".join(parser.format_help().split())
    assert "burn: drawn into the pictures (default: auto)" in text
    assert "pixels (default: 1280x720)" in text
    assert "samples per pixel (default: as many as the quality takes)" in text
    assert argument_values(parser.parse_args([]), MovieOptions) == {}
    with pytest.raises(UsageError, match="invalid --fps '0/0'"):
        argument_values(parser.parse_args(["--fps", "0/0"]), MovieOptions)
    assert argument_values(parser.parse_args(["--frames", "3"]), MovieOptions) == {"frames": FrameRange(3, 3)}
    assert "--fps" in {option.flag for option in options_of(MovieOptions)}


def test_files_by_actor() -> None:
    kind = FileByActor()
    assert kind.from_text("skeleton", "P1=a,b.npz") == {"P1": Path("a,b.npz")}
    assert kind.from_text("skeleton", "rest.npz") == {"all": Path("rest.npz")}
    assert kind.from_plain("skeleton", "rest.npz") == {"all": Path("rest.npz")}
    assert kind.from_plain("skeleton", {"1": "a.npz"}) == {"001": Path("a.npz")}
    for text in ("", "P1="):
        with pytest.raises(UsageError, match="Write FILE or ACTOR=FILE"):
            kind.from_text("skeleton", text)
    with pytest.raises(UsageError, match="not a path"):
        kind.from_plain("skeleton", {"P1": 3})
