# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation import bvh
from interact_addon.core.animation.skeleton import Motion
from interact_addon.core.foundation.errors import FaceError, MotionError, UsageError
from interact_addon.core.performance.read import ReadOptions, common_up, read_body, read_weights
from tests.people_in_motion import lying, turned, walking


def test_bodies_at_the_scenes_rate(demo_root: Path, tmp_path: Path) -> None:
    path = tmp_path / "fast.bvh"
    text = (demo_root / "bvhs" / "20260101_001_001.bvh").read_text()
    path.write_text(text.replace("Frame Time: 0.033333", "Frame Time: .0083333"))
    document = bvh.read(path)
    own, findings = read_body(path, None, ReadOptions())
    assert (own.rate, own.frames, findings) == (Fraction(120), document.frames, ())
    slower, (finding,) = read_body(path, Fraction(30), ReadOptions())
    assert (slower.rate, slower.frames) == (Fraction(30), round(document.frames / 4))
    assert (finding.code, finding.level) == ("resampled", "info")
    np.testing.assert_allclose(slower.positions, own.positions[::4][: slower.frames], atol=1e-12)
    kept, (finding,) = read_body(path, Fraction(30), ReadOptions(timing="keep"))
    assert (kept.rate, kept.frames) == (Fraction(30), document.frames)
    assert "plays 0.25 times as fast" in finding.message
    larger, _ = read_body(path, None, ReadOptions(units="m", up="Y"))
    assert np.ptp(larger.positions) == pytest.approx(np.ptp(own.positions) / 0.01)


def test_a_rate_at_which_a_take_would_last_for_days(demo_root: Path, tmp_path: Path) -> None:
    slow = tmp_path / "slow.bvh"
    text = (demo_root / "bvhs" / "20260101_001_001.bvh").read_text()
    slow.write_text(text.replace("Frame Time: 0.033333", "Frame Time: 1000"))
    arrays = tmp_path / "slow.npz"
    np.savez(arrays, poses=np.zeros((9, 156)), trans=np.zeros((9, 3)), mocap_framerate=1e-30)
    for path in (slow, arrays):
        with pytest.raises(MotionError, match=r"slow.*hours: no recording does"):
            read_body(path, Fraction(30), ReadOptions())
        assert read_body(path, Fraction(30), ReadOptions(timing="keep"))[0].frames < 1000


def test_what_was_guessed_is_told(chain_bvh: Path) -> None:
    _, findings = read_body(chain_bvh, None, ReadOptions())
    assert "units-guessed" in [finding.code for finding in findings]
    _, findings = read_body(chain_bvh, None, ReadOptions(units="cm", up="Y"))
    assert findings == ()


def test_an_axis_that_does_not_fit_is_told(tmp_path: Path) -> None:
    path = tmp_path / "camera.bvh"
    bvh.write(path, bvh.from_motion(walking(), up="-Y"))
    _, (finding,) = read_body(path, None, ReadOptions("cm", "Y"))
    assert finding.code == "up-differs"
    assert "would stand upright with -Y" in finding.message
    for up in ("-Y", "auto"):
        motion, findings = read_body(path, None, ReadOptions("cm", up))
        assert findings == ()
        assert motion.positions[..., 2].min() > 0.8


@pytest.mark.parametrize(
    ("lies", "alone_up"),
    [
        (lying(along=np.array([1.0, 0, 0])), "Y"),
        (lying(moves=False), "Y"),
        (lying(along=np.array([0, -1.0, 0]), moves=False), "-Y"),
    ],
)
def test_the_partner_decides_for_one_who_lies(tmp_path: Path, lies: Motion, alone_up: str) -> None:
    """Both rest with Y up and move with Z up, and only one of them ever stands."""
    paths = [tmp_path / "lies.bvh", tmp_path / "walks.bvh"]
    for path, motion in zip(paths, (lies, walking()), strict=True):
        document = bvh.from_motion(motion, up="Y")
        raw = bvh.to_motion(document, "cm", up="Z")  # as it is
        bvh.write(path, bvh.from_motion(turned(raw, np.array([1.0, 0, 0]), 90), up="Z"))
    reading = ReadOptions("cm")
    alone, (finding,) = read_body(paths[0], None, reading)
    assert (finding.code, alone.origin.up) == ("up-guessed", alone_up)
    assert common_up(paths, reading) == common_up(paths[::-1], reading) == "Z"
    together, (finding,) = read_body(paths[0], None, reading, common_up(paths, reading))
    assert (finding.code, together.origin.up) == ("up-guessed", "Z")
    assert f"that of the partner, and not {alone_up}" in finding.message
    walks, findings = read_body(paths[1], None, reading, "Y")
    assert (walks.origin.up, findings) == ("Z", ())  # who is sure does not ask


def test_no_common_axis_where_none_is_to_be_detected(tmp_path: Path) -> None:
    path = tmp_path / "walks.bvh"
    bvh.write(path, bvh.from_motion(walking(), up="-Z"))
    assert common_up([path], ReadOptions()) is None
    assert common_up([path, path], ReadOptions(up="Y")) is None
    assert common_up([path, tmp_path / "absent.bvh"], ReadOptions()) == "-Z"


def test_weights_at_the_scenes_rate(sample_root: Path, live_link: Path) -> None:
    path = sample_root / "face_arkit" / "20231119_001_051.npy"
    weights = np.load(path)
    track = read_weights(path, Fraction(30), ReadOptions())
    np.testing.assert_array_equal(track.weights, weights)
    track = read_weights(path, Fraction(30), ReadOptions(face_rate=Fraction(60)))
    np.testing.assert_array_equal(track.weights[:400], weights[: 2 * 400 : 2])
    track = read_weights(path, Fraction(24), ReadOptions(timing="keep"))
    np.testing.assert_array_equal(track.weights, weights)
    # A table tells its own rate.
    assert "60 frames per second" in read_weights(live_link, Fraction(30), ReadOptions()).findings[-1].message


def test_ict_weights_become_arkits(any_root: Path, tmp_path: Path) -> None:
    for key in ("20231119_001_051", "20231126_007_319"):
        track = read_weights(any_root / "face_ict" / f"{key}.npy", Fraction(30), ReadOptions())
        theirs = np.load(any_root / "face_arkit" / f"{key}.npy")
        np.testing.assert_allclose(track.weights, theirs, atol=1e-5)
        assert [finding.code for finding in track.findings] == ["ict-converted"]
    path = tmp_path / "face.npy"
    np.save(path, np.full((3, 55), np.nan, np.float32))
    with pytest.raises(FaceError, match="not finite"):
        read_weights(path, Fraction(30), ReadOptions())


def test_tables_without_times_are_read_at_an_assumed_rate(live_link: Path, tmp_path: Path) -> None:
    lines = live_link.read_text().splitlines()
    table = tmp_path / "face.csv"
    table.write_text("\n".join(line.partition(",")[2] for line in lines[:91]))
    track = read_weights(table, Fraction(30), ReadOptions())
    assert (track.frames, [finding.code for finding in track.findings]) == (90, ["no-timecode"])
    track = read_weights(table, Fraction(60), ReadOptions(face_rate=Fraction(45)))
    assert (track.rate, track.frames) == (Fraction(60), 120)
    assert [finding.code for finding in track.findings] == ["resampled"]


def test_readings_that_make_no_sense() -> None:
    with pytest.raises(UsageError, match="invalid timing"):
        ReadOptions(timing="stretch")
    with pytest.raises(UsageError, match="invalid face rate 0"):
        ReadOptions(face_rate=Fraction(0))
    with pytest.raises(UsageError, match="invalid face columns 'width'"):
        ReadOptions(face_columns="width")
