# SPDX-License-Identifier: GPL-3.0-or-later
"""Movies of .blends, which no job can make again: they get versions, and keep their notes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from interact_addon.core.rendering.results.blend_source import blend_source, source_path, write_source
from interact_addon.core.rendering.results.layout import Layout
from interact_addon.core.rendering.results.replacing import would_replace
from interact_addon.core.rendering.results.versions import free_name, set_aside, split_version


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path)


def movie(layout: Layout, name: str, content: bytes = b"movie", *, edited: bool = True) -> Path:
    path = layout.movie(name)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    if edited:
        motion = {"001": "edited", "002": "capture"}
        write_source(path, layout.out, blend="/somewhere/film.blend", scene="Scene", motion=motion)
    return path


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("20231119_051", ("20231119_051", 1)),
        ("a_v002", ("a", 2)),
        ("a_v002_v0010", ("a_v002", 10)),
        ("a_v001", ("a_v001", 1)),
        ("_v002", ("_v002", 1)),
        ("a_v2", ("a_v2", 1)),
    ],
)
def test_the_version_in_a_name(name: str, parts: tuple[str, int]) -> None:
    assert split_version(name) == parts


def test_the_next_name_is_one_that_nothing_has(layout: Layout) -> None:
    assert free_name(layout, "a") == "a"
    assert free_name(layout, "a", {"A"}) == "a_v002"
    for name in ("ab", "a_v005", "a_x"):
        movie(layout, name, edited=False)
    assert free_name(layout, "a") == "a_v006"
    video = layout.video("a_V007")
    video.parent.mkdir()
    video.touch()
    assert free_name(layout, "a") == "a_v008"


def test_a_movie_of_a_blend_is_told_and_gets_out_of_the_way(layout: Layout) -> None:
    path = movie(layout, "a", b"by hand")
    for beside in (layout.video("a"), path.with_suffix(".edl"), path.with_suffix(".shots.csv")):
        beside.parent.mkdir(exist_ok=True)
        beside.touch()
    found = would_replace(layout, "a", "version")
    assert str(found) == "a.mp4 was rendered from film.blend, edited: it will be called a_v002.mp4"
    assert str(would_replace(layout, "a", "replace")).endswith("film.blend, edited: the job replaces it")
    assert set_aside(layout, "a") == "a_v002"
    assert layout.movie("a_v002").read_bytes() == b"by hand"
    assert blend_source(layout.movie("a_v002")).motion["001"] == "edited"
    left = {each.name for each in layout.out.rglob("*") if each.is_file()}
    assert left == {"a_v002.mp4", "a_v002.mkv", "a_v002.edl", "a_v002.shots.csv", "a_v002.source.txt"}
    assert set_aside(layout, "a") is None


def test_a_note_speaks_of_its_own_movie_only(layout: Layout) -> None:
    path = movie(layout, "a")
    assert blend_source(path) is not None
    os.utime(path, ns=(1, 1))
    assert blend_source(path) is None
    assert would_replace(layout, "a", "version") is None
    for damaged in (b"", b"[1]", b'{"format": 2, "size": 5, "mtime_ns": 1}', b"\xff"):
        source_path(path).write_bytes(damaged)
        assert blend_source(path) is None
