# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo's scene as files: what was performed is what is in them; impossible lengths are refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation.bvh import read as read_bvh
from interact_addon.core.animation.bvh import to_motion
from interact_addon.core.animation.kinematics import forward
from interact_addon.core.dataset import Dataset
from interact_addon.core.foundation.errors import UsageError
from interact_addon.core.performance.lengths import measure_lengths
from tools.make_demo import perform_scene
from tools.make_demo.files import write_files


def test_written_body_is_the_performed_one(demo_root: Path) -> None:
    for one in perform_scene():
        path = demo_root / "bvhs" / f"20260101_{one.person.actor_id}_001.bvh"
        read = forward(to_motion(read_bvh(path), units="cm", up="Y"))[0]
        assert np.abs(read - forward(one.body)[0]).max() < 1e-6


def test_another_length_makes_a_dataset_too(tmp_path: Path) -> None:
    write_files(tmp_path, perform_scene(5.0))

    scenes = Dataset.open(tmp_path).scenes()
    assert [scene.key for scene in scenes] == ["20260101_001"]
    lengths = measure_lengths(scenes[0])
    assert (lengths.frames, lengths.findings) == (150, ())


@pytest.mark.parametrize("seconds", [0.0, -1.0, 2.9, 61.0, float("nan"), float("inf")])
def test_impossible_lengths_are_refused(seconds: float) -> None:
    with pytest.raises(UsageError, match="seconds"):
        perform_scene(seconds)
