# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that programs take for templates, and the plain ones that they are given."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest

from interact_addon.core.foundation.errors import WorkError
from interact_addon.core.foundation.literal_path import (
    LONGEST,
    fits_blender,
    is_literal,
    literal_input,
    literal_output,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="names that Windows does not allow")

SPECIAL = [
    "{take}",
    "{{x}}",
    "a{b",
    "back\\slash",
    "shot_####",
    "100%d",
    "new\nline",
    'it\'s "q"',
    "<UDIM>",
    "a:b",
    os.fsdecode(b"\xe9t\xe9"),
    "$HOME",
]
PLAIN = [
    "movies",
    "My Movies (2)",
    "-dash",
    "Videoaufnahmen für Ömer",
    "映画",
    "v1.0+x@y=z,w",
    " a ",
    "dots..",
]


@pytest.mark.parametrize("name", PLAIN)
def test_usual_names_stay_as_they_are(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    path = tmp_path / name / "a.mkv"
    with literal_output(path) as place:
        assert place == path
    with literal_input(path) as place:
        assert place == path


def in_special(tmp_path: Path, name: str) -> Path:
    folder = tmp_path / name
    folder.mkdir()
    return folder


@pytest.mark.parametrize("name", SPECIAL)
def test_what_is_written_is_where_it_belongs_and_nowhere_else(tmp_path: Path, name: str) -> None:
    folder = in_special(tmp_path, name)
    for path in (folder / "a.part.mkv", folder / f"{name}.part.mkv"):
        with literal_output(path) as place:
            assert is_literal(place)
            assert place.suffix == ".mkv"
            place.write_bytes(b"frames")
            assert [each.stat().st_dev for each in folder.iterdir()] == [path.parent.stat().st_dev]
            scratch = place.parents[1]
        assert path.read_bytes() == b"frames"
        assert [each.name for each in folder.iterdir()] == [path.name]
        assert not scratch.exists()
        path.unlink()
    assert [each.name for each in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", SPECIAL)
def test_what_is_there_can_be_read(tmp_path: Path, name: str) -> None:
    folder = in_special(tmp_path, name)
    path = folder / f"{name}.wav"
    path.write_bytes(b"voice")
    with literal_input(path) as place:
        assert is_literal(place)
        assert place.read_bytes() == b"voice"
        assert place.suffix == ".wav"
    with literal_input(folder) as place:
        assert [each.name for each in place.iterdir()] == [path.name]
    assert path.read_bytes() == b"voice"
    assert not place.exists()


def test_a_failed_program_leaves_nothing(tmp_path: Path) -> None:
    folder = in_special(tmp_path, "{x}")

    def crash() -> None:
        with literal_output(folder / "#.mkv") as place:
            place.write_bytes(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        crash()
    assert list(folder.iterdir()) == []
    with literal_output(folder / "#.mkv"):
        pass  # a program that writes nothing
    assert list(folder.iterdir()) == []


def test_where_there_are_no_links_it_is_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(1, "no right to make links")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    path = in_special(tmp_path, "{x}") / "a.mkv"
    with literal_output(path) as place:
        assert is_literal(place)
        place.write_bytes(b"frames")
    assert path.read_bytes() == b"frames"
    with pytest.raises(WorkError, match="Rename it and its folders"), literal_input(path):
        pass


def test_long_paths(tmp_path: Path) -> None:
    folder = tmp_path
    while len(os.fsencode(folder)) < LONGEST + 100:
        folder /= "ü" * 100
    folder.mkdir(parents=True)
    assert not fits_blender(folder)
    with literal_output(folder / "a.mkv") as place:
        assert len(os.fsencode(place)) < 200
        place.write_bytes(b"frames")
    assert (folder / "a.mkv").read_bytes() == b"frames"


def test_temporary_files_in_a_folder_whose_name_is_special_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    special = in_special(tmp_path, "{tmp}")
    monkeypatch.setattr(tempfile, "tempdir", str(special))
    with literal_output(special / "a.png") as place:
        assert is_literal(place)
        place.write_bytes(b"pixels")
    assert [each.name for each in special.iterdir()] == ["a.png"]
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(WorkError, match="TMPDIR"), literal_output(special / "b.png"):
        pass


def test_two_slashes_are_the_folder_of_the_blend() -> None:
    assert not fits_blender(Path("//movies/a.mkv"))
    assert fits_blender(Path("/movies/{a}.wav"))
    assert not is_literal(Path("/movies/{a}.wav"))
