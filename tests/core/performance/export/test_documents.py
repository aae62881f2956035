# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation import bvh
from interact_addon.core.animation.bvh import to_motion
from interact_addon.core.animation.skeleton import Skeleton
from interact_addon.core.characters import standing
from interact_addon.core.foundation.errors import BvhError, UsageError
from interact_addon.core.performance.export.documents import fits_origin, motion_document

SMALL = """HIERARCHY
ROOT hip
{
  OFFSET 1.5 0 0
  CHANNELS 6 Yposition Xposition Zposition Xrotation Zrotation Yrotation
  JOINT arm
  {
    OFFSET 0 10 0
    CHANNELS 3 Yrotation Xrotation Zrotation
    End Site
    {
      OFFSET 0 5 0
    }
  }
}
MOTION
Frames: 3
Frame Time: 0.0416667
1 2 3 10 20 30 -40 50 60
2 3 4 11 -21 31 -41 51 61
3 4 5 12 22 -32 170 -52 62
"""


def written(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").replace("-0.000000", "0.000000").splitlines()


def test_a_capture_that_is_read_and_written_is_the_same_text(interact_mini: Path, tmp_path: Path) -> None:
    paths = sorted((interact_mini / "bvhs").glob("*.bvh"))
    assert len(paths) == 6
    for path in paths:
        motion = to_motion(bvh.read(path), units="cm", up="Y")
        bvh.write(tmp_path / path.name, motion_document(motion))
        assert written(tmp_path / path.name) == written(path)


def test_another_order_of_channels_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "small.bvh"
    path.write_text(SMALL, encoding="utf-8")
    document = bvh.read(path)
    again = motion_document(to_motion(document, units="cm", up="Y"))
    assert again.joints == document.joints
    assert again.end_sites == document.end_sites
    assert again.frame_time_text == "0.0416667"
    assert np.abs(again.values - document.values).max() < 1e-9


@pytest.mark.parametrize(
    ("units", "up"), [("m", "Z"), ("inch", "Y"), ("cm", "-Y"), ("mm", "-Z"), ("cm", "X"), ("cm", "-X")]
)
def test_units_and_axes_are_those_of_the_file(tmp_path: Path, units: str, up: str) -> None:
    path = tmp_path / "small.bvh"
    path.write_text(SMALL, encoding="utf-8")
    document = bvh.read(path)
    again = motion_document(to_motion(document, units=units, up=up))
    assert np.abs(again.values - document.values).max() < 1e-9


def test_a_new_frame_rate_has_a_new_frame_time(tmp_path: Path) -> None:
    path = tmp_path / "small.bvh"
    path.write_text(SMALL, encoding="utf-8")
    motion = to_motion(bvh.read(path), units="cm", up="Y")
    assert motion_document(replace(motion, rate=Fraction(30))).frame_time_text == "0.033333"


def test_a_rest_pose_that_was_put_upright_is_undone(bvh_samples: Path) -> None:
    """Captures that rest lying or folded are given another rest pose; files keep their own."""
    turned = []
    for path in sorted(bvh_samples.rglob("*.bvh")):
        try:
            document = bvh.read(path)
            read = to_motion(document)
        except BvhError:
            continue
        motion = standing(read)
        if motion.origin is None or motion.origin.turns is None:
            continue
        turned.append(path.name)
        again = to_motion(motion_document(motion), units=motion.origin.units, up=motion.origin.up)
        dots = np.abs(np.sum(again.rotations * read.rotations, axis=-1))
        assert dots.min() > 1 - 1e-9, path
        assert np.abs(again.positions - read.positions).max() < 1e-8, path
        assert fits_origin(motion), path
    assert turned


def test_an_origin_survives_as_text(sample_root: Path) -> None:
    path = sample_root / "bvhs" / "20231119_001_051.bvh"
    origin = to_motion(bvh.read(path), units="cm", up="Y").origin
    again = bvh.Origin.from_text(origin.to_text())
    assert again.document.joints == origin.document.joints
    assert again.document.end_sites == origin.document.end_sites
    assert (again.document.frame_time_text, again.units, again.up) == ("0.033333", "cm", "Y")
    assert again.turns is None


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"hierarchy": "HIERARCHY", "frame_time": "x"}', "null"])
def test_an_origin_that_somebody_damaged_is_told(text: str) -> None:
    with pytest.raises(BvhError, match="record of its motion file"):
        bvh.Origin.from_text(text)


def test_other_bones_do_not_fit_the_origin(tmp_path: Path) -> None:
    path = tmp_path / "small.bvh"
    path.write_text(SMALL, encoding="utf-8")
    motion = to_motion(bvh.read(path), units="cm", up="Y")
    assert fits_origin(motion)
    old = motion.skeleton
    longer = Skeleton(old.names, old.parents, old.offsets * [[1], [1.5]], old.end_offsets)
    assert not fits_origin(replace(motion, skeleton=longer))
    raised = Skeleton(old.names, old.parents, old.offsets + [[0, 0, 1], [0, 0, 0]], old.end_offsets)
    assert fits_origin(replace(motion, skeleton=raised))
    renamed = Skeleton(("a", "b"), old.parents, old.offsets, old.end_offsets)
    with pytest.raises(UsageError, match="differ from those of its original file"):
        motion_document(replace(motion, skeleton=renamed))


def test_without_an_origin_it_is_interact_s_convention(sample_root: Path) -> None:
    path = sample_root / "bvhs" / "20231119_001_051.bvh"
    document = bvh.read(path)
    again = motion_document(replace(to_motion(document, units="cm", up="Y"), origin=None))
    assert [joint.channels for joint in again.joints] == [joint.channels for joint in document.joints]
    assert again.frame_time_text == "0.033333"
