# SPDX-License-Identifier: GPL-3.0-or-later
"""Frozen jobs that are made up: no dataset, no Blender."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from interact_addon.core.jobs.request import RenderRequest
from interact_addon.core.options.movie import ComposeOptions, FrameRange, MovieOptions
from interact_addon.core.options.picture import PictureOptions
from interact_addon.core.rendering.farms import JobManifest, ManifestTask, Refused

PROGRAM = ["/opt/interact/python", "-P", "/opt/interact/start.py", "--"]
GOLDEN = Path(__file__).parent / "golden"

MakeJob = Callable[..., JobManifest]


@pytest.fixture
def make_job() -> MakeJob:
    """A job of some scenes."""

    def make(
        count: int,
        *,
        out: Path = Path("/shared/movies"),
        dataset: Path = Path("/data/InterAct"),
        preset: str = "preview",
        seconds: float = 60.0,
        characters: Path | None = None,
        title: str = "night.toml",
    ) -> JobManifest:
        picture = PictureOptions(preset, 640, 360)
        options = MovieOptions(
            ComposeOptions(picture=picture, characters=characters), FrameRange(1, 90), True
        )
        tasks = tuple(
            ManifestTask(
                RenderRequest(dataset, f"20231119_{number:03d}", out, options, f"scene{number}"), 90, seconds
            )
            for number in range(count)
        )
        return JobManifest(
            id="20261121-120000-abcd",
            created="2026-11-21T12:00:00+00:00",
            title=title,
            out=out,
            tasks=tasks,
            refused=(Refused("20231119_999", "there is no such scene."),),
            batch={"retries": 2, "stall": 600.0, "segment_frames": None},
        )

    return make


@pytest.fixture
def program() -> list[str]:
    """The words that start the program where the tasks run."""
    return list(PROGRAM)


@pytest.fixture
def golden() -> Path:
    """Folder of what is to come out."""
    return GOLDEN
