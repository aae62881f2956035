# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from pathlib import Path

import pytest

from interact_addon.core.foundation.errors import InputError, JobError
from interact_addon.core.foundation.reading.text_file import read_text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_texts_as_editors_write_them(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("Grüße\r\n20231119_051\r\n".encode(encoding))
    assert read_text(path, "the job file") == "Grüße\r\n20231119_051\r\n"


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        ("eins\nGrüße".encode("latin-1"), 2),
        ("eins\n".encode("utf-16-le"), 1),
        ("a\nb".encode("utf-32"), 1),
        (b"one\ntwo\n\0", 3),
        (b"\xff\xfea", 1),
    ],
)
def test_what_is_no_text_is_told_with_its_line(tmp_path: Path, raw: bytes, line: int) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(raw)
    with pytest.raises(JobError, match=r"not a text file.*UTF-8") as caught:
        read_text(path, "the job file", JobError)
    assert caught.value.line == line


def test_what_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path / "absent", tmp_path, tmp_path / ("x" * 300), tmp_path / "\0"):
        with pytest.raises(InputError, match="the list cannot be read"):
            read_text(path, "the list")
    (tmp_path / "large").write_bytes(b"x" * 100)
    with pytest.raises(InputError, match="larger than"):
        read_text(tmp_path / "large", "the list", most_bytes=99)
