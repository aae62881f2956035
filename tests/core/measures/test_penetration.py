# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from interact_addon.core.animation.kinematics import forward
from interact_addon.core.animation.skeleton import Motion
from interact_addon.core.dataset import Dataset
from interact_addon.core.measures import Measured, Person, measure_people
from interact_addon.core.performance.take import load_scene
from tests.core.contacts.people_who_touch import X, Z, arms_down, leg_scale, standing_at, without
from tests.people_in_motion import person, standing, still, turned, walking

OWN = ("self_depth", "self_deeper_1mm", "self_deeper_10mm")
PARTNER = ("partner_depth", "partner_deeper_1mm", "partner_deeper_10mm")


def measured(motions: list[Motion], names: tuple[str, ...] = PARTNER) -> dict[tuple[str, str], Measured]:
    people = [Person(f"00{n}", motion) for n, motion in enumerate(motions, start=1)]
    return {(each.measure, each.who): each for each in measure_people(people, names)}


def head_on_head(depth: np.ndarray) -> list[Motion]:
    """Somebody, and somebody upside down above, whose skulls overlap by metres (F,)."""
    one = arms_down(standing_at(np.zeros(3), len(depth)))
    scale = leg_scale(one)
    head = forward(one)[0][0, one.skeleton.index("Head"), 2]
    # The skulls are lying capsules with a radius of 8.8 cm, 11.5 cm above the heads' joints, at 1.75 m.
    heads_apart = 2 * scale * (0.115 + 0.088) - depth
    hips = head + heads_apart + head - one.positions[0, 0, 2]
    return [one, turned(one, X, 180, at=hips[:, None] * Z)]


def knees_together(depth: np.ndarray) -> Motion:
    """Somebody whose thighs overlap by metres (F,) at the knees."""
    motion = arms_down(standing_at(np.zeros(3), len(depth)))
    index = motion.skeleton.index
    knees = [index("LeftLeg"), index("RightLeg")]
    places = np.broadcast_to(motion.skeleton.offsets[knees], (len(depth), 2, 3)).copy()
    # A thigh's radius at the knee is 5.8 cm, at 1.75 m.
    aside = 0.058 * leg_scale(motion) - depth / 2
    for n, (side, hip) in enumerate(((1, "LeftUpLeg"), (-1, "RightUpLeg"))):
        places[:, n, 1] = side * aside - motion.skeleton.offsets[index(hip)][1]
    return replace(
        motion,
        moving=np.array([0, *knees]),
        positions=np.concatenate([motion.positions, places], axis=1),
    )


def test_heads_three_centimetres_deep() -> None:
    depth = np.r_[np.arange(-30, 30) / 1000 + 0.0005, 0.03]
    found = measured(head_on_head(depth))
    deepest, slightly, deeply = (found[name, "001+002"] for name in PARTNER)
    assert deepest.value == pytest.approx(30.0, abs=1e-6)
    assert deepest.frame == 60
    assert deepest.why == "deepest: 001's head and 002's head"
    assert deepest.series == pytest.approx(1000 * np.maximum(depth, 0), abs=1e-6)
    assert slightly.value == pytest.approx(100 * 30 / 61)  # from the frame of 1.5 mm on
    assert deeply.value == pytest.approx(100 * 21 / 61)


def test_people_apart_do_not_sink_in() -> None:
    found = measured([still(), standing_at(3.0 * X)])
    assert [found[name, "001+002"].value for name in PARTNER] == [0.0, 0.0, 0.0]
    assert found["partner_depth", "001+002"].frame is None


def test_thighs_three_centimetres_deep() -> None:
    depth = np.r_[np.full(30, -0.01), np.full(6, 0.005), np.full(4, 0.03)]
    found = measured([knees_together(depth)], OWN)
    deepest, slightly, deeply = (found[name, "001"] for name in OWN)
    assert deepest.value == pytest.approx(30.0, abs=1e-6)
    assert deepest.frame == 36
    assert deepest.why == "deepest: left thigh and right thigh"
    assert slightly.value == pytest.approx(25.0)
    assert deeply.value == pytest.approx(10.0)


@pytest.mark.parametrize("motion", [still(10), arms_down(still(10)), walking(20)])
def test_who_stands_or_walks_does_not_sink_into_oneself(motion: Motion) -> None:
    assert measured([motion], OWN)["self_depth", "001"].value == 0.0


def test_hips_so_narrow_that_thighs_overlap_at_rest_are_no_penetration() -> None:
    motion = still(5)
    offsets = motion.skeleton.offsets.copy()
    for name in ("LeftUpLeg", "RightUpLeg"):
        offsets[motion.skeleton.index(name), 1] *= 0.6
    narrow = replace(motion, skeleton=replace(motion.skeleton, offsets=offsets))
    assert measured([narrow], OWN)["self_depth", "001"].value == 0.0


def test_frames_that_only_one_has_do_not_count() -> None:
    one, other = head_on_head(np.full(40, 0.03))
    short = replace(other, rotations=other.rotations[:10], positions=other.positions[:10])
    found = measured([one, short])
    assert found["partner_deeper_10mm", "001+002"].value == 100.0
    series = found["partner_depth", "001+002"].series
    assert series is not None
    assert len(series) == 10


def test_one_person_alone_has_no_partner() -> None:
    assert measured([still()]) == {}
    assert len(measured([still()], OWN)) == 3


def test_three_people_are_three_pairs() -> None:
    one, other = head_on_head(np.full(5, 0.03))
    found = measured([one, other, standing_at(5 * X, 5)])
    depths = {who: each.value for (name, who), each in found.items() if name == "partner_depth"}
    assert depths == pytest.approx({"001+002": 30.0, "001+003": 0.0, "002+003": 0.0}, abs=1e-6)


def test_joints_without_names_cannot_be_measured() -> None:
    found = measured([still(30), standing(person(named=False))], (*OWN, *PARTNER))
    for key in (("self_depth", "002"), ("partner_depth", "001+002"), ("partner_deeper_1mm", "001+002")):
        assert found[key].value is None
        assert "joints of 002" in found[key].why
    assert found["self_depth", "001"].value == 0.0


def test_without_fingers_and_toes() -> None:
    motion = without(arms_down(still(5)), "Thumb", "Index", "Middle", "Ring", "Pinky", "Toe")
    assert measured([motion], OWN)["self_depth", "001"].value == 0.0


def test_the_real_embrace_sinks_in(interact_contact: Path) -> None:
    scene = Dataset.open(interact_contact).scene("20231215_206")
    found = measured([take.body for take in load_scene(scene).takes])
    depth = found["partner_depth", "001+002"]
    assert depth.value is not None
    assert 10.0 < depth.value < 200.0
    deeper, much = (found[name, "001+002"].value for name in PARTNER[1:])
    assert deeper is not None
    assert much is not None
    assert 0.0 < much <= deeper <= 100.0
