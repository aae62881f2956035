# SPDX-License-Identifier: GPL-3.0-or-later
"""An output folder of somebody else's names programs, names and places: none is run, none is written."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from interact_addon.cli import main
from interact_addon.core.foundation.errors import InputError, JobError, UsageError
from interact_addon.core.jobs import read_job
from interact_addon.core.options.movie import MovieOptions
from interact_addon.core.rendering.batch import BatchOptions, plan_tasks
from interact_addon.core.rendering.farms import (
    PathMap,
    check_place,
    list_manifests,
    make_manifest,
    read_manifest,
)
from interact_addon.core.rendering.results.layout import Layout
from interact_addon.core.schema.paths import paths_of

KEY = "20260101_001"


@pytest.fixture
def listed(demo_root: Path, tmp_path: Path) -> Path:
    """A list of one task, as `interact submit` writes it."""
    from interact_addon.core.jobs import JobEntry

    out = tmp_path / "out"
    tasks = plan_tasks([JobEntry(KEY)], out, MovieOptions(), dataset=demo_root)
    return make_manifest(tasks, out, BatchOptions(), title="x").write()


@pytest.fixture
def planted(tmp_path: Path) -> tuple[Path, Path]:
    """A program that leaves a file when it is started, and that file."""
    mark = tmp_path / "started"
    program = tmp_path / "ffmpeg"
    program.write_text(f"#!{sys.executable}\nopen({str(mark)!r}, 'w')\nprint('ffmpeg version 7.0')\n")
    program.chmod(0o755)
    return program, mark


def _change(path: Path, **request: Any) -> None:
    values = json.loads(path.read_text())
    row = values["tasks"][0]
    for name, value in request.items():
        (row if name in ("key", "name") else values["requests"][row["request"]])[name] = value
    path.write_text(json.dumps(values))


@pytest.mark.skipif(sys.platform == "win32", reason="the program is a script")
def test_status_runs_no_program_of_a_list(listed: Path, planted: tuple[Path, Path], tmp_path: Path) -> None:
    program, mark = planted
    _change(listed, ffmpeg=str(program))
    out = tmp_path / "out"
    movie = Layout(out).out / "body_renders" / f"{KEY}.mp4"
    movie.parent.mkdir(parents=True)
    movie.write_bytes(b"no movie")
    for words in (("status", out, "--report"), ("run-tasks", listed, "--indices", "5", "--workers", "1")):
        main([str(word) for word in words])
    assert not mark.exists()
    (task,) = list_manifests(out)[0].thaw([0])
    assert task.request.options.ffmpeg is None
    (task,) = read_manifest(listed).thaw([0], ffmpeg=program)
    assert task.request.options.ffmpeg == program, "the user's own command line names one"


def test_no_path_of_a_list_is_a_programs(listed: Path) -> None:
    """So that a program that is added to the options later is not forgotten."""
    programs = {name for name in paths_of(MovieOptions(ffmpeg=Path("x"))) if name == "ffmpeg"}
    assert programs
    for name in programs:
        _change(listed, **{name: "/opt/evil"})
    assert not programs & set(paths_of(read_manifest(listed).tasks[0].request.options))


@pytest.mark.parametrize("line", ['ffmpeg = "/opt/evil"', 'blender = "/opt/evil"', 'extension = "/opt/evil"'])
@pytest.mark.parametrize("table", ["", "[defaults]\n", "[[scene]]\n"])
def test_a_job_file_names_no_program(tmp_path: Path, line: str, table: str) -> None:
    path = tmp_path / "job.toml"
    path.write_text(f'{table}{line}\n[[scene]]\nkey = "{KEY}"\n')
    with pytest.raises(JobError, match="unknown name"):
        read_job(path)


@pytest.mark.parametrize(
    "request_values",
    [
        {"name": "../../up"},
        {"name": "/etc/name"},
        {"name": "a\\b"},
        {"name": ".."},
        {"name": "a\nb"},
        {"name": "\x1b[2J"},
        {"name": "NUL"},
        {"name": "com1.x"},
        {"name": "a."},
        {"name": "x.part"},
        {"name": "-rf"},
        {"name": "a" * 101},
        {"name": ["a"]},
        {"key": "../20260101_001", "name": "a"},
        {"key": "x/y", "name": "a"},
        {"key": "20260101_1", "name": "a"},
        {"key": 5, "name": "a"},
        {"key": None, "name": "a"},
        {"out": "/etc"},
        {"out": "OUT/.."},
        {"out": "OUT/sub"},
        {"segments": {"frames": 10, "folder": "/home/user"}},
        {"segments": {"frames": 10, "folder": "OUT"}},
    ],
    ids=repr,
)
def test_a_list_asks_for_no_more_than_a_job_file(
    listed: Path, tmp_path: Path, request_values: dict[str, Any]
) -> None:
    values = {
        name: value.replace("OUT", str(tmp_path / "out")) if isinstance(value, str) else value
        for name, value in request_values.items()
    }
    _change(listed, **values)
    with pytest.raises(InputError, match=r"not a list of tasks|is damaged"):
        read_manifest(listed)


@pytest.mark.parametrize(
    "face",
    [
        {"actor": "../.."},
        {"actor": "00\n1"},
        {"actor": 1},
        {"frames_format": "/../x"},
        {"pictures": "/home/user/pictures"},
        {"mark": {"path": "/home/user/mark.json", "fingerprint": ""}},
        {"mark": "/home/user/mark.json"},
    ],
    ids=repr,
)
def test_a_face_of_a_list_writes_nowhere_else(listed: Path, face: dict[str, Any]) -> None:
    from interact_addon.core.jobs.face_request import FaceRequest

    plain = FaceRequest("001").as_dict()
    _change(listed, kind="face", face=plain, name="20260101_001_001")
    assert read_manifest(listed).tasks[0].request.face == FaceRequest("001")
    _change(listed, kind="face", face=plain | face, name="20260101_001_001")
    with pytest.raises(InputError, match=r"not a list of tasks|is damaged"):
        read_manifest(listed)


@pytest.mark.parametrize("job_id", ["../..", "..", "a/b", "", "a\n", 5, None, "-x"], ids=repr)
def test_a_job_is_called_like_a_folder(listed: Path, job_id: object) -> None:
    values = json.loads(listed.read_text())
    listed.write_text(json.dumps(values | {"id": job_id}))
    with pytest.raises(InputError, match=r"not a list of tasks|is damaged"):
        read_manifest(listed)


def test_two_tasks_do_not_write_one_movie(listed: Path) -> None:
    values = json.loads(listed.read_text())
    task = values["tasks"][0]
    other = {**task, "name": KEY.upper()}
    listed.write_text(json.dumps(values | {"tasks": [task, other]}))
    with pytest.raises(InputError, match="written twice"):
        read_manifest(listed)


def test_a_list_that_lies_elsewhere_writes_only_where_the_user_says(
    listed: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    values = json.loads(listed.read_text())
    theirs = tmp_path / "theirs"
    values["out"] = values["requests"][0]["out"] = str(theirs)
    listed.write_text(json.dumps(values))
    assert main(["run-tasks", str(listed), "--workers", "1"]) == 2
    assert "--map" in capfd.readouterr().err
    assert not theirs.exists()
    # The state is that of the folder that was asked for, and nothing is read or written in the other one.
    assert main(["status", str(tmp_path / "out"), "--report"]) in (0, 1)
    assert not theirs.exists()
    assert list_manifests(tmp_path / "out")[0].out == tmp_path / "out"

    job = read_manifest(listed)
    here = tmp_path / "here"
    assert check_place(listed, job.out, PathMap(((str(theirs), str(here)),))) == here
    with pytest.raises(UsageError, match="not an absolute path"):
        check_place(listed, job.out, PathMap(((str(theirs), "here"),)))
    # `..` below a folder that is mapped leads out of it.
    with pytest.raises(UsageError, match="does not lie in it"):
        check_place(listed, theirs / ".." / "etc", PathMap(((str(theirs), str(here)),)))


def test_a_list_in_its_own_folder_needs_no_map(
    listed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = read_manifest(listed)
    assert check_place(listed, job.out, PathMap()) == job.out
    monkeypatch.chdir(listed.parent)
    assert check_place(Path("tasks.json"), job.out, PathMap()) == job.out
    if sys.platform != "win32":
        (tmp_path / "link").symlink_to(job.out)
        again = tmp_path / "link" / listed.relative_to(job.out)
        assert check_place(again, job.out, PathMap()) == job.out
    copy = tmp_path / "tasks.json"
    os.link(listed, copy)
    with pytest.raises(UsageError, match="does not lie in it"):
        check_place(copy, job.out, PathMap())
