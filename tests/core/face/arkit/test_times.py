# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.face.arkit import read_face
from interact_addon.core.face.arkit.times import is_time_name, snap_rate, time_column
from interact_addon.core.foundation.errors import FaceError

SECONDS: dict[str, Callable[[float], str]] = {
    "seconds": lambda t: f"{t:.6f}",
    "few digits": lambda t: f"{t:.3f}",
    "an epoch": lambda t: f"{1_700_000_000 + t:.6f}",
    "milliseconds": lambda t: f"{t * 1e3:.1f}",
    "whole milliseconds": lambda t: f"{t * 1e3:.0f}",
    "an epoch of milliseconds": lambda t: f"{1.7e12 + t * 1e3:.0f}",
    "microseconds": lambda t: f"{t * 1e6:.0f}",
    "nanoseconds": lambda t: f"{t * 1e9:.0f}",
    "scientific": lambda t: f"{t:.8e}",
    "a clock": lambda t: f"00:{int(t) // 60:02d}:{t % 60:06.3f}",
    "minutes": lambda t: f"{int(t) // 60:02d}:{t % 60:06.3f}",
    "a clock with a comma": lambda t: f'"00:{int(t) // 60:02d}:{t % 60:06.3f}"'.replace(".", ","),
    "a date": lambda t: f"2024-01-26T10:00:{t:09.6f}Z",
    "a date with a space": lambda t: f"2024-01-26 10:00:{t:06.3f}",
}


def table(path: Path, label: str, times: list[str], values: np.ndarray, more: str = "") -> Path:
    rows = [f"{time},{value:.6f}{more and ',7'}" for time, value in zip(times, values, strict=True)]
    path.write_text("\n".join([f"{label},jawOpen{more}", *rows]) + "\n")
    return path


def codes(track) -> list[str]:
    return [finding.code for finding in track.findings if finding.code != "face-columns"]


@pytest.mark.parametrize("label", ["time", "timeCode", "Time Stamp"])
@pytest.mark.parametrize("unit", SECONDS)
@pytest.mark.parametrize("rate", [10, 24, 60])
def test_the_steps_tell_the_unit(tmp_path: Path, label: str, unit: str, rate: int) -> None:
    values = np.linspace(0, 1, 40)
    track = read_face(table(tmp_path / "a.csv", label, [SECONDS[unit](k / rate) for k in range(40)], values))
    assert (track.rate, track.frames, codes(track)) == (rate, 40, [])
    np.testing.assert_allclose(track.column("jawOpen"), values, atol=1e-5)


@pytest.mark.parametrize(
    ("label", "factor"),
    [
        ("seconds", 1),
        ("time_s", 1),
        ("Time (ms)", 1e3),
        ("timestamp_ms", 1e3),
        ("Elapsed Time [ms]", 1e3),
        ("relative_time", 1),
        ("ms", 1e3),
        ("time_us", 1e6),
        ("timestamp_ns", 1e9),
    ],
)
def test_units_in_names(tmp_path: Path, label: str, factor: float) -> None:
    times = [repr(3.5 + k / 25 * factor) for k in range(30)]
    track = read_face(table(tmp_path / "a.csv", label, times, np.linspace(0, 1, 30)))
    assert (track.rate, track.frames, codes(track)) == (25, 30, [])


def test_a_wrong_unit_in_a_name_is_said(tmp_path: Path) -> None:
    times = [f"{k * 40}" for k in range(30)]
    track = read_face(table(tmp_path / "a.csv", "seconds", times, np.linspace(0, 1, 30)))
    assert (track.rate, codes(track)) == (25, ["time-unit"])


@pytest.mark.parametrize("label", ["frame", "Frame", "Frame Number", "frame_id", "index", "time"])
def test_numbers_of_frames_need_a_rate(tmp_path: Path, label: str) -> None:
    path = table(tmp_path / "a.csv", label, [str(101 + k) for k in range(20)], np.linspace(0, 1, 20))
    track = read_face(path)
    assert (track.rate, track.frames, codes(track)) == (30, 20, ["no-timecode"])
    track = read_face(path, Fraction(24))
    assert (track.rate, track.frames, codes(track)) == (24, 20, [])


def test_numbers_of_frames_show_what_is_missing(tmp_path: Path) -> None:
    kept = [k for k in range(20) if k not in (5, 6)]
    path = table(tmp_path / "a.csv", "Frame", [str(k) for k in kept], np.array(kept) / 100)
    track = read_face(path, Fraction(30))
    assert (track.frames, codes(track)) == (20, ["face-frames-dropped"])
    np.testing.assert_allclose(track.column("jawOpen"), np.arange(20) / 100, atol=1e-6)


def test_times_count_more_than_numbers_of_frames(tmp_path: Path) -> None:
    times = [f"{k},{k / 50:.4f}" for k in range(20)]
    path = table(tmp_path / "a.csv", "frame,time", times, np.linspace(0, 1, 20))
    assert (read_face(path).rate, codes(read_face(path))) == (50, [])
    assert time_column(["frame", "jawOpen", "Time", "Timecode"]) == 3
    assert time_column(["frame", "ms", "t"]) == 1
    assert time_column(["jawOpen", ""]) is None
    assert not is_time_name("jawOpen")
    assert is_time_name("Unnamed: 0")


@pytest.mark.parametrize(
    "rate", [Fraction(24000, 1001), Fraction(30000, 1001), Fraction(60000, 1001), 30, 23, 17]
)
def test_exact_rates_of_long_takes(rate: Fraction) -> None:
    times = np.round(np.arange(2000) / float(rate), 4)
    assert snap_rate(times) == rate


def test_jittering_times_are_resampled(tmp_path: Path) -> None:
    """As from a camera: about 30 a second, up to 20 ms off."""
    jitter = np.random.default_rng(2).uniform(-0.012, 0.012, 300)
    times = np.arange(300) / 30 + jitter
    path = table(
        tmp_path / "a.csv", "timestamp", [f"{time:.5f}" for time in times], 0.5 + 0.4 * np.sin(times)
    )
    track = read_face(path)
    assert abs(float(track.rate) - 30) < 0.6
    moments = times[0] + np.arange(track.frames) / float(track.rate)
    np.testing.assert_allclose(track.column("jawOpen")[:-2], 0.5 + 0.4 * np.sin(moments)[:-2], atol=5e-3)


@pytest.mark.parametrize(
    ("label", "cells", "complaint"),
    [
        ("time", ["0.1", "soon"], "'soon' in the column time is neither"),
        ("time", ["0.1", "inf"], "'inf' in the column time"),
        ("time", ["00:00:01.5", "noon"], "'noon' is not a time"),
        ("Timecode", ["10:00:00:01", "10:00"], "'10:00' is not a timecode"),
        ("date", ["1", "2"], "frames"),
        ("timestamp", ["2024-01-26T10:00:00", "2024-13-26T10:00:00"], "not a date"),
        ("time", ["0", "1e300"], "more than a day"),
        ("frame", ["0", "100000000"], "more than a day"),
    ],
)
def test_times_that_make_no_sense(tmp_path: Path, label: str, cells: list[str], complaint: str) -> None:
    path = table(tmp_path / "a.csv", label, cells, np.array([0.1, 0.2]))
    if label == "date":  # not a name that is known
        assert codes(read_face(path)) == ["face-columns-extra", "no-timecode"]
        return
    with pytest.raises(FaceError, match=complaint):
        read_face(path)
