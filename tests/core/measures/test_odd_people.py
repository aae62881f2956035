# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever is given, each measure of one person has a value or says why it has none."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation.bvh import read, to_motion
from interact_addon.core.animation.skeleton import Motion
from interact_addon.core.dataset import Dataset
from interact_addon.core.foundation.errors import UsageError
from interact_addon.core.measures import MEASURES, Person, measure_people
from interact_addon.core.performance.take import load_scene
from tests.core.contacts.people_who_touch import without
from tests.people_in_motion import still, walking

ALONE = [each.id for each in MEASURES.values() if each.about != "pair"]
OF_ACTORS = [
    each.id for each in MEASURES.values() if each.about == "actor" and each.id != "facing"
]  # needs two


def spoilt(motion: Motion, rows: slice, joint: int | None = None) -> Motion:
    """The motion with frames in which all places, or a joint's rotation, are not numbers."""
    positions, rotations = motion.positions.copy(), motion.rotations.copy()
    if joint is None:
        positions[rows] = np.nan
    else:
        rotations[rows, joint] = np.nan
    return replace(motion, positions=positions, rotations=rotations)


def nameless(motion: Motion) -> Motion:
    names = tuple(f"b{n}" for n in range(len(motion.skeleton)))
    return replace(motion, skeleton=replace(motion.skeleton, names=names))


def no_frames(motion: Motion) -> Motion:
    return replace(motion, rotations=motion.rotations[:0], positions=motion.positions[:0])


ODD = {
    "one frame": still(1),
    "two frames": still(2),
    "no frames": no_frames(still()),
    "no names": nameless(walking()),
    "no names, one frame": nameless(still(1)),
    "22 joints": without(walking(), "HandRing", "HandPinky", "HandIndex", "HandMiddle", "HandThumb", "End"),
    "neither toes nor hands": without(walking(), "Toe", "ForeFoot", "Hand"),
    "only a trunk": without(walking(), "Leg", "Foot", "Toe", "Arm", "Hand", "Shoulder"),
    "a frame of nothing": spoilt(walking(), slice(20, 21)),
    "nothing": spoilt(walking(), slice(None)),
    "an arm of nothing": spoilt(walking(), slice(5, 30), 20),
    "every second frame of nothing": spoilt(walking(), slice(0, None, 2)),
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("kind", ODD)
def test_odd_motions(kind: str, tmp_path: Path) -> None:
    person = Person("001", ODD[kind], None, tmp_path / "none.wav")
    found = measure_people([person, Person("002", still())], ALONE)
    assert [each.measure for each in found if each.who in ("001", "")] == ALONE
    for each in found:
        assert each.why if each.value is None else math.isfinite(each.value)
        assert each.frame is None or 0 <= each.frame < 60


@pytest.mark.filterwarnings("error")
def test_files_of_many_makes(bvh_samples: Path) -> None:
    paths = sorted(bvh_samples.glob("*.bvh"))
    assert len(paths) > 10
    for path in paths:
        motion = to_motion(read(path))
        found = measure_people([Person("001", motion)], OF_ACTORS)
        assert [each.measure for each in found] == OF_ACTORS, path.name
        limits = next(each for each in found if each.measure == "joint_limits")
        assert limits.value in (None, 0.0), path.name


def test_real_captures_are_sound(interact_mini: Path) -> None:
    dataset = Dataset.open(interact_mini)
    for scene in dataset.scenes():
        people = [
            Person(take.performance.actor_id, take.body, take.face, take.voice)
            for take in load_scene(scene).takes
        ]
        values: dict[str, list[float]] = {name: [] for name in ALONE}
        for each in measure_people(people, ALONE):
            if each.value is not None:
                values[each.measure].append(each.value)
        for measure in ("frozen", "gaps", "joint_limits", "bone_lengths", "length_mismatch"):
            assert set(values[measure]) == {0.0}, (scene.key, measure)
        assert all(20.0 < jerk < 110.0 for jerk in values["jerk"])
        assert all(3.0 < bits < 6.0 for bits in values["body_entropy"])
        assert all(depth < 35.0 for depth in values["penetrate"])
        # The right hand of 003 flips by 103 degrees in frame 318, and back in 324.
        assert values["pops"] == ([2.0, 0.0] if scene.key.endswith("319") else [0.0, 0.0])
        # These voices are synthetic, and not of these faces.
        assert not values["voice_lag"]


def test_people_are_measured_at_one_rate() -> None:
    with pytest.raises(UsageError, match="one frame rate"):
        measure_people([Person("001", still()), Person("002", replace(still(), rate=60))], ALONE)
    with pytest.raises(UsageError, match="nobody"):
        measure_people([], ALONE)
