# SPDX-License-Identifier: GPL-3.0-or-later
"""Only files are opened."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from interact_addon.core.animation.bvh import read
from interact_addon.core.animation.bvh.peek import peek_bvh
from interact_addon.core.audio import read_wav_info
from interact_addon.core.face.arkit.reading import read_rows
from interact_addon.core.foundation.arrays import map_array
from interact_addon.core.foundation.errors import InteractError
from interact_addon.core.foundation.meshes.obj_file import read_obj
from interact_addon.core.foundation.number_files import read_npy, read_npz
from interact_addon.core.foundation.pickled import read_pickle
from interact_addon.core.foundation.reading.plain_file import open_plain, plain_text, read_plain
from interact_addon.core.foundation.reading.text_file import read_text
from interact_addon.core.performance.input_files import Hashes, file_hash
from interact_addon.core.video.subtitles import read_srt

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no such files")

READERS = (
    read, peek_bvh, read_wav_info, read_rows, map_array, read_obj, read_npy, read_npz, read_pickle, read_srt,
    file_hash, read_plain, plain_text, lambda path: read_text(path, "the job file"),
)  # fmt: skip


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("kind", ["a pipe", "a device", "a link to a pipe"])
def test_no_reader_waits_for_a_pipe_or_reads_a_device(reader: object, kind: str, tmp_path: Path) -> None:
    path = tmp_path / "odd.npy"
    os.mkfifo(tmp_path / "pipe")
    if kind == "a pipe":
        path = tmp_path / "pipe"
    else:
        path.symlink_to("/dev/zero" if kind == "a device" else "pipe")
    with pytest.raises((InteractError, OSError), match=r"not a (regular )?file"):
        reader(path)


def test_the_content_of_a_pipe_has_no_hash(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert Hashes(tmp_path / "hashes.json").of("clip", tmp_path / "pipe").sha256 == ""


def test_a_link_is_followed_only_where_that_is_wanted(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"content\r\n")
    (tmp_path / "link").symlink_to("file")
    assert read_plain(tmp_path / "link") == b"content\r\n"
    assert plain_text(tmp_path / "link") == "content\n"
    with pytest.raises(OSError, match="it is a link, not a file"):
        open_plain(tmp_path / "link", follow=False)


def test_a_larger_file_than_is_wanted_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"12345")
    with pytest.raises(OSError, match="larger than 4 bytes"):
        read_plain(tmp_path / "file", most_bytes=4)
