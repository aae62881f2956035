# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of 100 GB that are holes, and special files, as the movies and inputs of records: not read."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from interact_addon.core.performance.input_files import Hashes, file_hash
from interact_addon.core.rendering.farms.status import out_status
from interact_addon.core.rendering.results.record import is_as_recorded, read_record

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="holes and pipes")
SIZE = 100 << 30


def _hole(path: Path, size: int = SIZE) -> Path:
    path.touch()
    try:
        os.truncate(path, size)
    except OSError:
        pytest.skip("this file system has no holes")
    return path


def _entry(path: Path, older: int = 0) -> dict[str, Any]:
    status = path.stat()
    time_of = status.st_mtime_ns - older
    return {"file": path.name, "size": status.st_size, "mtime_ns": time_of, "sha256": "0" * 64}


def _record(out: Path, name: str, movie: dict[str, Any], video: dict[str, Any], source: Path) -> Path:
    values = {"format": 1, "key": name, "frames": 24, "duration": 1.0, "seconds": {}, "findings": []}
    inputs = [{"role": "x", "path": str(source), "size": SIZE, "mtime_ns": 1, "sha256": "1" * 64}]
    place = out / "body_renders" / f"{name}.json"
    place.write_text(json.dumps({**values, "movie": movie, "video": video, "options": {}, "inputs": inputs}))
    return place


@pytest.fixture
def out(tmp_path: Path) -> Path:
    for name in ("body_renders", "body_renders_noaudio"):
        (tmp_path / name).mkdir()
    return tmp_path


def test_status_of_holes_takes_no_time(out: Path) -> None:
    source = _hole(out / "source.bvh")
    for name, size in (("a", SIZE), ("b", 1)):
        movie = _hole(out / "body_renders" / f"{name}.mp4", size)
        video = _hole(out / "body_renders_noaudio" / f"{name}.mkv", 1)
        _record(out, name, _entry(movie, older=5 if name == "a" else 0), _entry(video), source)
    before = time.process_time()
    first, second = out_status(out).scenes
    assert time.process_time() - before < 5  # reading them: minutes
    assert (first.state, first.text) == ("waiting", "the movie is not as recorded")
    assert second.state == "done"
    with pytest.raises(OSError, match="large and empty"):
        file_hash(source)


@pytest.mark.skipif(not Path("/proc/kcore").exists(), reason="of Linux")
def test_an_input_of_another_size_is_not_read(out: Path) -> None:
    movie, video = out / "body_renders" / "a.mp4", out / "body_renders_noaudio" / "a.mkv"
    movie.write_text("a")
    video.write_text("a")
    _record(out, "a", _entry(movie), _entry(video), Path("/proc/kcore"))
    (scene,) = out_status(out).scenes
    assert (scene.state, scene.text) == ("waiting", "/proc/kcore has changed since")


def test_a_pipe_is_no_movie(out: Path) -> None:
    pipe = out / "body_renders" / "a.mp4"
    os.mkfifo(pipe)
    video = _hole(out / "body_renders_noaudio" / "a.mkv", 1)
    record = read_record(_record(out, "a", _entry(pipe), _entry(video), out))
    assert record is not None
    assert not is_as_recorded(pipe, record.form.movie)
    assert Hashes(out / "hashes.json").of("x", pipe).sha256 == ""
