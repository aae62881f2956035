# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interact_addon.core.face.arkit import ARKIT_51, ARKIT_52, read_face, table_text
from interact_addon.core.foundation.errors import FaceError

# The order of real recordings: right before left in two places, the tongue last.
SHAPES = [name[0].upper() + name[1:] for name in ARKIT_52]
SHAPES[23], SHAPES[25] = SHAPES[25], SHAPES[23]
ANGLES = [f"{part}{axis}" for part in ("Head", "LeftEye", "RightEye") for axis in ("Yaw", "Pitch", "Roll")]
HEADER = ["Timecode", "BlendShapeCount", *SHAPES, *ANGLES]


def timecode(units: int, hours: int = 10) -> str:
    """``units`` sixtieths of a second after the hour."""
    return f"{hours:02d}:{units // 3600:02d}:{units // 60 % 60:02d}:{units % 60:02d}.250"


def row(units: int, value: float = 0.0, **cells: float) -> list[str]:
    values = dict.fromkeys(SHAPES, value) | cells
    return [timecode(units), "61", *(f"{values[name]:.10f}" for name in SHAPES), *["0.0"] * len(ANGLES)]


def write(path: Path, rows: list[list[str]], header: list[str] = HEADER, newline: str = "\n") -> Path:
    path.write_bytes((newline.join(",".join(cells) for cells in [header, *rows]) + newline).encode())
    return path


def test_columns_go_by_name(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", [row(0, JawRight=0.25, JawLeft=0.5, TongueOut=1.0), row(2)])
    track = read_face(path)
    assert track.names == ARKIT_52
    assert (track.column("jawRight")[0], track.column("jawLeft")[0], track.column("tongueOut")[0]) == (
        0.25,
        0.5,
        1,
    )
    assert track.findings == ()


@pytest.mark.parametrize(("step", "rate"), [(1, 60), (2, 30)])
def test_the_rate_comes_from_the_timecodes(tmp_path: Path, step: int, rate: int) -> None:
    path = write(tmp_path / "a.csv", [row(step * k, k / 10) for k in range(7)])
    track = read_face(path)
    assert (track.rate, track.frames) == (rate, 7)
    np.testing.assert_allclose(track.column("jawOpen"), np.arange(7) / 10, atol=1e-6)


def test_a_take_is_resampled_to_the_scenes_rate_at_its_real_times(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", [row(2 * k, k / 10) for k in range(7)])
    track = read_face(path, Fraction(60))
    assert (track.rate, track.frames) == (60, 14)
    np.testing.assert_allclose(track.column("jawOpen")[:12], np.arange(12) / 20, atol=1e-6)
    assert track.column("jawOpen")[-1] == np.float32(0.6)


def test_dropped_frames_are_filled_in_at_their_times(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", [row(2 * k, k / 100) for k in range(40) if k not in (7, 8, 20)])
    track = read_face(path)
    assert [finding.code for finding in track.findings] == ["face-frames-dropped"]
    assert (
        "3 frames are missing in 2 gaps, the longest of 0.100 s after 10:00:00:12"
        in track.findings[0].message
    )
    assert track.frames == 40
    np.testing.assert_allclose(track.column("jawOpen"), np.arange(40) / 100, atol=1e-6)


def test_midnight(tmp_path: Path) -> None:
    rows = [row(2 * k, k / 100) for k in range(20)]
    for k, cells in enumerate(rows):
        cells[0] = f"23:59:59:{30 + 2 * k:02d}.250" if k < 15 else f"00:00:00:{2 * (k - 15):02d}.250"
    track = read_face(write(tmp_path / "a.csv", rows))
    assert (track.rate, track.frames, track.findings) == (30, 20, ())
    np.testing.assert_allclose(track.column("jawOpen"), np.arange(20) / 100, atol=1e-5)


def test_rows_in_another_order_are_sorted_and_told(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", [row(2 * k, k / 10) for k in (0, 2, 1, 3, 4)])
    track = read_face(path)
    assert [finding.code for finding in track.findings] == ["face-rows-sorted"]
    assert track.rate == 30
    np.testing.assert_allclose(track.column("jawOpen"), np.arange(5) / 10, atol=1e-6)


def test_repeated_timecodes_are_left_out_and_told(tmp_path: Path) -> None:
    track = read_face(write(tmp_path / "a.csv", [row(0, 0.1), row(2, 0.2), row(2, 0.9), row(4, 0.3)]))
    assert [finding.code for finding in track.findings] == ["timecode-repeated"]
    np.testing.assert_allclose(track.column("jawOpen"), [0.1, 0.2, 0.3], atol=1e-6)


def test_a_base_of_30_is_recognised(tmp_path: Path) -> None:
    rows = [row(0, k / 200) for k in range(120)]
    for k, cells in enumerate(rows):
        cells[0] = f"10:00:{k // 30:02d}:{k % 30:02d}.000"
    track = read_face(write(tmp_path / "a.csv", rows))
    assert [finding.code for finding in track.findings] == ["timecode-base"]
    assert (track.rate, track.frames) == (30, 120)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_line_ends_bom_and_empty_rows(tmp_path: Path, newline: str, bom: bytes) -> None:
    path = write(tmp_path / "a.csv", [row(0, 0.1), [], ["", ""], row(2, 0.2), []], newline=newline)
    path.write_bytes(bom + path.read_bytes())
    track = read_face(path)
    assert (track.frames, track.findings) == (2, ())


def test_other_dialects(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", [[*row(0, 0.1), ""], [*row(2, 0.2), ""]])  # a comma at each row's end
    assert read_face(path).frames == 2
    text = path.read_text()
    path.write_text(text.replace(",", ";"))
    assert read_face(path).frames == 2
    path.write_text(text.replace(",", "\t"), encoding="utf-16")
    assert read_face(path).frames == 2
    header = [f'"{cell.upper()}"' for cell in HEADER]
    assert read_face(write(path, [row(0), row(2)], header)).names == ARKIT_52


@pytest.mark.parametrize("count", ["0", "61"])
def test_the_time_before_the_first_face_passes_too(tmp_path: Path, count: str) -> None:
    """The voice begins with the recording, not with the face."""
    rows = [
        [timecode(2 * k), count, *[""] * 61] if k in (0, 1, 2, 7) else row(2 * k, k / 10) for k in range(8)
    ]
    track = read_face(write(tmp_path / "a.csv", rows, ["Timecode", "BlendShapeCount", *HEADER[2:]]))
    np.testing.assert_allclose(track.column("jawOpen"), [0.3, 0.3, 0.3, 0.3, 0.4, 0.5, 0.6, 0.6], atol=1e-6)
    assert [(each.code, each.message.split(": ", 1)[1][:6]) for each in track.findings] == [
        ("face-untracked", "4 rows")
    ]


@pytest.mark.parametrize("count", ["BlendShapeCount", "BlendshapeCount"])
def test_rows_without_a_face_are_joined(tmp_path: Path, count: str) -> None:
    rows = [row(2 * k, k / 10) for k in range(8)]
    rows[3] = [timecode(6), "0"]
    rows[4] = [timecode(8), "0", *[""] * 61]
    header = ["Timecode", count, *HEADER[2:]]
    track = read_face(write(tmp_path / "a.csv", rows, header))
    assert [finding.code for finding in track.findings] == ["face-untracked"]
    np.testing.assert_allclose(track.column("jawOpen"), np.arange(8) / 10, atol=1e-6)


def test_missing_and_further_columns_are_each_told_at_once(tmp_path: Path) -> None:
    keep = [place for place, name in enumerate(HEADER) if name not in ("JawOpen", "MouthClose", "TongueOut")]
    rows = [[cells[place] for place in keep] + ["0.9", "0.8"] for cells in (row(0), row(2))]
    track = read_face(
        write(tmp_path / "a.csv", rows, [HEADER[place] for place in keep] + ["Joy", "EyeBlinkLeft"])
    )
    assert [(finding.code, finding.level) for finding in track.findings] == [
        ("face-columns", "warning"),
        ("face-columns-extra", "info"),
    ]
    assert "jawOpen, mouthClose" in track.findings[0].message
    assert "tongueOut" not in track.findings[0].message
    assert "EyeBlinkLeft" in track.findings[0].message
    assert "Joy" in track.findings[1].message
    assert len(track.names) == 49
    assert track.column("eyeBlinkLeft").max() == 0  # the first of the two columns


def test_without_timecodes_a_rate_is_assumed_and_told(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", [cells[1:] for cells in (row(0), row(2))], HEADER[1:])
    track = read_face(path)
    assert (track.rate, track.frames) == (30, 2)
    assert [finding.code for finding in track.findings] == ["no-timecode"]
    track = read_face(path, Fraction(25))
    assert (track.rate, track.frames, track.findings) == (25, 2, ())


def test_values_out_of_range_are_kept(tmp_path: Path) -> None:
    track = read_face(write(tmp_path / "a.csv", [row(0, JawOpen=1.0033, MouthClose=-0.02)]))
    assert track.frames == 1
    assert track.column("jawOpen")[0] == np.float32(1.0033)
    assert track.column("mouthClose")[0] == np.float32(-0.02)


def broken(place: int, text: str) -> list[list[str]]:
    rows = [row(0), row(2), row(4)]
    rows[1][place] = text
    return rows


@pytest.mark.parametrize(
    ("rows", "complaint", "line"),
    [
        ([], "no frames", None),
        ([row(0), row(2)[:40]], "40 cells, but the header has 63", 3),
        ([row(0), row(2) + ["0.1"]], "64 cells", 3),
        (broken(20, "high"), "column 21 contains 'high'", 3),
        (broken(20, "1e999"), "column 21 contains '1e999'", 3),
        (broken(0, "10:00:00"), "not a timecode", 3),
        (broken(0, "10:61:00:02.000"), "not a timecode", 3),
        (broken(0, ""), "not a timecode", 3),
        (broken(0, "noon"), "not a timecode", 3),
        (broken(20, "0.1\x00"), "zero bytes", 3),
    ],
)
def test_a_broken_row_is_named(
    tmp_path: Path, rows: list[list[str]], complaint: str, line: int | None
) -> None:
    with pytest.raises(FaceError, match=complaint) as caught:
        read_face(write(tmp_path / "a.csv", rows))
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("raw", "complaint"),
    [
        (b"\n\n  \n", "empty"),
        (b"one,two\n1,2\n", "no column is an ARKit shape"),
        (b"HIERARCHY\nROOT Hips\n", "no column is an ARKit shape"),
        (b"text \xff\xfe\xfd\n", "neither"),
        (b'"JawOpen,\n' + b"x" * 200_000, "cannot be read"),
    ],
)
def test_what_is_no_table(tmp_path: Path, raw: bytes, complaint: str) -> None:
    (tmp_path / "a.csv").write_bytes(raw)
    with pytest.raises(FaceError, match=complaint):
        read_face(tmp_path / "a.csv")


def test_a_giant_file_is_not_read_into_memory(tmp_path: Path) -> None:
    with (tmp_path / "a.csv").open("wb") as stream:
        stream.write(b"Timecode")
        stream.truncate(table_text.MAX_BYTES + 1)
    with pytest.raises(FaceError, match="larger than 256 MiB"):
        read_face(tmp_path / "a.csv")


def test_the_real_recordings(arkit_samples: Path) -> None:
    track = read_face(arkit_samples / "jmtechart_MySlate_3_iPhone.csv")
    assert (track.rate, track.frames, track.names, track.findings) == (60, 328, ARKIT_52, ())
    assert track.column("jawRight")[0] == 0
    assert round(float(track.column("jawLeft")[0]), 4) == 0.055
    track = read_face(arkit_samples / "alexdjulin_alex_rom_3.csv", Fraction(30))
    assert [finding.code for finding in track.findings] == ["face-frames-dropped"]
    assert abs(track.seconds - (134.3818 + 1 / 30)) < 1 / 30
    assert set(ARKIT_51) < set(track.names)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=150)
@given(data=st.data())
def test_mutated_tables_give_a_track_or_a_clear_error(tmp_path: Path, data: st.DataObject) -> None:
    path = write(tmp_path / "a.csv", [row(2 * k, k / 10) for k in range(4)])
    raw = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(raw) - 1))
        raw[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    path.write_bytes(raw)
    try:
        track = read_face(path)
    except FaceError as error:
        told = str(error)
        assert str(path) in told
    else:
        assert np.isfinite(track.weights).all()
        assert track.weights.shape == (track.frames, len(track.names))
