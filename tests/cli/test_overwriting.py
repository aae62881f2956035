# SPDX-License-Identifier: GPL-3.0-or-later
"""No command replaces a file that the user names by another content without ``--overwrite``."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from interact_addon.cli import COMMANDS, main
from interact_addon.core.video import find_ffmpeg

KEY = "20260101_001"
EDITED = b"what the user has written\n"
NAMING = {"--out", "--save", "--csv", "--html", "--edl"}
# Their files' names are ours, and records beside movies say which are ours; downloads have --replace.
FOLDERS = {"render", "render-blend", "run-tasks", "submit", "status", "demo", "download", "build-extension"}
# They only look at the folder of the movies.
READERS = {"job check", "job estimate", "doctor"}


def _parsers(
    parser: argparse.ArgumentParser, name: str = ""
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    inner = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not inner:
        yield name, parser
    for action in inner:
        for word, each in action.choices.items():
            yield from _parsers(each, f"{name} {word}".strip())


def test_every_command_that_writes_a_named_file_asks() -> None:
    parser = argparse.ArgumentParser()
    subparsers = parser.add_subparsers()
    for module in COMMANDS:
        importlib.import_module(f"interact_addon.cli.{module}").add_parser(subparsers)
    naming = {
        name: "--overwrite" in each._option_string_actions
        for name, each in _parsers(parser)
        if NAMING & set(each._option_string_actions) and name not in FOLDERS | READERS
    }
    assert {"compose", "contacts", "convert", "edit", "export", "job new", "job split", "labels"} <= set(
        naming
    )
    assert {"measure", "mux", "plot"} <= set(naming)
    assert [name for name, asks in naming.items() if not asks] == []


@pytest.fixture
def video(tmp_path: Path) -> Path:
    path = tmp_path / "v.mkv"
    source = ["-f", "lavfi", "-i", "testsrc=size=64x36:rate=30", "-frames:v", "30"]
    find_ffmpeg().run([*source, "-c:v", "libx264", "-pix_fmt", "yuv420p", str(path)])
    return path


def _refused(words: list[str], path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Run a command over an edited file, without and with ``--overwrite``."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(EDITED)
    assert main(words) == 2
    assert f"{path}: " in (err := capsys.readouterr().err)
    assert "--overwrite" in err
    assert path.read_bytes() == EDITED
    assert [each.name for each in path.parent.iterdir() if each.name.startswith(".")] == []
    assert main([*words, "--overwrite"]) == 0
    assert path.read_bytes() != EDITED


def _again(words: list[str], path: Path) -> None:
    """Run the same command again: it would write the same."""
    before = path.read_bytes()
    assert main(words) == 0
    assert path.read_bytes() == before


@pytest.mark.parametrize("option", ["--edl", "--csv"])
def test_edit(option: str, demo_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "own" / "shots"
    words = ["edit", KEY, "--dataset", str(demo_root), option, str(path)]
    _refused(words, path, capsys)
    _again(words, path)


@pytest.mark.usefixtures("stand_in_measures")
@pytest.mark.parametrize("option", ["--json", "--csv", "--html"])
def test_measure(option: str, demo_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "own" / f"all.{option[2:]}"
    words = ["measure", KEY, "--dataset", str(demo_root), option, str(path)]
    _refused(words, path, capsys)
    _again(words, path)
    # All is measured for nothing where nothing is kept: that is refused before.
    assert main([*words, "--no-cache"]) == 2
    assert "exists already" in capsys.readouterr().err


@pytest.mark.usefixtures("stand_in_measures")
def test_of_several_files_none_is_written_where_one_is_refused(demo_root: Path, tmp_path: Path) -> None:
    page, table = tmp_path / "a.html", tmp_path / "a.csv"
    page.write_bytes(EDITED)
    words = ["measure", KEY, "--dataset", str(demo_root), "--csv", str(table), "--html", str(page)]
    assert main(words) == 2
    assert not table.exists()


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_plot(suffix: str, demo_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("matplotlib")
    path = tmp_path / "own" / f"chart{suffix}"
    words = ["plot", KEY, "--dataset", str(demo_root), "--out", str(path), "--shapes", "1"]
    _refused(words, path, capsys)
    _again(words, path)


def test_mux(video: Path, tmp_path: Path, sample_root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "own" / "movie.mp4"
    voice = next((sample_root / "wav").glob("*.wav"))
    words = ["mux", str(video), "--voice", str(voice), "--out", str(path)]
    _refused(words, path, capsys)
    assert main(words) == 2  # a movie is not made to be compared
    assert "exists already" in capsys.readouterr().err


def test_compose(demo_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "own" / "scene.blend"
    words = ["compose", KEY, "--dataset", str(demo_root), "--save", str(path)]
    _refused(words, path, capsys)
    assert main(words) == 2


@pytest.mark.parametrize("target", ["face_arkit", "vertices"])
def test_convert(target: str, sample_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = sample_root / "face_ict" / "20231119_001_051.npy"
    path = tmp_path / "own" / "face.npy"
    words = ["convert", "face_ict", target, str(source), str(path), "--calibrate", "off"]
    if target == "vertices":
        words += ["--dataset", str(sample_root)]
    _converted(words, path, capsys)
    assert main(words) == 0
    assert "were there already" in capsys.readouterr().out
    # What an earlier run has made is replaced: other options, and the journal says whose it is.
    other = ["--merge", "max"] if target == "face_arkit" else ["--eyes"]
    assert main([*[word for word in words if word not in ("--calibrate", "off")], *other]) == 0
    assert "1 of 1 converted" in capsys.readouterr().out
    path.write_bytes(EDITED)
    assert main(words) == 2
    assert path.read_bytes() == EDITED


def _converted(words: list[str], path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path.parent.mkdir()
    path.write_bytes(EDITED)
    assert main(words) == 2
    assert "--overwrite" in capsys.readouterr().err
    assert path.read_bytes() == EDITED
    assert main([*words, "--force"]) == 0
    assert path.read_bytes() != EDITED


def test_what_calibration_found(
    interact_mini: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "own" / "mapping.json"
    words = ["convert", "face_ict", "face_arkit", "--calibrate", str(interact_mini), "--save", str(path)]
    _refused(words, path, capsys)
    _again(words, path)
