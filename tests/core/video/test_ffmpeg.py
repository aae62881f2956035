# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from types import ModuleType

import pytest

from interact_addon.core.foundation.errors import FfmpegError
from interact_addon.core.video import Ffmpeg, find_ffmpeg
from interact_addon.core.video.ffmpeg import ENVIRONMENT_VARIABLE, candidates, file_url, last_words

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-ins for ffmpeg are shell scripts")


def script(path: Path, body: str) -> Path:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def old_ffmpeg(folder: Path) -> Path:
    return script(folder / "ffmpeg", 'echo "ffmpeg version 4.2.2 Copyright"; echo "Encoder aac [AAC]"')


def test_the_one_given_is_used(ffmpeg: Ffmpeg) -> None:
    found = find_ffmpeg(ffmpeg.path)
    assert (found.path, found.version, found.source, found.lacks) == (
        ffmpeg.path,
        ffmpeg.version,
        "argument",
        (),
    )


def test_the_environment_comes_before_the_path(ffmpeg: Ffmpeg, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, ffmpeg.path)
    assert find_ffmpeg().source == ENVIRONMENT_VARIABLE


def test_one_on_the_path_is_used(ffmpeg: Ffmpeg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ffmpeg").symlink_to(ffmpeg.path)
    monkeypatch.delenv(ENVIRONMENT_VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    assert (find_ffmpeg().source, find_ffmpeg().path) == ("PATH", str(tmp_path / "ffmpeg"))


def test_the_one_that_comes_along_goes_before_the_path(
    ffmpeg: Ffmpeg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("imageio_ffmpeg")
    (tmp_path / "ffmpeg").symlink_to(ffmpeg.path)
    monkeypatch.delenv(ENVIRONMENT_VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_ffmpeg().source == "imageio-ffmpeg"


def test_an_old_one_that_comes_along_is_passed_over(
    ffmpeg: Ffmpeg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = ModuleType("imageio_ffmpeg")
    old.__file__ = str(tmp_path / "__init__.py")
    old.get_ffmpeg_exe = lambda: str(old_ffmpeg(tmp_path))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", old)
    found = tmp_path / "path"
    found.mkdir()
    (found / "ffmpeg").symlink_to(ffmpeg.path)
    monkeypatch.delenv(ENVIRONMENT_VARIABLE, raising=False)
    monkeypatch.setenv("PATH", f"{found}:/bin:/usr/bin")
    assert find_ffmpeg().source == "PATH"


def test_the_one_that_comes_along_is_made_a_program_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Blender unpacks wheels without the permission to run what is in them."""
    (tmp_path / "binaries").mkdir()
    program = script(tmp_path / "binaries" / "ffmpeg-linux-x86_64-v9", "echo")
    program.chmod(0o644)
    package = ModuleType("imageio_ffmpeg")
    package.__file__ = str(tmp_path / "__init__.py")
    package.get_ffmpeg_exe = lambda: str(program)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", package)
    monkeypatch.delenv(ENVIRONMENT_VARIABLE, raising=False)
    assert next(candidates()) == (str(program), "imageio-ffmpeg")
    assert os.access(program, os.X_OK)


def test_an_old_one_that_was_asked_for_is_an_error_that_says_what_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(FfmpegError, match=r"4\.2\.2.*lacks: H\.264.*amix.*alimiter.*setts") as caught:
        find_ffmpeg(old_ffmpeg(tmp_path))
    assert "AAC" not in caught.value.message
    assert caught.value.cure


def test_what_is_no_ffmpeg(tmp_path: Path) -> None:
    with pytest.raises(FfmpegError, match="ffmpeg not found"):
        find_ffmpeg(tmp_path / "absent")
    with pytest.raises(FfmpegError, match="is not ffmpeg"):
        find_ffmpeg(script(tmp_path / "other", "echo hello"))
    (tmp_path / "text").write_text("hello")
    with pytest.raises(FfmpegError, match="cannot be started"):
        find_ffmpeg(tmp_path / "text")
    with pytest.raises(FfmpegError, match="cannot be started"):
        find_ffmpeg(tmp_path)


def test_none_at_all_says_how_to_get_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ENVIRONMENT_VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    with pytest.raises(FfmpegError, match="ffmpeg is missing") as caught:
        find_ffmpeg()
    assert caught.value.cure is not None
    assert "preferences" in caught.value.cure


def test_a_failure_is_told_in_ffmpegs_own_last_words(ffmpeg: Ffmpeg, tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"nothing like a movie" * 100)
    with pytest.raises(FfmpegError, match="Invalid data found") as caught:
        ffmpeg.run(["-i", str(tmp_path / "a.mp4"), "-f", "null", "-"], about=tmp_path / "a.mp4")
    assert "0x" not in caught.value.message
    assert "built with" not in caught.value.message
    assert caught.value.path == str(tmp_path / "a.mp4")


def test_last_words_leave_out_the_banner() -> None:
    noise = "ffmpeg version 7\n  built with gcc\nInput #0, x\n"
    assert last_words(noise + "[mov @ 0x55] moov atom not found\nConversion failed!") == "moov atom not found"
    assert last_words("") == "no message"


@pytest.mark.parametrize("name", ["a:b.mkv", "-i.mkv", "a b'c\".mkv", "100%d.mkv", "ünï#?.mkv"])
def test_any_file_name_goes_through(ffmpeg: Ffmpeg, make_video, tmp_path: Path, name: str) -> None:
    plain = make_video(tmp_path / "plain.mkv", frames=3)
    plain.rename(tmp_path / name)
    done = ffmpeg.run(["-i", file_url(tmp_path / name), "-c", "copy", "-f", "framecrc", "-"])
    assert sum(not line.startswith("#") for line in done.stdout.splitlines()) == 3
