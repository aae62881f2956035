# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders that another machine calls otherwise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PureWindowsPath

import pytest

from interact_addon.core.jobs.face_request import FaceRequest
from interact_addon.core.rendering.farms import PathMap


@pytest.mark.parametrize(
    ("path", "here"),
    [
        ("/data/a/b", "/mnt/a/b"),
        ("/data", "/mnt"),
        ("/database/a", "/database/a"),
        ("/other", "/other"),
        ("/data=2/x", "/mnt2/x"),
        ("/data/InterAct/bvhs", "/sets/bvhs"),
    ],
)
def test_a_folder_is_replaced_whole_and_the_longest_first(path, here) -> None:
    paths = PathMap((("/data", "/mnt"), ("/data=2", "/mnt2"), ("/data/InterAct", "/sets")))
    assert paths.path(Path(path)) == Path(here)


def test_windows_names_are_found_elsewhere() -> None:
    paths = PathMap((("D:\\data", "/mnt/data"),))
    # As the list of a Windows machine is read on Linux.
    assert paths.path(Path(str(PureWindowsPath("d:/Data/bvhs/x.bvh")))) == Path("/mnt/data/bvhs/x.bvh")


def test_all_paths_of_a_request_are_replaced(make_job) -> None:
    job = make_job(1, characters=Path("/data/people.blend"), out=Path("/data/movies"))
    request = PathMap((("/data", "/mnt"),)).request(job.tasks[0].request)
    assert request.dataset == Path("/mnt/InterAct")
    assert request.out == Path("/mnt/movies")
    assert request.options.compose.characters == Path("/mnt/people.blend")
    assert PathMap().request(request) is request


def test_those_of_a_face_too(make_job) -> None:
    request = replace(
        make_job(1).tasks[0].request, face=FaceRequest("001", generic=Path("/data/generic.obj"))
    )
    mapped = PathMap((("/data", "/mnt"),)).request(request)
    assert mapped.face is not None
    assert mapped.face.generic == Path("/mnt/generic.obj")
