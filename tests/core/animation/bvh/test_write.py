# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import stat
from dataclasses import replace

import numpy as np
import pytest

from interact_addon.core.animation.bvh import Bvh, EndSite, Joint, read, write
from interact_addon.core.foundation.errors import BvhError, UsageError


@pytest.fixture
def bvh(small, bvh_file):
    return read(bvh_file(small))


def test_the_text_comes_back_letter_by_letter(small, bvh, tmp_path):
    written = tmp_path / "out.bvh"
    write(written, bvh, decimals=1)
    assert written.read_text() == small
    assert stat.S_IMODE(written.stat().st_mode) & 0o600 == 0o600


def test_no_negative_zeros(bvh, tmp_path):
    values = np.full_like(bvh.values, -1e-9)
    write(tmp_path / "out.bvh", replace(bvh, values=values))
    assert "-0.0" not in (tmp_path / "out.bvh").read_text().partition("MOTION")[2]


def test_what_there_was_stays_when_writing_fails(bvh, tmp_path, monkeypatch):
    target = tmp_path / "out.bvh"
    target.write_text("before")
    bad_name = replace(bvh, joints=(replace(bvh.joints[0], name="a\nb"), *bvh.joints[1:]))
    with pytest.raises(UsageError, match="would break the file"):
        write(target, bad_name)
    with pytest.raises(UsageError, match="not finite"):
        write(target, replace(bvh, values=np.full_like(bvh.values, np.nan)))
    assert target.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part"] == []


def test_places_that_cannot_be_written(bvh, tmp_path):
    with pytest.raises(BvhError, match="cannot be written"):
        write(tmp_path / "absent" / "out.bvh", bvh)
    (tmp_path / "folder").mkdir()
    with pytest.raises(BvhError, match="cannot be written"):
        write(tmp_path / "folder", bvh)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file.bvh", "folder"]


def test_joints_out_of_order_are_refused(tmp_path):
    channels = ("Xrotation",)
    joints = tuple(
        Joint(name, parent, (0.0, 0.0, 0.0), channels)
        for name, parent in (("a", -1), ("b", 0), ("c", 0), ("d", 1))
    )
    with pytest.raises(UsageError, match="depth-first"):
        write(tmp_path / "out.bvh", Bvh(joints, (), np.zeros((1, 4)), 0.1, "0.1"))


def test_deep_and_many(tmp_path):
    joints = tuple(Joint(f"j{n}", n - 1, (0.0, 1.0, 0.0), ("Xrotation",)) for n in range(3000))
    sites = (EndSite(2999, (0.0, 1.0, 0.0), "Site", 3000),)
    write(tmp_path / "deep.bvh", Bvh(joints, sites, np.zeros((1, 3000)), 0.1, "0.1"))
    back = read(tmp_path / "deep.bvh")
    assert back.joints == joints
    assert back.end_sites == sites


def test_names_keep_their_letters(small, bvh_file, tmp_path):
    bvh = read(bvh_file(small.replace("JOINT Spine", "JOINT  Ünï 骨:a.b ")))
    write(tmp_path / "out.bvh", bvh)
    assert read(tmp_path / "out.bvh").names == ("Hips", "Ünï 骨:a.b", "LeftUpLeg")
