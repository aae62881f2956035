# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of labels in the forms that people write."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.foundation.errors import DatasetError, WorkError
from interact_addon.core.labels import (
    Labels,
    Segment,
    frame_labels,
    read_labels,
    save_codes,
    save_segments,
)

PIECES = (Segment(0, 3, "sit"), Segment(3, 5, "stand"), Segment(5, 8, "walk"))
CODES = [0, 0, 0, 2, 2, 1, 1, 1]
NAMES = ["sit"] * 3 + ["stand"] * 2 + ["walk"] * 3


def array(path: Path, values: object, **more: object) -> None:
    np.save(path, np.array(values, **more))  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "values",
    [
        np.array(CODES, np.int64),
        np.array(CODES, np.uint8),
        np.array(CODES, np.float32),
        np.array(CODES)[:, None],
        np.eye(3, dtype=np.float32)[CODES],
        np.array(NAMES),
        np.array([f" {name} " for name in NAMES]),
        np.array(NAMES).astype("S"),
        np.array([str(code) for code in CODES]),
    ],
    ids=["int", "uint", "float", "column", "one of three", "names", "spaces", "bytes", "digits"],
)
def test_arrays(tmp_path: Path, values: np.ndarray) -> None:
    np.save(tmp_path / "a.npy", values)
    assert read_labels(tmp_path / "a.npy").segments == PIECES


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(NAMES),
        "label\n" + "\n".join(NAMES) + "\n",
        "\r\n".join(map(str, CODES)),
        "frame,label\n" + "\n".join(f"{frame},{name}" for frame, name in enumerate(NAMES)),
        "\n".join(f"{frame};{name}" for frame, name in enumerate(NAMES, start=1)),
        "0,sit\n3,stand\n5,walk\n8,\n",
        "0,3,sit\n3,5,stand\n5,8,walk\n",
        "start,end,label\n5,8,walk\n0,3,sit\n3,5,stand\n",
        "start_seconds\tend_seconds\tname\n0\t0.1\tsit\n0.1\t0.166667\tstand\n0.166667\t0.266667\twalk\n",
        "0.0,0.1,sit\n0.1,0.166667,stand\n0.166667,0.266667,walk\n",
        "\ufefflabel,frame\nsit,0\nstand,3\nwalk,5\n,8\n",
    ],
)
def test_tables(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.csv").write_bytes(text.encode())
    assert read_labels(tmp_path / "a.csv", 8).segments == PIECES


@pytest.mark.parametrize(
    "value",
    [
        NAMES,
        CODES,
        {"labels": CODES, "names": ["sit", "walk", "stand"]},
        [{"start": 0, "end": 3, "label": "sit"}, {"start": 3, "end": 5, "label": "stand"},
         {"start": 5, "end": 8, "label": "walk"}],
        {"segments": [{"start_time": 0, "end_time": 0.1, "name": "sit"},
                      {"start_time": 0.1, "end_time": 0.1667, "name": "stand"},
                      {"start_time": 0.1667, "name": "walk"}]},
    ],
)  # fmt: skip
def test_json(tmp_path: Path, value: object) -> None:
    (tmp_path / "a.json").write_text(json.dumps(value))
    assert read_labels(tmp_path / "a.json", 8).segments == PIECES


def test_numbers_without_names_are_assumed_and_told(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", CODES)
    (finding,) = read_labels(tmp_path / "a.npy").findings
    assert finding.code == "label-names-assumed"
    assert "0 is sit, 1 is walk, 2 is stand" in finding.message


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("names.txt", "sit\nrun\nstand\n"),
        ("names.json", '["sit", "run", "stand"]'),
        ("names.json", '{"0": "sit", "2": "stand", "1": "run"}'),
        ("names.json", '{"run": 1, "sit": 0, "stand": 2}'),
    ],
)
def test_names_beside(tmp_path: Path, name: str, text: str) -> None:
    np.save(tmp_path / "a.npy", CODES)
    (tmp_path / name).write_text(text)
    found = read_labels(tmp_path / "a.npy")
    assert [segment.name for segment in found.segments] == ["sit", "stand", "run"]
    assert found.findings == ()


def test_unnamed_numbers_beyond_three(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", [0, 0, 4])
    found = read_labels(tmp_path / "a.npy")
    assert found.segments == (Segment(0, 2, "0"), Segment(2, 3, "4"))
    (tmp_path / "names.txt").write_text("sit\nwalk\n")
    with pytest.raises(DatasetError, match="label 4 has no name: there are 2"):
        read_labels(tmp_path / "a.npy")


@pytest.mark.parametrize(("frames", "said"), [(10, "the rest has none"), (6, "the others are ignored")])
def test_other_lengths_are_told(tmp_path: Path, frames: int, said: str) -> None:
    (tmp_path / "a.csv").write_text("\n".join(NAMES))
    found = read_labels(tmp_path / "a.csv", frames)
    assert found.frames == frames
    assert said in found.findings[0].message
    assert found.segments[-1].end == min(frames, 8)


def test_frames_without_a_label(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", [-1, 0, 0, -1, 1])
    found = read_labels(tmp_path / "a.npy")
    assert found.segments == (Segment(1, 3, "sit"), Segment(4, 5, "walk"))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.npy", b"", "not an array of numpy"),
        ("a.npy", b"\x93NUMPY\x01\x00v\x00{'descr'", "ends within its header|header is"),
        ("a.csv", b"", "table of labels is empty"),
        ("a.csv", b"start,end,label\n", "has no rows"),
        ("a.csv", b"1,2,3,4,5\n", "5 columns without names are not labels"),
        ("a.csv", b"0,sit\nx,walk\n", "line 2: 'x' is not a start"),
        ("a.csv", b"0,3,sit\n3,stand\n", "line 2: it has 2 columns, not 3"),
        ("a.csv", b"5,3,sit\n", "ends before it starts"),
        ("a.csv", b"sit\xff\n", "not a text file in UTF-8"),
        ("a.csv", b"start,end_seconds,label\n1,2,sit\n", "not both in frames or both in seconds"),
        ("a.json", b"{", "not JSON"),
        ("a.json", b"[" * 5000, "not JSON"),
        ("a.json", b"{}", "not a list of labels"),
        ("a.json", b'["sit", 1]', "neither all names nor all whole numbers"),
        ("a.json", b'[{"start": 0}]', "entry 1 of the labels has no start or no label"),
        ("a.json", b"[1e999]", "neither all names nor all whole numbers"),
        ("a.txt", b"sit", "does not end in"),
    ],
)
def test_what_is_wrong_is_a_sentence(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DatasetError, match=said) as caught:
        read_labels(tmp_path / name)
    assert caught.value.path == str(tmp_path / name)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (np.array([0.5, 1.0]), "label 0.5 of frame 1 is not a whole number"),
        (np.array([0, np.nan]), "label nan of frame 2"),
        (np.zeros((4, 3)), r"shape \(4, 3\)"),
        (np.zeros((2, 2, 2)), r"shape \(2, 2, 2\)"),
        (np.array([10**6]), "label 1000000 of frame 1"),
        (np.array([1j]), "not plain numbers"),
        (np.array([f"n{number}" for number in range(2000)]), "2000 different names"),
    ],
)
def test_arrays_that_are_no_labels(tmp_path: Path, values: np.ndarray, said: str) -> None:
    np.save(tmp_path / "a.npy", values)
    with pytest.raises(DatasetError, match=said):
        read_labels(tmp_path / "a.npy")


def test_names_as_objects_are_read_and_other_objects_are_not(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.array(NAMES, dtype=object), allow_pickle=True)
    assert read_labels(tmp_path / "a.npy").segments == PIECES
    np.save(tmp_path / "a.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(DatasetError, match="objects that are no names"):
        read_labels(tmp_path / "a.npy")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="cannot be read"):
        read_labels(tmp_path / "a.npy")


def test_codes_for_training() -> None:
    labels = Labels(("sit", "walk"), np.array([0, 0, 1, 1], np.int16), Fraction(30))
    codes, names = frame_labels(labels, 6)
    assert codes.tolist() == [0, 0, 1, 1, -1, -1]
    assert names == ("sit", "walk")
    codes, _ = frame_labels(labels, 8, Fraction(60))
    assert codes.tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
    codes, _ = frame_labels(labels, 2, Fraction(15))
    assert codes.tolist() == [0, 1]
    codes, names = frame_labels(None, 3)
    assert codes.tolist() == [-1, -1, -1]
    assert names == ()


def test_written_labels_are_read_again(tmp_path: Path) -> None:
    labels = Labels(("a, b", "c"), np.array([0, 0, -1, 1, 1], np.int16), Fraction(25))
    save_segments(labels, tmp_path / "a.csv")
    read = read_labels(tmp_path / "a.csv", 5, labels.rate)
    assert read.segments == labels.segments
    (tmp_path / "codes").mkdir()
    save_codes(labels, tmp_path / "codes" / "a.npy")
    read = read_labels(tmp_path / "codes" / "a.npy", 5, labels.rate)
    assert read.segments == labels.segments
    assert read.findings == ()


def test_other_names_in_the_folder_are_not_overwritten(tmp_path: Path) -> None:
    labels = Labels(("sit",), np.zeros(3, np.int16), Fraction(30))
    save_codes(labels, tmp_path / "a.npy")
    save_codes(labels, tmp_path / "b.npy")
    other = Labels(("stand",), np.zeros(3, np.int16), Fraction(30))
    with pytest.raises(WorkError, match="has other names of labels"):
        save_codes(other, tmp_path / "c.npy")
    assert not (tmp_path / "c.npy").exists()


def test_a_text_as_long_as_a_book_is_no_label(tmp_path: Path) -> None:
    path = tmp_path / "20231119_001_051.csv"
    path.write_text("walk\n" * 1000 + "sit" * 30_000 + "\n")
    with pytest.raises(DatasetError, match="a text of 90000 characters is no label"):
        read_labels(path)


def test_a_number_beyond_all_labels(tmp_path: Path) -> None:
    path = tmp_path / "20231119_001_051.json"
    path.write_text('[{"start": 0, "end": 5, "label": 999999999999}]')
    with pytest.raises(DatasetError, match="999999999999 is no label's number"):
        read_labels(path)


def test_rows_without_columns_are_no_labels(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.zeros((0, 0)))
    with pytest.raises(DatasetError, match=r"shape \(0, 0\) is not one label per frame"):
        read_labels(tmp_path / "a.npy")
