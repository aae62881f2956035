# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.face.arkit import read_face
from interact_addon.core.face.arkit.reading import read_rows
from interact_addon.core.face.arkit.timecode import is_timecode

RATES = (10, 12, 15, 20, 24, 25, 30, 48, 50, 60, 90, 100, 120)


def stamp(frame: int, base: int, part: int = 0, start: int = 36_000) -> str:
    seconds = start + frame // base
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}:{frame % base:02d}.{part:03d}"


def ramp(path: Path, stamps: list[str], end: float = 1.0) -> Path:
    """A table whose jaw opens evenly."""
    values = np.linspace(0, end, len(stamps))
    rows = [f"{text},1,{value:.6f}" for text, value in zip(stamps, values, strict=True)]
    path.write_text("\n".join(["Timecode,BlendShapeCount,JawOpen", *rows]) + "\n")
    return path


def codes(track) -> list[str]:
    return [finding.code for finding in track.findings if finding.code != "face-columns"]


def test_frames_counted_at_15_a_second(tmp_path: Path) -> None:
    """As in faults/timecode_15fps.csv: parts of a frame that grow, 75 frames from the second one on."""
    path = ramp(tmp_path / "a.csv", [stamp(k, 15, k, start=0) for k in range(1, 76)])
    track = read_face(path)
    assert (track.rate, track.frames, track.seconds) == (15, 75, 5.0)
    np.testing.assert_allclose(track.column("jawOpen"), np.linspace(0, 1, 75), atol=1e-5)
    assert codes(track) == ["timecode-base"]
    at_30 = read_face(path, Fraction(30))
    assert at_30.frames == 150
    np.testing.assert_allclose(np.diff(at_30.column("jawOpen"))[:-2], 0.5 / 74, atol=1e-4)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("seconds", [1.2, 4])
@pytest.mark.parametrize("first", [0, 3])
def test_frames_counted_at_the_clips_own_rate(tmp_path: Path, rate: int, seconds: float, first: int) -> None:
    count = round(rate * seconds)
    track = read_face(ramp(tmp_path / "a.csv", [stamp(first + k, rate, 867) for k in range(count)]))
    assert (track.rate, track.frames) == (rate, count)
    np.testing.assert_allclose(track.column("jawOpen"), np.linspace(0, 1, count), atol=1e-5)
    assert set(codes(track)) <= {"timecode-base"}


@pytest.mark.parametrize("rate", [10, 12, 15, 20, 30, 60])
@pytest.mark.parametrize("count", [5, 17, 40])
def test_live_link_counts_60_whatever_the_rate(tmp_path: Path, rate: int, count: int) -> None:
    track = read_face(ramp(tmp_path / "a.csv", [stamp(k * 60 // rate, 60, 250) for k in range(count)]))
    assert (track.rate, track.frames) == (rate, count)
    np.testing.assert_allclose(track.column("jawOpen"), np.linspace(0, 1, count), atol=1e-5)


@pytest.mark.parametrize("rate", [15, 24, 25, 30, 50, 60])
def test_dropped_frames_do_not_hide_the_base(tmp_path: Path, rate: int) -> None:
    kept = [k for k in range(rate * 4) if k % 17 not in (3, 4) and k not in (rate - 1, 2 * rate)]
    stamps = [stamp(k, rate) for k in kept]
    path = tmp_path / "a.csv"
    rows = [f"{text},1,{k / 1000:.6f}" for text, k in zip(stamps, kept, strict=True)]
    path.write_text("\n".join(["Timecode,BlendShapeCount,JawOpen", *rows]))
    track = read_face(path)
    assert (track.rate, track.frames) == (rate, kept[-1] + 1)
    np.testing.assert_allclose(track.column("jawOpen"), np.arange(kept[-1] + 1) / 1000, atol=1e-5)
    assert "face-frames-dropped" in codes(track)


def test_within_one_second_the_base_is_assumed_and_said(tmp_path: Path) -> None:
    path = ramp(tmp_path / "a.csv", [stamp(k, 60) for k in range(20)])
    track = read_face(path)
    assert (track.rate, track.frames, codes(track)) == (60, 20, ["timecode-base-assumed"])
    rows = read_rows(path, Fraction(24))
    assert (rows.rate, rows.track().frames) == (24, 20)
    assert [finding.code for finding in rows.findings] == ["face-columns", "timecode-base"]
    # A higher frame than that rate has shows that it is another.
    assert read_rows(path, Fraction(15)).rate == 60
    # Live Link Face writes parts of frames; without them 30 is likelier.
    for count, rate in ((20, 30), (31, 48)):
        plain = ramp(path, [stamp(k, 60).partition(".")[0] for k in range(count)])
        track = read_face(plain)
        assert (track.rate, track.frames, codes(track)) == (rate, count, ["timecode-base-assumed"])


@pytest.mark.parametrize("mark", [";", ":"])
def test_drop_frame(tmp_path: Path, mark: str) -> None:
    """00 and 01 are left out at each minute but the tenth; 30 stands for 30000/1001."""
    labels = []
    number = 59 * 30
    while len(labels) < 90:
        minute, second, frame = number // 1800, number // 30 % 60, number % 30
        if not (second == 0 and frame < 2 and minute % 10):
            labels.append(f"01:{minute:02d}:{second:02d}{mark}{frame:02d}")
        number += 1
    track = read_face(ramp(tmp_path / "a.csv", labels))
    assert (track.rate, track.frames) == (Fraction(30000, 1001), 90)
    np.testing.assert_allclose(track.column("jawOpen"), np.linspace(0, 1, 90), atol=1e-5)
    assert codes(track) == ["timecode-base"]


@pytest.mark.parametrize("count", [12, 40])
def test_thousandths_behind_a_colon(tmp_path: Path, count: int) -> None:
    stamps = [f"00:00:{k // 25:02d}:{k % 25 * 40:03d}" for k in range(10, 10 + count)]
    track = read_face(ramp(tmp_path / "a.csv", stamps))
    assert (track.rate, track.frames) == (25, count)


@pytest.mark.parametrize("rate", [15, 24, 30, 50])
def test_frames_behind_a_point(tmp_path: Path, rate: int) -> None:
    stamps = [f"00:00:{k // rate:02d}.{k % rate:02d}" for k in range(3 * rate)]
    track = read_face(ramp(tmp_path / "a.csv", stamps))
    assert (track.rate, track.frames) == (rate, 3 * rate)
    # Hundredths of a second go on evenly.
    stamps = [f"00:00:{k * 4 // 100:02d}.{k * 4 % 100:02d}" for k in range(75)]
    assert read_face(ramp(tmp_path / "a.csv", stamps)).rate == 25


def test_a_clock_that_stands_still_is_said(tmp_path: Path) -> None:
    track = read_face(ramp(tmp_path / "a.csv", ["00:00:00:00"] * 20))
    assert (track.rate, track.frames) == (30, 20)
    assert codes(track) == ["time-still", "no-timecode"]


def test_what_is_a_timecode() -> None:
    assert all(map(is_timecode, ("10:00:00:04.250", "1:2:3:4", " 00:00:00;29 ", "10:00:00:119.5")))
    assert not any(map(is_timecode, ("10:00:00", "10:00:00.250", "10:00:00,250", "0.5", "", "a:b:c:d")))
