# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that are wrong: an error that names the line, or a warning and the usable frames."""

from __future__ import annotations

import os

import numpy as np
import pytest

from interact_addon.core.animation.bvh import read
from interact_addon.core.foundation.errors import BvhError

ROW = "1.5 90.5 2.5 11.0 21.0 31.0 1.0 2.0 3.0 4.0 5.0 6.0"


def fails(path, message: str, line: int | None) -> BvhError:
    with pytest.raises(BvhError, match=message) as caught:
        read(path)
    assert caught.value.path == str(path)
    assert caught.value.line == line
    return caught.value


@pytest.mark.parametrize(
    ("old", "new", "message", "line"),
    [
        ("HIERARCHY\n", "", "text that starts with", 1),
        ("ROOT Hips\n{", "ROOT Hips\n", "no opening brace", 2),
        ("\t\t}\n\t}\n}\n", "\t\t}\n\t}\n", "ROOT Hips is never closed", 2),
        ("\t\t}\n\t}\n}\n", "\t\t}\n\t}\n}\n}\n", "closing brace too many", 25),
        ("\tOFFSET 0.0 90.0 0.0\n", "", "ROOT Hips has no OFFSET", 2),
        ("\t\tOFFSET 0.0 20.0 1.0\n", "\t\tOFFSET 0.0 20.0\n", "CHANNELS.* is not a valid number", 9),
        ("OFFSET 0.0 20.0 1.0", "OFFSET 0.0 nan 1.0", "'nan' is not a valid number", 8),
        ("OFFSET 0.0 20.0 1.0", "OFFSET 0.0 1e30 1.0", "'1e30' is not a valid number", 8),
        ("OFFSET 0.0 20.0 1.0", "OFFSET 0,0 20,0 1,0", "'0,0' is not a valid number", 8),
        ("OFFSET 0.0 20.0 1.0", "OFFSET 0.0 20.0 1.0 4.0", "'4.0' does not belong here", 8),
        ("OFFSET 0.0 20.0 1.0", "OFFSET 0.0 20.0 1.0\nOFFSET 1 2 3", "two OFFSETs", 9),
        ("\t\tOFFSET 9.0", "CHANNELS 1 Xrotation\n\t\tOFFSET 9.0", "CHANNELS twice", 19),
        ("CHANNELS 6", "CHANNELS 7", "'7' channels, where 0 to 6", 5),
        ("CHANNELS 6", "CHANNELS 99999999999999999999", "where 0 to 6", 5),
        ("CHANNELS 6", "CHANNELS -6", "where 0 to 6", 5),
        ("CHANNELS 6", "CHANNELS six", "where 0 to 6", 5),
        ("CHANNELS 6", "CHANNELS 5", "followed by 6 known channels", 5),
        ("CHANNELS 6 Xposition", "CHANNELS 6", "followed by 5 known channels", 5),
        ("CHANNELS 6 Xposition", "CHANNELS 6 Xscale", "followed by 0 known channels.*'Xscale'", 5),
        ("CHANNELS 6 Xposition Yposition", "CHANNELS 6 Xposition Xposition", "position channel twice", 5),
        ("CHANNELS 3 Zrotation Yrotation", "CHANNELS 3 Zrotation Zrotation", "rotation channel twice", 9),
        ("\tJOINT Spine", "\tROOT Spine", "a ROOT within ROOT Hips", 6),
        ("ROOT Hips", "JOINT Hips", "outside of every ROOT", 2),
        ("ROOT Hips", "End Site", "outside of every joint", 2),
        ("\t\t\tOFFSET 0.0 30.0 0.0", "JOINT a\n{\nOFFSET 0 0 0\n}\n", "within an End Site", 12),
        ("\t\t\tOFFSET 0.0 30.0 0.0", "CHANNELS 1 Xrotation", "'CHANNELS' does not belong here", 12),
        ("\t\t\tOFFSET 0.0 30.0 0.0", "", "End Site has no OFFSET", 10),
        ("\tJOINT Spine", "\tBONE Spine", "'BONE' does not belong here", 6),
        ("\tJOINT Spine", "\t{\n\tJOINT Spine", "'{' does not belong here", 6),
        ("Frame Time: 0.033333\n", "", "no Frame Time", 26),
        ("MOTION\nFrames: 4\nFrame Time: 0.033333\n", "", "does not belong here", 25),
        ("Frames: 4\nFrame Time: 0.033333\n", "", "after MOTION there is no Frames", 25),
        ("0.033333", "0.0", "invalid frame time 0.0 s: must be between", 27),
        ("0.033333", "-0.033333", "invalid frame time -0.033333 s: must be between", 27),
        ("0.033333", "nan", "invalid frame time 'nan': must be a number", 27),
        ("0.033333", "inf", "invalid frame time 'inf': must be a number", 27),
        ("0.033333", "1e-300", "invalid frame time '1e-300': must be a number", 27),
        ("0.033333", "1e30", "invalid frame time 1e30 s: must be between", 27),
        ("0.033333", "0,033333", "frame time '0,033333'", 27),
        ("0.033333", "", "invalid frame time '': must be a number", 27),
    ],
)
def test_errors_name_their_line(small, bvh_file, old, new, message, line):
    assert old in small
    for ending in ("\n", "\r\n", "\r"):
        text = small.replace(old, new, 1).replace("\n", ending)
        fails(bvh_file(text), message, line)


def test_no_motion_at_all(small, bvh_file):
    fails(bvh_file(small.partition("MOTION")[0]), "no MOTION part", 25)


def test_no_frames(small, bvh_file):
    head = small.partition("Frames:")[0]
    fails(bvh_file(head + "Frames: 0\nFrame Time: 0.033333\n"), "0 frames", 27)
    fails(bvh_file(head + "Frames: 9\nFrame Time: 0.033333"), "0 frames", 27)


def test_no_joints_and_no_channels(bvh_file):
    motion = "MOTION\nFrames: 1\nFrame Time: 0.1\n1\n"
    fails(bvh_file("HIERARCHY\n" + motion), "names no joint", 1)
    fails(bvh_file("HIERARCHY\nROOT a\n{\nOFFSET 0 0 0\n}\n" + motion), "no joint has any channels", None)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"PK\x03\x04\0\0\0\0garbage", "a binary file"),
        (bytes(range(256)) * 50, "a binary file"),
        (b'{ "json": 1 }', "text that starts with"),
        ("HIERARCHY\nROOT".encode("utf-16"), "UTF-16"),
        (b"HIERARCHY\nROOT a\n{\nOFF\0SET 0 0 0", "zero bytes"),
        (b"HIERARCHY", "names no joint"),
        (b"HIERARCHYROOT", "starts with"),
    ],
)
def test_what_is_no_bvh(bvh_file, content, message):
    with pytest.raises(BvhError, match=message):
        read(bvh_file(content))


def test_paths_that_cannot_be_read(tmp_path):
    for path, message in (
        (tmp_path / "absent.bvh", "no such file"),
        (tmp_path, "a folder"),
        ("/dev/null", "not a regular file"),
        ("bad\0name", "cannot be read"),
    ):
        with pytest.raises(BvhError, match=message):
            read(path)
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    with pytest.raises(BvhError, match="not a regular file"):
        read(fifo)


@pytest.mark.parametrize(
    ("number", "word"), [("31.0", "nan"), ("31.0", "inf"), ("31.0", "-1e300"), ("31.0", "oops"), ("31.0", "")]
)
def test_a_damaged_row_holds_the_pose_before_it(small, bvh_file, number, word):
    text = small.replace(ROW, ROW.replace(number, word))
    bvh = read(bvh_file(text))
    assert bvh.frames == 4
    np.testing.assert_array_equal(bvh.values[1], bvh.values[0])
    (finding,) = bvh.findings
    assert finding.code == "bvh-damaged-rows"
    assert finding.line == 29
    assert "1 damaged row holds the pose before it (line 29)" in finding.message
    if word == "oops":
        assert "'oops'" in finding.message


def test_a_row_too_long_holds_the_pose_before_it(small, bvh_file):
    bvh = read(bvh_file(small.replace(ROW, ROW + " 7.0")))
    np.testing.assert_array_equal(bvh.values[1], bvh.values[0])
    assert [(f.code, f.line) for f in bvh.findings] == [("bvh-damaged-rows", 29)]


def test_a_damaged_first_row_takes_the_next_pose(small, bvh_file):
    bvh = read(bvh_file(small.replace("1.0 90.0 2.0", "1.0 90.0")))
    np.testing.assert_array_equal(bvh.values[0], bvh.values[1])
    assert bvh.frames == 4


def test_a_last_row_cut_short_is_left_out(small, bvh_file):
    bvh = read(bvh_file(small[:-20]))
    assert bvh.frames == 3
    assert [(f.code, f.line) for f in bvh.findings] == [("bvh-truncated", 31), ("bvh-frames-count", None)]


def test_a_last_frame_cut_short_in_wrapped_lines(small, bvh_file):
    head, _, rows = small.partition("0.033333\n")
    words = rows.split()[:-5]
    text = head + "0.033333\n" + "\n".join(words)
    bvh = read(bvh_file(text))
    assert bvh.frames == 3
    told = [(finding.code, finding.line) for finding in bvh.findings]
    assert told == [("bvh-truncated", 28 + 36), ("bvh-frames-count", None)]


@pytest.mark.parametrize("declared", ["3", "5", "0", "999999999999999", "-4", "four", "4.5", "", "9" * 40])
def test_a_wrong_number_of_frames_is_told_and_all_rows_are_used(small, bvh_file, declared):
    bvh = read(bvh_file(small.replace("Frames: 4", f"Frames: {declared}")))
    assert bvh.frames == 4
    (finding,) = bvh.findings
    assert finding.code == "bvh-frames-count"


def test_an_absent_number_of_frames_is_told(small, bvh_file):
    bvh = read(bvh_file(small.replace("Frames: 4\n", "")))
    assert bvh.frames == 4
    assert [finding.code for finding in bvh.findings] == ["bvh-frames-count"]


def test_rows_of_another_skeleton(small, bvh_file):
    text = small.replace("CHANNELS 3 Xrotation Zrotation Yrotation", "CHANNELS 2 Xrotation Zrotation")
    error = fails(bvh_file(text), "rows hold 12 numbers where the hierarchy has 11 channels", 28)
    assert "CHANNELS" in error.cure


def test_more_damage_than_motion(small, bvh_file):
    text = small.replace("1.0 90.0", "x 90.0").replace("1.5 90.5", "y 90.5")
    fails(bvh_file(text), "2 of 4 rows are damaged, the first with 'x'", 28)
    commas = small.partition("0.033333\n")
    broken = commas[0] + commas[1] + commas[2].replace(".", ",")
    error = fails(bvh_file(broken), "4 of 4 rows are damaged", 28)
    assert "decimal point" in error.cure


def test_one_pose_may_have_no_frame_time(small, bvh_file):
    head, _, rows = small.partition("Frames: 4")
    text = head + "Frames: 1\nFrame Time: 0\n" + rows.splitlines()[2]
    bvh = read(bvh_file(text))
    assert bvh.frames == 1
    assert bvh.rate == 30
    assert [finding.code for finding in bvh.findings] == ["bvh-frame-time"]


def test_a_novel_behind_the_frame_time(small, bvh_file):
    head, _, _ = small.partition("1.0 90.0")
    with pytest.raises(BvhError, match=r"damaged|not numbers"):
        read(bvh_file(head + "It was a dark and stormy night; the rain fell in torrents. " * 60_000))


def sparse(path, head: bytes, size: int, tail: bytes = b""):
    with path.open("wb") as stream:
        stream.write(head)
        stream.truncate(size)
        if tail:
            stream.seek(0, os.SEEK_END)
            stream.write(tail)
    return path


@pytest.mark.parametrize("where", ["start", "hierarchy", "motion"])
def test_a_line_of_two_gigabytes(small, tmp_path, where):
    head = {
        "start": b"",
        "hierarchy": b"HIERARCHY\nROOT ",
        "motion": small.partition("1.0 90.0")[0].encode(),
    }[where]
    path = sparse(tmp_path / "huge.bvh", head, 2 << 30)
    with pytest.raises(BvhError, match="2,048 MB, more than the 512 MB allowed"):
        read(path)
    # also when the size was allowed, it is given up at the first blocks
    with pytest.raises(BvhError, match=r"binary|empty|zero bytes|endless"):
        read(path, max_bytes=4 << 30)


def test_a_long_line_of_letters_in_the_hierarchy(bvh_file):
    path = bvh_file(b"HIERARCHY\nROOT Hips\n{\n\tOFFSET 0 0 0 " + b"x" * 3_000_000)
    fails(path, "longer than 64 KB", 4)


def test_a_long_line_of_letters_in_the_motion(small, bvh_file):
    text = small.partition("1.0 90.0")[0] + "1" * 3_000_000
    fails(bvh_file(text), "endless length", 28)


def test_a_hierarchy_without_end(bvh_file):
    path = bvh_file(b"HIERARCHY\n" + b"ROOT a { OFFSET 0 0 0 CHANNELS 1 Xrotation }\n" * 400_000)
    with pytest.raises(BvhError, match="no MOTION within the first 16 MB"):
        read(path)


def test_too_many_joints(bvh_file):
    joint = "ROOT a { OFFSET 0 0 0 CHANNELS 1 Xrotation }\n"
    path = bvh_file("HIERARCHY\n" + joint * 10_001 + "MOTION\nFrames: 1\nFrame Time: 1\n0")
    fails(path, "more than 10000 joints", 10_002)
