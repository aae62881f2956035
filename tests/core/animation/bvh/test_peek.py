# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from interact_addon.core.animation.bvh import read
from interact_addon.core.animation.bvh.peek import peek_bvh
from interact_addon.core.foundation.errors import BvhError


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_peek_reads_any_line_ends(tmp_path: Path, make_bvh, newline: str) -> None:
    path = tmp_path / "a.bvh"
    path.write_bytes(make_bvh(7, ".0083333", newline).encode())
    assert peek_bvh(path) == (7, Fraction(120))


def test_peek_reads_on_where_the_hierarchy_is_long(tmp_path: Path, make_bvh) -> None:
    path = tmp_path / "a.bvh"
    for pad in (65_380, 65_400, 65_420, 1_200_000):  # so that the MOTION block straddles the chunks
        path.write_text(" " * pad + "\n" + make_bvh(5))
        assert peek_bvh(path) == (5, Fraction(30))


def test_peek_is_not_fooled_by_a_joint_called_motion(tmp_path: Path, make_bvh) -> None:
    path = tmp_path / "a.bvh"
    path.write_text(make_bvh(5).replace("Hips", "MOTION Frames: 3"))
    assert peek_bvh(path) == (5, Fraction(30))


def test_peek_takes_a_header_at_the_very_end(tmp_path: Path) -> None:
    path = tmp_path / "a.bvh"
    path.write_text("HIERARCHY\nMOTION\n\tFrames:\t0\nframe time: 3.3333e-2")
    assert peek_bvh(path) == (0, Fraction(30))


@pytest.mark.parametrize(
    ("text", "complaint", "line"),
    [
        ("", "no MOTION", None),
        ("HIERARCHY\nMOTION\nFrames: 3\n", "no MOTION", None),
        ("HIERARCHY\nMOTION\nFrames: many\nFrame Time: 0.1\n", "invalid 'Frames:' 'many'", 3),
        ("HIERARCHY\nMOTION\nFrames: -4\nFrame Time: 0.1\n", "invalid 'Frames:' '-4'", 3),
        ("HIERARCHY\nMOTION\nFrames: 3\nFrame Time: 0\n", "invalid 'Frame Time:' '0'", 4),
        ("HIERARCHY\nMOTION\nFrames: 3\nFrame Time: nan\n", "invalid 'Frame Time:' 'nan'", 4),
        ("HIERARCHY\nMOTION\nFrames: 3\nFrame Time: fast\n", "invalid 'Frame Time:' 'fast'", 4),
    ],
)
def test_peek_names_the_line(tmp_path: Path, text: str, complaint: str, line: int | None) -> None:
    path = tmp_path / "a.bvh"
    path.write_text(text)
    with pytest.raises(BvhError, match=complaint) as caught:
        peek_bvh(path)
    assert caught.value.line == line


def test_peek_gives_up_on_an_endless_header(tmp_path: Path) -> None:
    path = tmp_path / "a.bvh"
    with path.open("wb") as stream:
        stream.truncate(1 << 31)  # a 2 GB line of zeros, without taking room on the disk
    with pytest.raises(BvhError, match="no MOTION"):
        peek_bvh(path)


def test_peek_of_a_folder(tmp_path: Path) -> None:
    with pytest.raises(BvhError, match="cannot be read"):
        peek_bvh(tmp_path)


@pytest.mark.parametrize(
    "says", ["Frames: 1000000000", "Frames: 1", "Frames: 0", "Frames: 99999999999999999999", "Frames: many"]
)
@pytest.mark.parametrize("frames", [120, 4000])  # within the first chunk, and far beyond it
def test_rows_count_where_the_header_is_wrong(tmp_path: Path, make_bvh, says: str, frames: int) -> None:
    path = tmp_path / "a.bvh"
    path.write_text(make_bvh(frames).replace(f"Frames: {frames}", says))
    assert peek_bvh(path) == (frames, Fraction(30))


def test_a_wrong_header_is_a_finding_that_names_header_and_rows(tmp_path: Path, make_bvh) -> None:
    path = tmp_path / "a.bvh"
    path.write_text(make_bvh(120).replace("Frames: 120", "Frames: 1000000000"))
    (finding,) = (each for each in read(path).findings if each.code == "bvh-frames-count")
    assert "1000000000" in finding.message
    assert "120" in finding.message


def test_a_header_without_rows_has_no_length(tmp_path: Path, make_bvh) -> None:
    path = tmp_path / "a.bvh"
    text = make_bvh(5)
    path.write_text(text[: text.index("Frame Time: ")] + "Frame Time: 0.033333\n")
    with pytest.raises(BvhError, match="0 frames"):
        peek_bvh(path)


def test_a_right_header_is_believed_without_its_rows(tmp_path: Path, make_bvh) -> None:
    path = tmp_path / "a.bvh"
    text = make_bvh(40_000)
    end = text.index("Frame Time: ")
    path.write_text(text[: end + 100_000] + "x" * len(text[end + 100_000 :]))
    assert peek_bvh(path) == (40_000, Fraction(30))
    assert read(path).frames < 40_000  # the rows were not read
